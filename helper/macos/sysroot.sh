#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# sysroot.sh DIR - makes DIR look like an SDK of macOS to clang
#
# The libc, dispatch and XPC of headers.sh, and for the rest sdk/ beside this
# script: our own declarations of what we use of Apple's frameworks.  Of the
# libraries that are no part of macOS, headers and names are those of this
# machine's: they are the same everywhere.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
headers=$(sh "$here/headers.sh") || exit $?
sdk=$1

# framework NAME - one of sdk/
framework()
{
	dir=$sdk/System/Library/Frameworks/$1.framework
	mkdir -p "$dir"
	ln -s "$here/sdk/$1" "$dir/Headers"
	ln -s "$here/sdk/$1.tbd" "$dir/$1.tbd"
}

# symbols NAME - the functions of a library, which may be a static one only
symbols()
{
	file=$(cc -print-file-name="lib$1.so")
	dynamic=-D
	if [ ! -e "$file" ]; then
		file=$(cc -print-file-name="lib$1.a")
		dynamic=
	fi
	# shellcheck disable=SC2086 # may be empty
	nm $dynamic --defined-only --format=posix "$file" |
		sed -n 's/^\([A-Za-z_]\w*\).* T .*/_\1/p' | paste -s -d ,
}

# library NAME HEADER... - one that Homebrew has, of which this machine has another
library()
{
	name=$1
	shift
	for header in "$@"; do
		[ -e "/usr/include/$header" ] || {
			echo "/usr/include/$header is missing (make deps)" >&2
			exit 77
		}
		ln -s "/usr/include/$header" "$sdk/usr/include/"
	done
	cat >"$sdk/usr/lib/lib$name.tbd" <<-END
		--- !tapi-tbd
		tbd-version:     4
		targets:         [ x86_64-macos, arm64-macos ]
		install-name:    '/opt/homebrew/opt/$name/lib/lib$name.dylib'
		exports:
		  - targets:     [ x86_64-macos, arm64-macos ]
		    symbols:     [ $(symbols "$name") ]
		...
	END
}

rm -rf "$sdk"
mkdir -p "$sdk/usr/lib" "$sdk/usr/include/net"
for path in "$headers"/include/*; do
	[ "${path##*/}" = net ] || ln -s "$path" "$sdk/usr/include/"
done
ln -s "$headers"/include/net/* "$here/sdk/net/ethernet.h" \
	"$sdk/usr/include/net/"
ln -s "$headers/libSystem.tbd" "$here/sdk/libclang_rt.tbd" "$sdk/usr/lib/"
ln -s libSystem.tbd "$sdk/usr/lib/libm.tbd"
framework vmnet
framework CoreFoundation
library jansson jansson.h jansson_config.h
library yaml yaml.h
library check check.h check_stdint.h
