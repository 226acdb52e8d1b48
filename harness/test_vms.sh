#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_vms.sh - create, run, ssh, list and delete of vmnet-bench, with programs
# in the place of vmnet-client and ssh; vms/test_cloud.sh has a real guest
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need qemu-img ssh-keygen curl
command -v xorrisofs >/dev/null || command -v genisoimage >/dev/null ||
	skip "neither xorrisofs nor genisoimage is installed (make deps)"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
home="$T/my vms"
unset XDG_DATA_HOME VM_CONTROL_FD

# vmnet-bench finds vmnet-client beside itself and drivers in vms above.
mkdir "$T/build" "$T/bin"
cp "$BUILD/vmnet-bench" "$T/build/"
ln -s "$PWD/vms" "$T/vms"
cat >"$T/build/vmnet-client" <<'END'
#!/bin/sh
trap '[ ! -e "$T/lingers" ] || sleep 3
	echo terminated >>"$T/ended"; exit 0' TERM
printf '%s\n' "$@" >"$T/argv"
env | grep '^VM_' | sort >"$T/env"
[ ! -e "$T/broken" ] || { cat "$T/broken"; exit 1; }
[ -e "$T/mute" ] || printf 'boot\r\nvmnet-address 192.0.2.7\r\n' >>"$VM_CONSOLE"
until [ -e "$T/off" ]; do sleep 0.05; done
echo off >>"$T/ended"
END
cat >"$T/bin/ssh" <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$T/ssh.argv"
cp "$2" "$T/ssh.config"
[ ! -e "$T/refused" ] || { echo "ssh: connect: no route" >&2; exit 255; }
case "$*" in
*poweroff*) [ -e "$T/stuck" ] || : >"$T/off" ;;
esac
END
chmod 755 "$T/build/vmnet-client" "$T/bin/ssh"
export T
PATH=$T/bin:$PATH

bench() {
	"$T/build/vmnet-bench" "$@"
}

# rejects TEXT ARGUMENT... - one line with TEXT, status 1
rejects() {
	text=$1
	shift
	bench "$@" >"$T/out" 2>"$T/said"
	[ $? = 1 ] || fail "status is not 1: $*"
	grep -v '^downloading ' "$T/said" >"$T/err"
	[ "$(wc -l <"$T/err")" = 1 ] || fail "not one line: $*"
	grep -q -F -- "$text" "$T/err" || {
		cat "$T/err"
		fail "no \"$text\": $*"
	}
	ok "$text"
}

empty() { # folder
	[ -z "$(find "$1" -mindepth 1 2>/dev/null)" ]
}

no_file() { # folder
	[ -z "$(find "$1" ! -type d)" ]
}

qemu-img create -q -f qcow2 "$T/base.qcow2" 64M
qemu-img create -q -f raw "$T/base.img" 64M

# What is wrong is told before anything is made.
rejects 'create: ../x: not a name' create ../x --image "$T/base.img" --home "$home"
rejects '--image is missing' create vm1 --home "$home"
rejects "--image $T/none: No such file" create vm1 --image "$T/none" --home "$home"
rejects "--image $T: not a file" create vm1 --image "$T" --home "$home"
rejects '--image none: neither a file nor one of alpine' \
	create vm1 --image none --home "$home"
rejects '--driver none: not one of qemu, vfkit, krunkit' \
	create vm1 --image "$T/base.img" --driver none --home "$home"
rejects '--driver guest: not one of' \
	create vm1 --image "$T/base.img" --driver guest --home "$home"
rejects 'cannot have any of' create vm1 --image "$T/base.img" --home "$T/a,b"
check "nothing was made" [ ! -e "$home" ]

# What fails half way leaves nothing.
qemu-img create -q -f qcow2 "$T/big.qcow2" 2G
rejects '--disk 1: less than the 2147483648 bytes' \
	create vm1 --image "$T/big.qcow2" --disk 1 --home "$home"
check "nothing is left" empty "$home"
echo "no image" >"$T/text"
mkdir "$T/broken-bin"
printf '#!/bin/sh\necho "no entropy" >&2\nexit 3\n' >"$T/broken-bin/ssh-keygen"
chmod 755 "$T/broken-bin/ssh-keygen"
PATH=$T/broken-bin:$PATH rejects 'ssh-keygen: no entropy' \
	create vm1 --image "$T/base.img" --home "$home"
check "nothing is left" empty "$home"

# A signal, and then one that leaves no time to clean up.
mkdir "$T/slow-bin"
cat >"$T/slow-bin/qemu-img" <<'END'
#!/bin/sh
: >"$T/asked"
exec sleep 30
END
chmod 755 "$T/slow-bin/qemu-img"
interrupted() { # signal; a create that gets it, returns its status
	rm -f "$T/asked"
	PATH=$T/slow-bin:$PATH "$T/build/vmnet-bench" create vm1 --image \
		"$T/base.img" --home "$home" 2>"$T/said" &
	pid=$!
	within 10 [ -e "$T/asked" ] || fail "no qemu-img"
	kill "-$1" "$pid"
	wait "$pid"
}
interrupted TERM
check "a signal ends create" [ $? = 143 ]
check "which says nothing" [ ! -s "$T/said" ]
check "nothing is left" empty "$home"
interrupted KILL 2>/dev/null
check "of one that was killed" [ -e "$home/vm1/lock" ]
mkdir "$home/vm1/seed.new"
: >"$home/vm1/user-data.new"
: >"$home/vm1/seed.new/user-data"
check "all can be deleted" within 5 bench delete vm1 --home "$home"
check "nothing is left" empty "$home"

check "create" bench create vm1 --image "$T/base.qcow2" --disk 3 --cpus 3 \
	--memory 777 --user me --packages iperf3 --home "$home"
rejects 'vm1: there is such a VM or folder already' create vm1 --image "$T/base.img" --home "$home"
dir=$home/vm1
check "its folder is its owner's" [ "$(stat -c %a "$dir")" = 700 ]
check "its seed is its owner's" [ "$(stat -c %a "$dir/seed.iso")" = 600 ]
check "its disk is an overlay" sh -c "qemu-img info '$dir/disk.qcow2' |
	grep -q '^backing file: $T/base.qcow2'"
check "of that size" sh -c "qemu-img info '$dir/disk.qcow2' |
	grep -q 'virtual size: 3 GiB'"
mac=$(json "$dir/vm.json" mac)
id=$(json "$dir/vm.json" interface_id)
check "its seed has its MAC" grep -q "macaddress: \"$mac\"" "$dir/network-config"
check "its seed is a volume cidata" sh -c "blkid -p '$dir/seed.iso' | grep -q 'LABEL=\"cidata\"'"
check "stopped" [ "$(bench list --home "$home")" = "vm1                  stopped" ]
rejects 'ssh: vm1: does not run' ssh --home "$home" vm1 true

check "another, by a relative path" sh -c "cd '$T' &&
	build/vmnet-bench create vm2 --image base.img --home 'my vms'"
check "it has another MAC" [ "$(json "$home/vm2/vm.json" mac)" != "$mac" ]
check "the format of its image was found" sh -c \
	"qemu-img info '$home/vm2/disk.qcow2' | grep -q '^backing file format: raw'"
check "ten GiB, if nothing was said" sh -c \
	"qemu-img info '$home/vm2/disk.qcow2' | grep -q 'virtual size: 10 GiB'"

# Hypervisors of macOS get a disk without a format.
check "create for vfkit" bench create vm3 --image "$T/base.qcow2" \
	--driver vfkit --disk 1 --home "$home"
check "its disk is raw" sh -c "qemu-img info '$home/vm3/disk.img' |
	grep -q '^file format: raw'"
check "and has no backing file" sh -c "! qemu-img info '$home/vm3/disk.img' |
	grep -q backing"

start() { # name, arguments of run
	vm=$1
	shift
	rm -f "$T/off" "$T/ended" "$T/ssh.argv" "$T/argv" "$T/env"
	: >"$T/out"
	"$T/build/vmnet-bench" run "$vm" --home "$home" "$@" >"$T/out" 2>"$T/err" &
	pid=$!
}

ready() {
	[ -s "$T/out" ] || ! kill -0 "$pid"
}

argv_is() { # word...
	printf '%s\n' "$@" | diff - "$T/argv"
}

driver=$T/vms/qemu
start vm1
check "run" within 10 ready
check "is what vmnet-client is told" argv_is --interface-id "$id" -- env \
	"VMNET_MAC_ADDRESS=$mac" "$driver"
check "its disk" grep -qx "VM_DISK=$dir/disk.qcow2" "$T/env"
check "its seed" grep -qx "VM_SEED=$dir/seed.iso" "$T/env"
check "its processors" grep -qx "VM_CPUS=3" "$T/env"
check "its memory" grep -qx "VM_MEM=777" "$T/env"
check "one line" [ "$(wc -l <"$T/out")" = 1 ]
check "says its address" [ "$(json "$T/out" address)" = 192.0.2.7 ]
check "says its config" [ "$(json "$T/out" ssh_config)" = "$dir/ssh.config" ]
check "ssh is told the address" grep -qx '    HostName 192.0.2.7' "$T/ssh.config"
check "listed" [ "$(bench list --home "$home" | head -n 1)" = "vm1                  192.0.2.7" ]
rejects 'run: vm1: runs' run vm1 --home "$home"
rejects 'delete: vm1: runs' delete vm1 --home "$home"
check "ssh" bench ssh --home "$home" vm1 uname -a
check "is ssh of that config" sh -c \
	"printf '%s\n' -F '$dir/ssh.config' vm1 uname -a | diff - '$T/ssh.argv'"
kill "$pid"
wait "$pid"
check "a signal ends it in order" [ $? = 0 ]
check "by the guest's own doing" [ "$(cat "$T/ended")" = off ]
check "its config is gone" [ ! -e "$dir/ssh.config" ]

# It powers itself off, as a user may have it do.
start vm1 --mode host --network vmnet-helper:stream -- --grace 3
check "run with options" within 10 ready
check "which vmnet-client gets" argv_is --interface-id "$id" --operation-mode \
	host --socket-type stream --grace 3 -- env "VMNET_MAC_ADDRESS=$mac" "$driver"
: >"$T/off"
wait "$pid"
check "ends with it" [ $? = 0 ]
start vm1 --network vmnet-helper:tap
check "run on a TAP" within 10 ready
check "which vmnet-client gets" argv_is --interface-id "$id" --attach tap -- \
	env "VMNET_MAC_ADDRESS=$mac" "$driver"

# A guest that does not hear: a second signal ends it.
: >"$T/stuck"
kill -INT "$pid"
sleep 1
check "waits for the guest" kill -0 "$pid"
kill -INT "$pid"
wait "$pid"
check "until the second signal" [ $? = 0 ]
check "which ends it" [ "$(cat "$T/ended")" = terminated ]
rm "$T/stuck"

# Killed, it takes what it has started with it; until that has ended, it runs.
: >"$T/lingers"
start vm1
check "run once more" within 10 ready
kill -KILL "$pid"
wait "$pid" 2>/dev/null
rejects 'delete: vm1: runs' delete vm1 --home "$home"
check "its end ends all" within 10 [ -s "$T/ended" ]
rm "$T/lingers"
stopped() {
	[ "$(bench list --home "$home" | head -n 1)" = "vm1                  stopped" ]
}
check "stopped" within 5 stopped

# What was said last, of much.
seq 2000 >"$T/broken"
echo "ERROR [main] no network" >>"$T/broken"
rejects "run: vm1 ended: ERROR [main] no network ($dir/vm.log)" run vm1 --home "$home"
rm "$T/broken"
: >"$T/refused"
rejects 'vm1: cannot be reached after 2 s: ssh: ssh: connect: no route (' \
	run vm1 --timeout 2 --home "$home"
rm "$T/refused"
mkdir "$T/few-bin"
for program in sh env sed sleep cat sort mkdir head; do
	ln -s "$(command -v $program)" "$T/few-bin/"
done
PATH=$T/few-bin "$T/build/vmnet-bench" run vm1 --home "$home" >"$T/out" 2>"$T/err"
check "without ssh there is no run" [ $? = 1 ]
check "which is told at once" grep -qx 'vmnet-bench: run: vm1: ssh is not installed' "$T/err"
: >"$T/mute"
rm -f "$T/ended" "$T/off"
rejects 'vm1: has not told its address after 1 s' run vm1 --timeout 1 --home "$home"
check "and was ended" [ "$(cat "$T/ended")" = terminated ]
start vm1
check "starting" within 10 [ -s "$T/env" ]
kill -TERM "$pid"
wait "$pid"
check "a signal before it is ready" [ $? = 143 ]
rm "$T/mute"

# What a user has put there is not ours to remove.
: >"$dir/notes"
rejects "$dir/notes: is none of the VM's files" delete vm1 --home "$home"
check "is still whole" [ -s "$dir/disk.qcow2" ]
rm "$dir/notes"
mv "$dir/vm.json" "$T/"
rejects 'vm1: was not made completely' run vm1 --home "$home"
echo '{}' >"$dir/vm.json"
rejects "$dir/vm.json: driver is missing" run vm1 --home "$home"

# Nor is a folder that is no VM.
mkdir "$home/keys"
ssh-keygen -q -t ed25519 -N '' -f "$home/keys/id_ed25519"
: >"$home/keys/known_hosts"
for command in delete run ssh; do
	rejects "$command: keys: no such VM" $command keys --home "$home"
done
check "is left as it was" [ "$(find "$home/keys" -type f | wc -l)" = 3 ]
rm -r "$home/keys"
for name in vm1 vm2 vm3; do
	check "delete $name" bench delete $name --home "$home"
done
check "nothing is left" empty "$home"
rejects 'delete: vm1: no such VM' delete vm1 --home "$home"
check "no VM is no error" bench list --home "$home"

# Downloads, from a folder.
arch=$(uname -m)
echo "mine $arch file://$T/base.img file://$T/SUMS" >"$T/images"
(cd "$T" && sha256sum base.img text >SUMS)
VMNET_CACHE=$T/cache
export VMNET_CACHE
get() { # more
	bench create vm1 --image mine --images "$T/images" --home "$home" "$@"
}
rejects '--image mine: not there yet; --download fetches it' create vm1 \
	--image mine --images "$T/images" --home "$home"
check "download" get --download
link=$T/cache/images/file/$T/base.img
base=$(readlink -f "$link")
check "is what it should be" cmp "$T/base.img" "$base"
check "its checksum is in its name" [ "${base##*/}" = \
	"$(cut -c 1-16 "$T/SUMS" | head -n 1)-base.img" ]
over() { # image
	qemu-img info "$home/vm1/disk.qcow2" | grep -qxF "backing file: $1"
}
check "and is what the disk is an overlay of" over "$base"
check "delete" bench delete vm1 --home "$home"
check "once is enough" get
check "delete" bench delete vm1 --home "$home"
(
	cd "$T" || exit 1
	VMNET_CACHE=cache XDG_DATA_HOME=data build/vmnet-bench create vm1 \
		--image mine --images images
) || fail "relative folders"
check "relative folders" [ -e "$T/data/vmnet-helper/vms/vm1/vm.json" ]
check "are as absolute ones" sh -c "qemu-img info \
	'$T/data/vmnet-helper/vms/vm1/disk.qcow2' | grep -qxF 'backing file: $base'"
check "delete" bench delete vm1 --home "$T/data/vmnet-helper/vms"

# Another of the same name, and a newer one at the same place.
mkdir "$T/other"
qemu-img create -q -f raw "$T/other/base.img" 32M
(cd "$T/other" && sha256sum base.img >SUMS)
echo "mine $arch file://$T/other/base.img file://$T/other/SUMS" >"$T/other/images"
check "another of the same name" bench create vm1 --image mine --images \
	"$T/other/images" --download --home "$home"
check "is another" over "$(readlink -f "$T/cache/images/file/$T/other/base.img")"
check "and not the first" cmp "$T/base.img" "$base"
check "delete" bench delete vm1 --home "$home"
cp "$T/base.img" "$T/other/first.img"
echo newer | dd of="$T/base.img" conv=notrunc 2>/dev/null
(cd "$T" && sha256sum base.img >SUMS)
rm "$link"
check "what is newer" get --download
check "is in the VM" over "$(readlink -f "$link")"
check "what was there before is as it was" cmp "$T/other/first.img" "$base"
check "delete" bench delete vm1 --home "$home"
rm -r "$T/cache"
(cd "$T" && sha256sum text | sed 's/text/base.img/' >SUMS)
rejects "is not what file://$T/SUMS says; it was thrown away" create vm1 \
	--image mine --images "$T/images" --download --home "$home"
check "was thrown away" no_file "$T/cache/images"
(cd "$T" && sha512sum base.img >SUMS)
check "by SHA-512" get --download
check "delete" bench delete vm1 --home "$home"
rm -r "$T/cache"
: >"$T/SUMS"
rejects "file://$T/SUMS: has no checksum for base.img" create vm1 --image mine \
	--images "$T/images" --download --home "$home"
rm "$T/SUMS"
rejects "file://$T/SUMS: curl: " create vm1 --image mine \
	--images "$T/images" --download --home "$home"
check "nothing was kept" no_file "$T/cache/images"
check "nothing is left" empty "$home"
