#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_macos.sh - the drivers of macOS: exact command lines, descriptors and
# environment, told by a program in the place of the hypervisor
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
vms=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d)
trap 'rm -rf "$T"; [ -z "${helper:-}" ] || kill "$helper"' EXIT
unset VMNET_FD VMNET_SOCKET VM_CONTROL_FD VM_NAME VM_CPUS VM_MEM VM_EFI \
	VM_OFFLOAD VM_CONTROL_SOCKET VM_CONSOLE VM_DIR VM_GUEST VM_MTU VM_SEED

mkdir "$T/bin"
for name in vfkit krunkit; do
	cat >"$T/bin/$name" <<-'END'
		#!/bin/sh
		printf '%s\n' "${0##*/}" "$@" >"$T/argv"
		(cd /proc/self/fd && for fd in [3-9]; do
			[ -S "$fd" ] && echo "$fd"
		done) >"$T/fds"
		echo "$VMNET_MAC_ADDRESS" >"$T/mac"
		exit "${STATUS:-0}"
	END
	chmod 755 "$T/bin/$name"
done
PATH=$T/bin:$PATH
VM_DISK=$T/disk.img
VMNET_MAC_ADDRESS=02:00:00:00:00:01
VM_GUEST=$T/empty
export T PATH VM_DISK VM_GUEST VMNET_MAC_ADDRESS
: >"$VM_DISK"

# argv_is WORD... - what the hypervisor was given
argv_is() {
	printf '%s\n' "$@" | diff - "$T/argv"
}

# rejects DRIVER TEXT - one line with TEXT, status 1, nothing started
rejects() {
	rm -f "$T/argv"
	"$vms/$1" >"$T/out" 2>"$T/err" </dev/null
	[ $? = 1 ] || fail "$1: status is not 1: $2"
	[ "$(wc -l <"$T/err")" = 1 ] || fail "$1: not one line: $2"
	grep -q -- "^vms/$1: .*$2" "$T/err" || {
		cat "$T/err"
		fail "$1: no \"$2\""
	}
	[ ! -e "$T/argv" ] || fail "$1: was started"
	ok "$1: $2"
}

run() { # driver
	"$vms/$1" >"$T/out" 2>"$T/err" </dev/null
}

# A descriptor: vmnet-client gives it, as it would on a Mac.
check "vfkit by a descriptor" "$BUILD/doubles/vmnet-client" --unprivileged \
	--helper "$BUILD/doubles/vmnet-helper" -- "$vms/vfkit" >"$T/out" 2>&1
check "its command line" argv_is vfkit --cpus 1 --memory 512 \
	--restful-uri none:// \
	--bootloader "efi,variable-store=$VM_DISK.efi,create" \
	--device "virtio-blk,path=$VM_DISK" \
	--device virtio-net,fd=4,mac=da:4b:aa:01:02:03 --device virtio-rng
check "its descriptor" [ "$(cat "$T/fds")" = 4 ]
check "its MAC address" grep -qx da:4b:aa:01:02:03 "$T/mac"
check "krunkit by a descriptor" env VM_OFFLOAD=on VM_CPUS=2 VM_MEM=2048 \
	"$BUILD/doubles/vmnet-client" --unprivileged --enable-tso \
	--enable-checksum-offload --helper "$BUILD/doubles/vmnet-helper" -- \
	"$vms/krunkit" >"$T/out" 2>&1
check "its command line" argv_is krunkit --cpus 2 --memory 2048 \
	--restful-uri none:// --device "virtio-blk,path=$VM_DISK" --device \
	virtio-net,type=unixgram,fd=4,mac=da:4b:aa:01:02:03,offloading=on \
	--device virtio-rng
check "its descriptor" [ "$(cat "$T/fds")" = 4 ]

# A VM of a distribution: the seed of cloud-init, and a file for its console.
: >"$T/seed.iso"
check "vfkit with a seed" env VMNET_FD=4 VM_SEED="$T/seed.iso" \
	VM_EFI="$T/efi.vars" VM_CONSOLE="$T/console" "$vms/vfkit" >"$T/out" 2>&1
check "its command line" argv_is vfkit --cpus 1 --memory 512 \
	--restful-uri none:// \
	--bootloader "efi,variable-store=$T/efi.vars,create" \
	--device "virtio-blk,path=$VM_DISK" \
	--device virtio-net,fd=4,mac=02:00:00:00:00:01 --device virtio-rng \
	--device "virtio-blk,path=$T/seed.iso" \
	--device "virtio-serial,logFilePath=$T/console"
check "krunkit with a seed" env VMNET_FD=4 VM_SEED="$T/seed.iso" \
	VM_CONSOLE="$T/console" "$vms/krunkit" >"$T/out" 2>&1
check "its command line" argv_is krunkit --cpus 1 --memory 512 \
	--restful-uri none:// --device "virtio-blk,path=$VM_DISK" --device \
	virtio-net,type=unixgram,fd=4,mac=02:00:00:00:00:01,offloading=off \
	--device virtio-rng --device "virtio-blk,path=$T/seed.iso" \
	--device "virtio-serial,logFilePath=$T/console"
VMNET_FD=4 VM_SEED=$T/none rejects vfkit "VM_SEED=$T/none: cannot be read"
: >"$T/s,1"
VMNET_FD=4 VM_SEED=$T/s,1 rejects krunkit "VM_SEED=$T/s,1: has a comma"
VM_CONSOLE=$T/c,1 rejects vfkit "VM_CONSOLE=$T/c,1: has a comma"

# A path, as long as it may be: 103 bytes, less what the hypervisor adds.
long() { # bytes - such a path of a socket that is served
	[ -z "${helper:-}" ] || kill "$helper"
	VMNET_SOCKET=$T/$(printf "%0$(($1 - ${#T} - 1))d" 0)
	export VMNET_SOCKET
	DOUBLE='' "$BUILD/doubles/vmnet-helper" --socket "$VMNET_SOCKET" \
		>"$T/json" 2>"$T/helper.log" &
	helper=$!
	within 10 [ -S "$VMNET_SOCKET" ] || fail "no socket of $1 bytes"
}
long 103
check "vfkit by a path of 103 bytes" run vfkit
check "its command line" argv_is vfkit --cpus 1 --memory 512 \
	--restful-uri none:// \
	--bootloader "efi,variable-store=$VM_DISK.efi,create" \
	--device "virtio-blk,path=$VM_DISK" \
	--device "virtio-net,unixSocketPath=$VMNET_SOCKET,mac=02:00:00:00:00:01" \
	--device virtio-rng
check "no descriptor" [ ! -s "$T/fds" ]
rejects krunkit 'a path of 113 bytes, and 103 is the limit'
long 93
check "krunkit by a path of 93 bytes" run krunkit
check "its command line" argv_is krunkit --cpus 1 --memory 512 \
	--restful-uri none:// --device "virtio-blk,path=$VM_DISK" --device \
	"virtio-net,type=unixgram,path=$VMNET_SOCKET,\
mac=02:00:00:00:00:01,offloading=off" --device virtio-rng
long 94
rejects krunkit 'a path of 104 bytes'
deep=$T/$(printf '%077d' 0)
VMNET_SOCKET=$deep/s rejects vfkit "$((${#deep} + 26)) bytes, and 103"
VMNET_SOCKET=$T/$(printf '%0104d' 0) rejects vfkit 'and 103 is the limit'

VMNET_SOCKET=$T/none rejects vfkit "VMNET_SOCKET=$T/none: no socket there"
VMNET_SOCKET=$T/a,b rejects vfkit 'has a comma'
VM_DISK=$T/a,b rejects krunkit "VM_DISK=$T/a,b: cannot be read"
VM_DISK='' rejects krunkit 'VM_DISK is not set'
VM_DISK='' rejects vfkit "no disk.img in $T/empty"
VM_OFFLOAD=on rejects vfkit 'VM_OFFLOAD=on: vfkit takes no large frames'
VM_OFFLOAD=yes rejects krunkit 'VM_OFFLOAD=yes: neither on nor off'
VMNET_FD=x rejects vfkit 'VMNET_FD=x: not a descriptor'
VM_CONTROL_FD=5 rejects vfkit 'VM_CONTROL_FD=5: vfkit has no port for it'
unset VMNET_SOCKET
rejects vfkit 'neither VMNET_FD nor VMNET_SOCKET is set'
VMNET_MAC_ADDRESS='' rejects krunkit 'VMNET_MAC_ADDRESS is not set'

# The small guest, as vmnet-bench wants it.
mkdir "$T/guest" "$T/vm"
echo disk >"$T/guest/disk.img"
long 60 # a socket that somebody serves, to stand for the harness's
VM_CONTROL_SOCKET=$VMNET_SOCKET
unset VMNET_SOCKET VM_DISK
VM_GUEST=$T/guest VM_DIR=$T/vm VM_CONSOLE=$T/console VMNET_FD=4
export VM_CONTROL_SOCKET VM_GUEST VM_DIR VM_CONSOLE VMNET_FD
check "vfkit with an agent" run vfkit
check "its command line" argv_is vfkit --cpus 1 --memory 512 \
	--restful-uri none:// \
	--bootloader "efi,variable-store=$T/vm/disk.img.efi,create" \
	--device "virtio-blk,path=$T/vm/disk.img" \
	--device virtio-net,fd=4,mac=02:00:00:00:00:01 --device virtio-rng \
	--device "virtio-serial,logFilePath=$T/console" \
	--device "virtio-vsock,port=1024,socketURL=$VM_CONTROL_SOCKET"
check "its disk is a copy" cmp "$T/guest/disk.img" "$T/vm/disk.img"
check "krunkit with an agent" run krunkit
check "its command line" argv_is krunkit --cpus 1 --memory 512 \
	--restful-uri none:// --device "virtio-blk,path=$T/vm/disk.img" \
	--device \
	virtio-net,type=unixgram,fd=4,mac=02:00:00:00:00:01,offloading=off \
	--device virtio-rng \
	--device "virtio-serial,logFilePath=$T/console" \
	--device "virtio-vsock,port=1024,socketURL=$VM_CONTROL_SOCKET"
check "the port is the guest's" grep -qx "vsock_port=1024" "$vms/guest/init"
VM_MTU=9000 rejects vfkit 'VM_MTU=9000: the guest of disk.img has 1500'
VM_DIR=$T/none rejects krunkit "VM_DIR=$T/none: .* cannot be copied to it"
VM_CONSOLE=$T/a,b rejects krunkit "VM_CONSOLE=$T/a,b: has a comma"
VM_CONTROL_SOCKET=$T/none rejects vfkit \
	"VM_CONTROL_SOCKET=$T/none: no socket there"
VM_CONTROL_SOCKET=$T/$(printf '%0104d' 0) rejects krunkit 'and 103 is the limit'
unset VM_CONTROL_SOCKET VM_DIR VM_CONSOLE VMNET_FD
VM_DISK=$T/disk.img VM_GUEST=$T/empty
export VM_DISK

for name in vfkit krunkit; do
	check "$name --check" "$vms/$name" --check
	VM_OFFLOAD=yes "$vms/$name" --check 2>/dev/null
	check "$name --check with another offload" [ $? = 77 ]
	VM_DISK='' "$vms/$name" --check 2>/dev/null
	check "$name --check without a disk" [ $? = 77 ]
	VMNET_FD=4 STATUS=7 "$vms/$name" >/dev/null
	check "status of $name" [ $? = 7 ]
	PATH=/usr/bin:/bin "$vms/$name" --check 2>"$T/err"
	check "$name --check without $name" [ $? = 77 ]
	check "is said" grep -q "$name not found" "$T/err"
done
