#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_build.sh - what the builders of guest and image do with the folder they
# are given, with programs in the place of those that take minutes
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
vms=$(cd "$(dirname "$0")" && pwd)
need busybox iperf3 apt-get cpio depmod
T=$(mktemp -d "${TMPDIR:-/tmp}/test_build.XXXXXX")
trap 'rm -rf "$T"' EXIT
mkdir "$T/bin" "$T/guest" "$T/image"
PATH=$T/bin:$PATH

stand_in() { # program, its script in stdin
	{ echo "#!/bin/sh" && cat; } >"$T/bin/$1"
	chmod 755 "$T/bin/$1"
}

# occupied FOLDER OWN - a folder of the user's, and what a killed build has left
occupied() {
	mkdir "$1/tmp.mine" "$1/$2.killed"
	echo precious >"$1/tmp.mine/file"
}

echo "exit 0" | stand_in apt-cache
occupied "$T/guest" vmnet-guest
refute "a guest without a kernel" sh "$vms/guest/build.sh" "$T/guest" 2>"$T/err"
check "is an error" grep -q 'apt knows no kernel package' "$T/err"
check "the user's folder stays" [ -s "$T/guest/tmp.mine/file" ]
check "that of a killed build goes" [ ! -e "$T/guest/vmnet-guest.killed" ]

grep -qx ID=debian /etc/os-release || {
	echo "no image here, it is made on Debian only"
	exit 0
}
[ -d /usr/lib/systemd/boot/efi ] || skip "systemd-boot-efi is not installed (make deps)"
[ "$(id -u)" = 0 ] || need fakeroot newuidmap

# shellcheck disable=SC2016 # for the stand-ins
{
	echo 'sed "s/.*/Inst linux-image (& Debian:12)/" "$T/version"' | stand_in apt-get
	echo 'for tar; do :; done
		mkdir -p "$T/tree/boot"
		: >"$T/tree/boot/vmlinuz-1"
		: >"$T/tree/boot/initrd.img-1"
		tar -c -C "$T/tree" -f "$tar" .' | stand_in mmdebstrap
	echo 'for disk; do :; done; cp "$T/version" "$disk"' | stand_in qemu-img
}
for program in mkfs.ext4 mkfs.vfat sfdisk mmd mcopy; do
	echo "exit 0" | stand_in $program
done
export T

image() { # version of the packages; prints the path
	echo "$1" >"$T/version"
	sh "$vms/cloud/image.sh" "$T/image" 2>"$T/image.log"
}

occupied "$T/image" vmnet-image
first=$(image 1) || fail "no image"
check "an image" [ "$(cat "$first")" = 1 ]
check "the user's folder stays" [ -s "$T/image/tmp.mine/file" ]
check "that of a killed build goes" [ ! -e "$T/image/vmnet-image.killed" ]
check "the same packages are the same image" [ "$(image 1)" = "$first" ]
check "which is kept" [ ! -s "$T/image.log" ]

# VMs are what differs from an image, which must not change below them.
second=$(image 2) || fail "no other image"
check "other packages are another image" [ "$(cat "$second")" = 2 ]
check "beside the first" [ "$(cat "$first")" = 1 ]
check "which is found again" [ "$(image 1)" = "$first" ]
