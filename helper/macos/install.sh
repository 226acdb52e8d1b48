#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# install.sh - installs an archive of dist.sh on macOS, or removes it
#
# usage: install.sh ARCHIVE | install.sh --uninstall
#
# The file SHA256SUMS must lie beside ARCHIVE and agree with it.  Below PREFIX,
# /opt/vmnet-helper by default: before macOS 26 the helper is started by root,
# so run this as root, and nobody else can write there.

set -eu
umask 022
export LC_ALL=C

prefix=${PREFIX:-/opt/vmnet-helper}
files="bin/vmnet-client
bin/vmnet-helper
share/doc/vmnet-helper/Apache-2.0.txt
share/doc/vmnet-helper/README.md
share/doc/vmnet-helper/vm.plist
share/doc/vmnet-helper/vmnet-helper.entitlements
share/man/man1/vmnet-client.1
share/man/man1/vmnet-helper.1"

die()
{
	echo "install.sh: $1" >&2
	exit 1
}

# sum - the SHA-256 of standard input
sum()
{
	if command -v sha256sum >/dev/null; then
		sha256sum
	else
		shasum -a 256
	fi | cut -d " " -f 1
}

# Only what we have installed, and folders that are empty then.
uninstall()
{
	for file in $files; do
		rm -f "$prefix/$file"
	done
	for dir in share/doc/vmnet-helper share/doc share/man/man1 share/man \
		share bin .; do
		rmdir "$prefix/$dir" 2>/dev/null || :
	done
	rmdir "$prefix" 2>/dev/null || :
}

verify()
{
	[ -r "$1" ] || die "$1: cannot be read"
	list=$(dirname "$1")/SHA256SUMS
	[ -r "$list" ] || die "$list: cannot be read"
	wanted=$(awk -v name="${1##*/}" '$2 == name { print $1 }' "$list")
	[ -n "$wanted" ] || die "$list: has no ${1##*/}"
	[ "$(sum <"$1")" = "$wanted" ] ||
		die "$1: is not what SHA256SUMS says"
}

# Exactly our files, so that nothing lands elsewhere.
check_names()
{
	tar -tzf "$1" | sed 's|^vmnet-helper/||' | sort >"$tmp/names"
	echo "$files" | cmp -s - "$tmp/names" || die "$1: has other files"
}

case ${1-} in
--uninstall)
	uninstall
	exit 0
	;;
"" | -*) die "usage: install.sh ARCHIVE | install.sh --uninstall" ;;
esac
[ $# = 1 ] || die "usage: install.sh ARCHIVE | install.sh --uninstall"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
verify "$1"
check_names "$1"
tar -xzf "$1" -C "$tmp"
for file in $files; do
	mode=644
	case $file in bin/*) mode=755 ;; esac
	mkdir -p "$prefix/${file%/*}"
	install -m $mode "$tmp/vmnet-helper/$file" "$prefix/$file"
done
echo "installed below $prefix"
