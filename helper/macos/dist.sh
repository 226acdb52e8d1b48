#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# dist.sh BUILD OUT [VERSION URL] - packs what was built for macOS, its checksum,
# and a formula of Homebrew
#
# The formula is written where VERSION, such as v1.2.3, and URL, the project's
# page that has releases/download/VERSION/ below it, are known.
# OUT/vmnet-helper-macos.tar.gz is the same, byte for byte, for the same
# programs: sorted names, no owner, the time of the last commit.

set -eu
export LC_ALL=C TZ=UTC

here=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
out=$2
version=${3-}
url=${4-}
name=vmnet-helper-macos.tar.gz
formula=vmnet-helper.rb
time=$(git -C "$here" log -1 --date=format:%Y%m%d%H%M.%S --format=%cd)

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
root=$tmp/vmnet-helper
mkdir -p "$out" "$root/bin" "$root/share/man/man1" \
	"$root/share/doc/vmnet-helper"
install -m 755 "$build/vmnet-helper" "$build/vmnet-client" "$root/bin/"
install -m 644 "$here/helper/vmnet-helper.1" "$here/client/vmnet-client.1" \
	"$root/share/man/man1/"
install -m 644 "$here/README.md" "$here/LICENSES/Apache-2.0.txt" \
	"$here/helper/macos/vm.plist" "$here/helper/macos/vmnet-helper.entitlements" \
	"$root/share/doc/vmnet-helper/"
find "$root" -exec touch -t "$time" {} +
(cd "$tmp" && find vmnet-helper ! -type d | sort) >"$tmp/names"
# GNU's, or that of macOS.
owner="--uid 0 --gid 0 --uname= --gname="
tar --version | grep -q GNU && owner="--owner=0 --group=0 --numeric-owner"
# shellcheck disable=SC2086 # options
tar -C "$tmp" $owner --format ustar -T "$tmp/names" -cf - |
	gzip -9 -n >"$out/$name"
# sum NAME... - as sha256sum(1), which macOS has not
sum()
{
	if command -v sha256sum >/dev/null; then
		sha256sum "$@"
	else
		shasum -a 256 "$@"
	fi
}

rm -f "$out/$formula"
if [ -n "$url" ]; then
	digest=$(sum <"$out/$name" | cut -d " " -f 1)
	sed -e "s|@URL@|$url|g" -e "s|@VERSION@|$version|g" \
		-e "s|@NUMBER@|${version#v}|g" -e "s|@SHA256@|$digest|g" \
		-e '/at signs\.$/d' -e '/^#$/d' "$here/helper/macos/$formula.in" \
		>"$out/$formula"
	! grep -n '@' "$out/$formula" || {
		echo "dist.sh: $formula: not all is filled in" >&2
		exit 1
	}
	set -- "$name" "$formula"
else
	set -- "$name"
fi
(cd "$out" && sum "$@" >SHA256SUMS)
