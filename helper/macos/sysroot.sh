#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# sysroot.sh DIR - makes DIR look like an SDK of macOS to clang
#
# The libc, dispatch and XPC of headers.sh, and for the rest sdk/ beside this
# script: our own declarations of what we use of Apple's frameworks.

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
