#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# image.sh - makes a cloud image of this Debian: a disk that boots by EFI, with
# cloud-init, an ssh server and iperf3
#
# usage: image.sh [DIR]
#
# What a distribution publishes is a download; this is made of the packages that
# apt knows, to try and to test what is for such images.  Needs no loop device
# and changes nothing on this machine; as root or, where user namespaces are
# allowed, as any user.  A disk that was made of the same versions of packages is
# kept, and so are those made of others.  Prints its path.

set -eu
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

here=$(cd "$(dirname "$0")" && pwd)
arch=$(dpkg --print-architecture 2>/dev/null || echo none)
packages="linux-image-cloud-$arch initramfs-tools zstd systemd-sysv udev dbus
	cloud-init netplan.io systemd-resolved cloud-guest-utils e2fsprogs
	openssh-server sudo iproute2 iperf3"
esp=64	 # MiB, of the kernel and its initramfs
root=1400 # MiB, of all else
quick="quiet mitigations=off no_timer_check cryptomgr.notests audit=0 \
apparmor=0 selinux=0 rcupdate.rcu_expedited=1"

die()
{
	echo "image.sh: $1" >&2
	exit 1
}

step()
{
	echo "image: $1" >&2
}

need()
{
	command -v "$1" >/dev/null ||
		die "$1 not found, it is in the package $2"
}

# What apt would install on an empty disk: every package and its version.
versions()
{
	# shellcheck disable=SC2086 # a list of names
	apt-get -s -qq -o Dir::State::status=/dev/null \
		-o APT::Install-Recommends=no install $packages |
		sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' | sort
}

choose_boot()
{
	case $arch in
	amd64) efi=bootx64.efi loader=x64 console=ttyS0 ;;
	arm64) efi=bootaa64.efi loader=aa64 console=ttyAMA0 ;;
	*) die "no way to boot is known for $arch" ;;
	esac
}

# What makes it quick where it is emulated: the drivers of virtual machines only
# in the initramfs, and no service that looks after a disk for years.
customise()
{
	cat <<'END'
mkdir -p "$1/usr/share/initramfs-tools/modules.d" "$1/etc/initramfs-tools/conf.d"
printf '%s\n' virtio_pci virtio_blk ext4 crc32c_generic \
	>"$1/usr/share/initramfs-tools/modules.d/vm"
echo MODULES=list >"$1/etc/initramfs-tools/conf.d/vm"
END
}

# A hook of mmdebstrap, with the tree in $1.  Of what cloud-init does for all
# clouds, what a seed of NoCloud can ask for; the rest takes as long.
finish()
{
	cat <<'END'
set -e
rm -f "$1/etc/resolv.conf"
ln -s ../run/systemd/resolve/stub-resolv.conf "$1/etc/resolv.conf"
printf '%s\n' 'LABEL=root / ext4 errors=remount-ro 0 1' >"$1/etc/fstab"
: >"$1/etc/machine-id"
rm -f "$1"/etc/ssh/ssh_host_* "$1/etc/hostname"
cat >"$1/etc/cloud/cloud.cfg.d/90_vm.cfg" <<'CONFIG'
datasource_list: [NoCloud, None]
cloud_init_modules: [seed_random, bootcmd, write-files, growpart, resizefs,
  set_hostname, update_etc_hosts, users-groups, ssh]
cloud_config_modules: [set-passwords, runcmd]
cloud_final_modules: [package-update-upgrade-install, scripts-per-boot,
  scripts-user, final-message]
CONFIG
chroot "$1" systemctl mask apt-daily.timer apt-daily-upgrade.timer \
	dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
	fstrim.timer getty@tty1.service >/dev/null 2>&1
rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/*
END
}

# The tree, as a tar file.
install_packages()
{
	customise >"$tmp/before"
	finish >"$tmp/after"
	mmdebstrap --quiet --variant=minbase --format=tar \
		--include="$(echo "$packages" | tr -s ' \t\n' ,)" \
		--essential-hook="sh $tmp/before \"\$1\"" \
		--customize-hook="sh $tmp/after \"\$1\"" \
		"$suite" "$tmp/tree.tar" >"$tmp/log" 2>&1 ||
		die "mmdebstrap: $(grep -m 1 '^E:' "$tmp/log")"
}

# The owners of files are those of the tar file also for who is not root.
as_owner()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		fakeroot -- "$@"
	fi
}

fill_root()
{
	cat >"$tmp/fill" <<-'END'
		set -e
		mkdir "$1/tree"
		tar -x -C "$1/tree" -f "$1/tree.tar" --exclude='./dev/*'
		mkfs.ext4 -q -L root -d "$1/tree" -E offset=$3 "$1/disk" "$2"
		mkdir "$1/boot"
		cp "$1/tree"/boot/vmlinuz-* "$1/boot/vmlinuz"
		cp "$1/tree"/boot/initrd.img-* "$1/boot/initrd"
	END
	as_owner sh "$tmp/fill" "$tmp" "${root}M" $(((esp + 1) << 20)) \
		>"$tmp/log" 2>&1 || die "no file system: $(tail -n 1 "$tmp/log")"
}

fill_esp()
{
	cat >"$tmp/boot/vm.conf" <<-END
		title Debian
		linux /vmlinuz
		initrd /initrd
		options root=LABEL=root ro console=$console $quick
	END
	echo "timeout 0" >"$tmp/boot/loader.conf"
	volume="$tmp/disk@@1M"
	mkfs.vfat -F 32 -s 1 -n ESP --offset 2048 "$tmp/disk" $((esp << 10)) \
		>"$tmp/log" 2>&1 || die "no ESP: $(tail -n 1 "$tmp/log")"
	mmd -i "$volume" ::/EFI ::/EFI/BOOT ::/loader ::/loader/entries
	mcopy -i "$volume" "$stub" "::/EFI/BOOT/$efi"
	mcopy -i "$volume" "$tmp/boot/vm.conf" ::/loader/entries/
	mcopy -i "$volume" "$tmp/boot/loader.conf" ::/loader/
	mcopy -i "$volume" "$tmp/boot/vmlinuz" "$tmp/boot/initrd" ::/
}

make_disk()
{
	truncate -s $((esp + root + 2))M "$tmp/disk"
	sfdisk -q "$tmp/disk" <<-END
		label: gpt
		start=1MiB, size=${esp}MiB, type=U, name=esp
		start=$((esp + 1))MiB, size=${root}MiB, type=L, name=root
	END
}

build()
{
	step "installing packages"
	install_packages
	step "making the disk"
	make_disk
	fill_root
	fill_esp
	qemu-img convert -q -f raw -O qcow2 "$tmp/disk" "$tmp/$image"
	mv "$tmp/$image" "$dir/"
}

finish_with()
{
	echo "$dir/$image"
	exit 0
}

[ $# -le 1 ] || die "usage: image.sh [DIR]"
case ${1-} in
-*) die "usage: image.sh [DIR]" ;;
"")
	[ -n "${VMNET_CACHE:-}${HOME:-}" ] ||
		die "neither VMNET_CACHE nor HOME is set: name a folder"
	dir=${VMNET_CACHE:-${HOME:-}/.cache/vmnet-helper}/cloud-$arch
	;;
*) dir=$1 ;;
esac

suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
grep -qx ID=debian /etc/os-release || die "this is not a Debian"
choose_boot
stub=/usr/lib/systemd/boot/efi/systemd-boot$loader.efi
need mmdebstrap mmdebstrap
need qemu-img qemu-utils
need mcopy mtools
need mkfs.vfat dosfstools
need mkfs.ext4 e2fsprogs
need sfdisk fdisk
[ "$(id -u)" = 0 ] || need fakeroot fakeroot
[ "$(id -u)" = 0 ] || need newuidmap uidmap
[ -e "$stub" ] || die "$stub not found, it is in the package systemd-boot-efi"

stamp=$( (cat "$here/image.sh" && versions) | sha256sum | cut -c 1-16)
# VMs are what differs from an image, so another one gets another name.
image=debian-$stamp.qcow2
if [ -e "$dir/$image" ]; then
	finish_with
fi
mkdir -p "$dir" 2>/dev/null || die "cannot make the folder $dir"
dir=$(cd "$dir" && pwd)

# Two builds at once: the second waits, and finds the work done.
exec 9>"$dir/lock"
flock 9
if [ -e "$dir/$image" ]; then
	finish_with
fi
rm -rf "$dir"/vmnet-image.* # of a build that was killed
tmp=$(mktemp -d "$dir/vmnet-image.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$tmp"
build
step "$(du -h "$dir/$image" | cut -f 1) in $dir"
finish_with
