#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# disk.sh - makes a disk of the guest, for a VM that boots by EFI only
#
# usage: disk.sh [DIR]
#
# The kernel and the initramfs that build.sh has made in DIR, with the stub of
# systemd-boot one program of EFI, are put on the one partition of
# DIR/disk.img.  Needs no root.  A disk that is newer than they are is kept.

set -eu
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

start=2048 # first sector of the partition, at 1 MiB
mib=1048576

die()
{
	echo "disk.sh: $1" >&2
	exit 1
}

need()
{
	command -v "$1" >/dev/null ||
		die "$1 not found, it is in the package $2 (see \"make deps\")"
}

[ $# -le 1 ] || die "usage: disk.sh [DIR]"
case ${1-} in
-*) die "usage: disk.sh [DIR]" ;;
"")
	[ -n "${VMNET_CACHE:-}${HOME:-}" ] ||
		die "neither VMNET_CACHE nor HOME is set: name a folder"
	dir=${VMNET_CACHE:-${HOME:-}/.cache/vmnet-helper}/guest-$(uname -m)
	;;
*) dir=$1 ;;
esac
for name in kernel initramfs; do
	[ -r "$dir/$name" ] || die "no $name in $dir, run vms/guest/build.sh"
done
case $(uname -m) in
x86_64) efi=x64 boot=BOOTX64.EFI console=ttyS0 ;;
aarch64) efi=aa64 boot=BOOTAA64.EFI console=ttyAMA0 ;;
*) die "no EFI known for $(uname -m)" ;;
esac
if [ -e "$dir/disk.img" ] && [ -z "$(find "$dir/kernel" "$dir/initramfs" "$0" \
	-newer "$dir/disk.img")" ]; then
	exit 0
fi
stub=/usr/lib/systemd/boot/efi/linux$efi.efi.stub
[ -r "$stub" ] || die "no $stub, it is in the package systemd-boot-efi"
need objcopy binutils
need mformat mtools
need sfdisk fdisk

tmp=$(mktemp -d "$dir/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# hvc0 is what vfkit and krunkit have, and the last one is the one of init.
printf '%s' "console=$console console=hvc0 quiet panic=-1 vm.mtu=1500 \
mitigations=off audit=0 apparmor=0 rcupdate.rcu_expedited=1" >"$tmp/cmdline"

# What is behind another must begin behind its end, or the firmware loads one
# over the other.
initrd=$((0x2000000 + ($(wc -c <"$dir/kernel") / mib + 1) * mib))
objcopy --add-section .cmdline="$tmp/cmdline" \
	--change-section-vma .cmdline=0x30000 \
	--add-section .linux="$dir/kernel" \
	--change-section-vma .linux=0x2000000 \
	--add-section .initrd="$dir/initramfs" \
	--change-section-vma .initrd=$initrd "$stub" "$tmp/boot.efi" ||
	die "objcopy cannot make a program of EFI"

# Room for the file, the tables of FAT32 and the two of the partitions.
size=$(($(wc -c <"$tmp/boot.efi") / mib + 40))
truncate -s "${size}M" "$tmp/disk.img"
echo "label: gpt
start=$start, size=$((size * 2048 - 2 * start)), type=uefi" |
	sfdisk --quiet "$tmp/disk.img" || die "sfdisk cannot make the partition"
at=$tmp/disk.img@@1M
mformat -i "$at" -F -T $((size * 2048 - 2 * start)) -h 64 -s 32 ::
mmd -i "$at" ::/EFI ::/EFI/BOOT
mcopy -i "$at" "$tmp/boot.efi" "::/EFI/BOOT/$boot"
mv "$tmp/disk.img" "$dir/disk.img"
echo "guest: $size MiB disk in $dir" >&2
