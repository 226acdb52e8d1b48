#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# build.sh - builds the guest: a kernel and an initramfs
#
# usage: build.sh [DIR]
#
# Everything in it is the distribution's own: the kernel package for virtual
# machines is downloaded and unpacked, not installed; busybox and iperf3 are
# those of this machine.  But for vsock, which is compiled, as no shell can
# connect to the host without a network.  Needs no root.  A guest built from the same inputs
# is kept as it is, with its kernel; remove DIR to get a newer one.

set -eu
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

here=$(cd "$(dirname "$0")" && pwd)
modules="virtio_pci virtio_net virtio_console af_packet ipv6"
modules="$modules vmw_vsock_virtio_transport"

die()
{
	echo "build.sh: $1" >&2
	exit 1
}

step()
{
	echo "guest: $1" >&2
}

need()
{
	command -v "$1" >/dev/null ||
		die "$1 not found, it is in the package $2 (see \"make deps\")"
}

# The shared objects that program $1 needs, its loader among them; none when
# it is static.
libraries()
{
	ldd "$(command -v "$1")" 2>/dev/null |
		awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\//) print $i }'
}

# A hash of all that the guest is made of, but for the kernel, wherever it is.
inputs()
{
	# shellcheck disable=SC2046 # lists of paths without spaces
	sha256sum "$here/build.sh" "$here/init" "$here/agent" "$here"/vsock*.[ch] \
		$(for name in busybox iperf3; do
			command -v "$name"
			libraries "$name"
		done) |
		cut -d ' ' -f 1 | sha256sum | cut -d ' ' -f 1
}

# The package that the meta package $1 stands for now, if there is one.
resolve()
{
	apt-cache depends "$1" 2>/dev/null |
		sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' |
		head -n 1
}

# Debian has kernel and modules in one package, Ubuntu keeps them apart.
find_packages()
{
	image=$(resolve "linux-image-cloud-$(dpkg --print-architecture)")
	[ -n "$image" ] || image=$(resolve linux-image-virtual)
	[ -n "$image" ] ||
		die "apt knows no kernel package, run \"apt-get update\""
	release=${image#linux-image-}
	packages=$image
	if apt-cache show "linux-modules-$release" >/dev/null 2>&1; then
		packages="$image linux-modules-$release"
	fi
}

# A package that is here already is not downloaded again.
download()
{
	mkdir -p "$dir/packages"
	# shellcheck disable=SC2086 # a list of names
	(cd "$dir/packages" &&
		apt-get -qq -o APT::Sandbox::User=root download $packages) \
		>"$tmp/log" 2>&1 ||
		die "cannot download $packages: $(grep -m 1 '^E:' "$tmp/log")"
}

unpack()
{
	for name in $packages; do
		deb=$(find "$dir/packages" -name "${name}_*.deb" |
			sort -V | tail -n 1)
		dpkg -x "$deb" "$tmp/unpacked" || die "cannot unpack $deb"
		echo "$deb" >>"$tmp/debs"
	done
	if [ ! -e "$tmp/unpacked/lib" ]; then
		ln -s usr/lib "$tmp/unpacked/lib"
	fi
	version=$(dpkg-deb -f "$deb" Version)
	cp "$tmp/unpacked/boot/vmlinuz-$release" "$tmp/kernel" ||
		die "no kernel $release in $deb"
}

add_programs()
{
	cp "$(command -v busybox)" "$(command -v iperf3)" "$tmp/root/bin/"
	for name in busybox iperf3; do
		libraries "$name"
	done >"$tmp/libraries"
	# Opened by pthread_cancel() when it is called, so not in anybody's list.
	sed -n 's/\(.*\)\/libc\.so\.6$/\1\/libgcc_s.so.1/p' \
		"$tmp/libraries" >"$tmp/hidden"
	cat "$tmp/hidden" >>"$tmp/libraries"
	sort -u "$tmp/libraries" | while read -r path; do
		[ -e "$path" ] || continue
		mkdir -p "$tmp/root${path%/*}"
		cp -L "$path" "$tmp/root$path"
	done
	busybox --list | while read -r name; do
		[ "$name" = busybox ] || ln -s busybox "$tmp/root/bin/$name"
	done
	(cd "$here/../.." && ${CC:-cc} -Os -static -s -I. -o "$tmp/root/bin/vsock" \
		vms/guest/vsock_main.c vms/guest/vsock.c) ||
		die "${CC:-cc} cannot build vsock"
	cp "$here/init" "$here/agent" "$tmp/root/"
	chmod 755 "$tmp/root/init" "$tmp/root/agent"
}

# Copies what modprobe would load, in its order; it does not name the modules
# that are built in.
add_modules()
{
	depmod -b "$tmp/unpacked" "$release"
	for name in $modules; do
		modprobe -S "$release" -d "$tmp/unpacked" --show-depends \
			"$name" >>"$tmp/depends" ||
			die "no module $name in kernel $release"
	done
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$tmp/depends" \
		>"$tmp/paths"
	while read -r path; do
		name=${path##*/}
		name=${name%%.ko*}.ko
		case $path in
		*.xz) need xz xz-utils && xz -dc "$path" ;;
		*.zst) need zstd zstd && zstd -qdc "$path" ;;
		*) cat "$path" ;;
		esac >"$tmp/root/modules/$name"
		echo "$name"
	done <"$tmp/paths" >"$tmp/root/modules/order"
}

# The same inputs give the same bytes, whoever builds, wherever and whenever.
pack()
{
	find "$tmp/root" -exec touch -h -d @0 {} +
	(cd "$tmp/root" && find . | sort |
		cpio -o -H newc -R 0:0 --reproducible --quiet) >"$tmp/initramfs"
}

describe()
{
	echo "kernel=$release"
	echo "kernel_package=$version"
	busybox | sed -n '1s/^BusyBox v\([^ ]*\).*/busybox=\1/p'
	iperf3 --version | sed -n '1s/^iperf \([^ ]*\).*/iperf3=\1/p'
	sha256sum "$tmp/kernel" "$tmp/initramfs" |
		sed -n 's/^\([0-9a-f]*\) .*\/\(.*\)$/\2_sha256=\1/p'
}

# The stamp goes first and comes back last: an interrupted build has none.
publish()
{
	rm -f "$dir/stamp"
	mv "$tmp/kernel" "$tmp/initramfs" "$tmp/guest.txt" "$dir/"
	echo "$stamp" >"$tmp/stamp"
	mv "$tmp/stamp" "$dir/stamp"
	find "$dir/packages" -name '*.deb' | grep -vxFf "$tmp/debs" |
		while read -r deb; do
			rm -f "$deb"
		done
}

build()
{
	step "looking up the kernel package"
	find_packages
	step "downloading $packages"
	download
	step "unpacking it"
	unpack
	step "packing the initramfs"
	(umask 022 && mkdir "$tmp/root" && cd "$tmp/root" &&
		mkdir bin dev etc modules proc sys tmp)
	add_programs
	add_modules
	pack
	describe >"$tmp/guest.txt"
	publish
}

up_to_date()
{
	[ -e "$dir/stamp" ] && [ "$(cat "$dir/stamp")" = "$stamp" ]
}

[ $# -le 1 ] || die "usage: build.sh [DIR]"
case ${1-} in
-*) die "usage: build.sh [DIR]" ;;
"")
	[ -n "${VMNET_CACHE:-}${HOME:-}" ] ||
		die "neither VMNET_CACHE nor HOME is set: name a folder"
	dir=${VMNET_CACHE:-${HOME:-}/.cache/vmnet-helper}/guest-$(uname -m)
	;;
*) dir=$1 ;;
esac

need busybox busybox-static
need iperf3 iperf3
stamp=$(inputs)
if up_to_date; then
	exit 0
fi

need apt-get "apt: the guest is made of Debian or Ubuntu packages"
need "${CC:-cc}" gcc
need cpio cpio
need depmod kmod
mkdir -p "$dir" 2>/dev/null || die "cannot make the folder $dir"
dir=$(cd "$dir" && pwd)

# Two builds at once: the second waits, and finds the work done.
exec 9>"$dir/lock"
flock 9
if up_to_date; then
	exit 0
fi
rm -rf "$dir"/vmnet-guest.* # of a build that was killed
tmp=$(mktemp -d "$dir/vmnet-guest.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
build
step "$(du -ch "$dir/kernel" "$dir/initramfs" | awk 'END { print $1 }') \
in $dir: kernel $release, $(iperf3 --version | sed -n '1s/ (.*//p')"
