#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_created.sh - what the drivers created and qemu leave behind, boot after
# boot, with a program in the place of QEMU
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
vms=$(cd "$(dirname "$0")" && pwd)
need qemu-img flock
[ -r /usr/share/OVMF/OVMF_CODE.fd ] || [ -r /usr/share/OVMF/OVMF_CODE_4M.fd ] ||
	[ -r /usr/share/AAVMF/AAVMF_CODE.fd ] ||
	skip "the firmware is not installed (make deps)"
T=$(mktemp -d "${TMPDIR:-/tmp}/test_created.XXXXXX")
trap 'rm -rf "$T"' EXIT
mkdir -p "$T/bin" "$T/vms/one" "$T/run"
vm=$T/vms/one
qemu-img create -q -f qcow2 "$vm/disk.qcow2" 64M
: >"$vm/seed.iso"
: >"$vm/lock"
cat >"$vm/vm.json" <<'JSON'
{
  "driver": "qemu",
  "cpus": 3,
  "memory": 777,
  "mac": "02:00:00:00:00:01",
  "user": "me",
  "interface_id": "5f4c1a3e-0000-4000-8000-000000000001"
}
JSON
cat >"$T/bin/vmm" <<'VMM'
#!/bin/sh
printf '%s\n' "$@" >"$T/argv"
[ -e "$T/stay" ] || exit 0
echo 'vmnet-address 192.0.2.7' >>"$T/run/created.one/console.log"
exec sleep 15 # it is ended with the channel
VMM
printf '#!/bin/sh\nexit 0\n' >"$T/bin/ssh"
chmod 755 "$T/bin/vmm" "$T/bin/ssh"
PATH=$T/bin:$PATH
export T VM_ACCEL=tcg VM_COMMAND="$T/bin/vmm" VMNET_FD=4 VMNET_MAC_ADDRESS=02:00:00:00:00:09

created() { # boots it
	VM_CREATED=one VM_HOME=$T/vms VM_DIR=$T/run VM_NAME=vm1 \
		VM_CONTROL_FD=${control:-3} \
		timeout 20 "$vms/created" 3<>"$T/control" 6<&3 7<&3 >"$T/out" 2>&1 || {
		cat "$T/out"
		return 1
	}
}

: >"$T/control"
check "a boot" created
check "has the VM's processors" grep -qx 3 "$T/argv"
check "and writes to an overlay" grep -q "file=$T/run/.*/disk.qcow2" "$T/argv"
check "another boot" created
check "and another" created
check "leave one overlay, as memory is what they are in" \
	[ "$(find "$T/run" -name disk.qcow2 | wc -l)" = 1 ]

# The control channel is any of these, and two of them are used for it.
for control in 3 6 7; do
	: >"$T/control"
	: >"$T/stay"
	(created) >/dev/null 2>&1
	check "the address, at descriptor $control" \
		grep -qx 'ADDRESS 192.0.2.7' "$T/control"
done
rm "$T/stay"

# hold SECONDS - somebody else has the lock for so long; his pid is $holder
hold() {
	flock "$vm/lock" sleep "$1" &
	holder=$!
	within 5 held || fail "the lock is not held"
}
held() {
	! flock -n "$vm/lock" true
}

# Who lists VMs looks at the lock, for a moment.
hold 0.3
check "is not kept from it by who looks" created
wait
hold 20
refute "but by who holds it" created
check "and says so" grep -q 'one: runs' "$T/out"
pkill -P $holder
wait $holder
rm "$vm/lock"
refute "nor is a lock made" created
check "where none is" [ ! -e "$vm/lock" ]

# The variables of EFI are there whole, or not at all.
mkdir "$T/full"
cat >"$T/full/cp" <<'CP'
#!/bin/sh
for to; do :; done
echo half >"$to"
exit 1
CP
chmod 755 "$T/full/cp"
qemu() {
	VM_DISK=$vm/disk.qcow2 VM_EFI=$vm/efi.vars "$vms/qemu" >"$T/out" 2>&1
}
PATH=$T/full:$PATH refute "no room for the variables" qemu
check "is not half of them" [ ! -e "$vm/efi.vars" ]
check "with room" qemu
check "they are whole" [ "$(wc -c <"$vm/efi.vars")" -gt 1000 ]
check "under one name" [ ! -e "$vm/efi.vars.new" ]
