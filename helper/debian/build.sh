#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# build.sh - make a Debian package of an installed tree
#
# usage: helper/debian/build.sh BUILD VERSION CAPABILITIES
# What `make install` has put below BUILD/deb/root becomes
# BUILD/vmnet-helper_VERSION_ARCH.deb; the same tree and commit give the same
# bytes.  See deb(5), deb-control(5).
set -eu
cd "$(dirname "$0")/../.."
BUILD=$1 VERSION=$2 CAPABILITIES=$3
umask 022

for program in dpkg-deb dpkg-shlibdeps strip; do
	command -v $program >/dev/null || {
		echo "make deb: $program is not installed (make deps)" >&2
		exit 1
	}
done

root=$BUILD/deb/root
arch=$(dpkg --print-architecture)
package=$BUILD/vmnet-helper_${VERSION}_$arch.deb
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH

strip --strip-unneeded "$root"/usr/bin/*
gzip -9n "$root"/usr/share/man/man1/*.1
# Debian has that text in common-licenses.
rm "$root/usr/share/doc/vmnet-helper/Apache-2.0.txt"
install -m 644 helper/debian/copyright "$root/usr/share/doc/vmnet-helper"

# dpkg-shlibdeps looks for a source package around it, so give it one.
mkdir -p "$BUILD/deb/debian" "$root/DEBIAN"
printf 'Source: vmnet-helper\n\nPackage: vmnet-helper\nArchitecture: any\n' \
	>"$BUILD/deb/debian/control"
libraries=$(cd "$BUILD/deb" && dpkg-shlibdeps -O root/usr/bin/* 2>shlibdeps.log |
	sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || {
	cat "$BUILD/deb/shlibdeps.log" >&2
	exit 1
}

sed "s/@VERSION@/$VERSION/; s/@ARCH@/$arch/; s/@LIBRARIES@/$libraries/
	s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f 1)/" \
	helper/debian/control.in >"$root/DEBIAN/control"
for script in postinst postrm; do
	sed "s/@SETCAP@/$CAPABILITIES/" helper/debian/$script >"$root/DEBIAN/$script"
	chmod 755 "$root/DEBIAN/$script"
done
(cd "$root" && find usr -type f -exec md5sum {} + | sort -k 2 >DEBIAN/md5sums)
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
