#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_disk.sh - the disk of the guest boots by EFI, and its agent answers
#
# By QEMU and OVMF, which stand for the hypervisors of macOS: as they do, QEMU
# connects to a socket that somebody listens at.  That the guest comes there by
# a port of virtio-serial and not by vsock is the difference.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
vms=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/test_disk.XXXXXX")
pids=
# shellcheck disable=SC2086 # a list of numbers
trap '[ -z "$pids" ] || kill $pids 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
need perl
[ "$(uname -m)" = x86_64 ] || skip "the firmware here is for x86_64"
need qemu-system-x86_64 mformat objcopy sfdisk
code=/usr/share/OVMF/OVMF_CODE.fd
[ -r $code ] || skip "$code is missing (make deps)"
guest=${VMNET_CACHE:-$HOME/.cache/vmnet-helper}/guest-x86_64

mkdir "$T/empty"
"$vms/guest/disk.sh" "$T/empty" 2>"$T/err"
check "without a guest there is no disk" [ $? = 1 ]
check "and one line says why" grep -qx \
	"disk.sh: no kernel in $T/empty, run vms/guest/build.sh" "$T/err"
"$vms/guest/build.sh" || fail "no guest"
check "a disk is made" "$vms/guest/disk.sh"
before=$(stat -c %i.%Y "$guest/disk.img")
check "and kept" "$vms/guest/disk.sh"
check "as it is" [ "$before" = "$(stat -c %i.%Y "$guest/disk.img")" ]

cat >"$T/host.pl" <<'END'
use IO::Socket::UNIX;
$| = 1;
my $socket = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die $!;
my $guest = $socket->accept or die $!;
$guest->autoflush(1);
while (<$guest>) {
	print;
	print $guest "cat /proc/cmdline; cat /modules/order; ls -l /bin/vsock\n"
		if /^READY/;
	last if /\001RC/;
}
END
perl "$T/host.pl" "$T/control" >"$T/answer" &
host=$!
within 5 [ -S "$T/control" ] || fail "nobody listens"
# The variables of the firmware are forgotten, so it looks for a disk.
timeout 250 qemu-system-x86_64 -M q35 -accel tcg -cpu max -m 512 \
	-nodefaults -no-reboot -display none \
	-drive if=pflash,format=raw,readonly=on,file=$code \
	-drive "file=$guest/disk.img,format=raw,if=virtio,snapshot=on" \
	-serial "file:$T/console.log" \
	-netdev user,id=net,restrict=on -device virtio-net-pci,netdev=net \
	-device virtio-serial-pci -chardev "socket,id=agent,path=$T/control" \
	-device virtserialport,chardev=agent,name=agent \
	</dev/null >"$T/qemu.log" 2>&1 &
vm=$!
pids="$host $vm"
wait $host || fail "no agent"
wait $vm
status=$?
pids=
check "the agent has an address" grep -q '^ADDRESS [0-9.]*$' "$T/answer"
check "and is ready" grep -qx READY "$T/answer"
check "its kernel has the words of the disk" \
	grep -q 'console=hvc0 .*vm.mtu=1500' "$T/answer"
check "the way to the host is there" grep -q '/bin/vsock$' "$T/answer"
check "and its module" grep -qx vmw_vsock_virtio_transport.ko "$T/answer"
check "the end of the channel is the end of the guest" [ $status = 0 ]
