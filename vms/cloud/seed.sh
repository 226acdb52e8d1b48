#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# seed.sh - makes the disk with which a guest is told who it is (NoCloud of
# cloud-init: the volume cidata)
#
# usage: seed.sh DIR
#
# DIR has user-data, meta-data and network-config, and gets seed.iso, for its
# owner only: a secret key is in it.

set -eu
umask 077

die()
{
	echo "seed.sh: $1" >&2
	exit 1
}

# These three are one program to who calls them.
find_tool()
{
	for tool in xorrisofs genisoimage mkisofs; do
		if command -v "$tool" >/dev/null; then
			return
		fi
	done
	tool=hdiutil
	command -v hdiutil >/dev/null ||
		die "none of xorrisofs, genisoimage, mkisofs, hdiutil is installed"
}

make_seed()
{
	if [ "$tool" = hdiutil ]; then
		trap 'rm -rf seed.new' EXIT
		trap 'exit 1' HUP INT TERM
		mkdir seed.new
		cp user-data meta-data network-config seed.new/
		hdiutil makehybrid -quiet -iso -joliet \
			-default-volume-name cidata -o seed.iso seed.new
	else
		"$tool" -quiet -volid cidata -joliet -rock -output seed.iso \
			user-data meta-data network-config
	fi
}

[ $# = 1 ] || die "usage: seed.sh DIR"
cd "$1" || exit 1
find_tool
rm -rf seed.iso seed.new # of one that was killed
make_seed
chmod 600 seed.iso
