#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_install.sh - an archive is the same each time, is verified, installed, and
# removed without a trace
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../testlib.sh"
need ruby
cd "$(dirname "$0")/../.." || exit 1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
PREFIX=$T/opt/vmnet-helper
export PREFIX
archive=$T/a/vmnet-helper-macos.tar.gz

# rejects TEXT ARGUMENT... - one line, status 1, nothing installed
rejects() {
	text=$1
	shift
	sh helper/macos/install.sh "$@" >"$T/out" 2>"$T/err"
	[ $? = 1 ] || fail "$text: status is not 1"
	[ "$(wc -l <"$T/err")" = 1 ] || fail "$text: not one line"
	grep -q -- "^install.sh: .*$text" "$T/err" || fail "no \"$text\""
	[ ! -e "$PREFIX" ] || fail "$text: something is installed"
	ok "refused: $text"
}

check "archive" sh helper/macos/dist.sh "$BUILD/doubles" "$T/a"
sleep 1
check "and again" sh helper/macos/dist.sh "$BUILD/doubles" "$T/b"
check "is the same" cmp "$archive" "$T/b/vmnet-helper-macos.tar.gz"
check "no formula without a place" [ ! -e "$T/a/vmnet-helper.rb" ]
check "archive with a formula" sh helper/macos/dist.sh "$BUILD/doubles" "$T/f" \
	v1.2.3 https://example.org/vmnet-helper
check "the formula has the archive's checksum" grep -q \
	"sha256 \"$(sha256sum <"$archive" | cut -d " " -f 1)\"" "$T/f/vmnet-helper.rb"
check "and its address" grep -qF \
	'url "https://example.org/vmnet-helper/releases/download/v1.2.3/vmnet-helper-macos.tar.gz"' \
	"$T/f/vmnet-helper.rb"
check "and the version" grep -qF 'version "1.2.3"' "$T/f/vmnet-helper.rb"
check "and is in SHA256SUMS" sh -c "cd '$T/f' && sha256sum --quiet -c SHA256SUMS &&
	grep -q vmnet-helper.rb SHA256SUMS"
check "and is Ruby" ruby -c "$T/f/vmnet-helper.rb"
rejects 'usage'
rejects 'usage' --verbose
rejects 'none: cannot be read' "$T/none"
mkdir "$T/c"
cp "$archive" "$T/c/"
rejects 'SHA256SUMS: cannot be read' "$T/c/vmnet-helper-macos.tar.gz"
cp "$T/a/SHA256SUMS" "$T/c/"
printf x >>"$T/c/vmnet-helper-macos.tar.gz"
rejects 'is not what SHA256SUMS says' "$T/c/vmnet-helper-macos.tar.gz"
cp "$archive" "$T/c/other.tar.gz"
rejects 'has no other.tar.gz' "$T/c/other.tar.gz"
mkdir -p "$T/evil/vmnet-helper/bin"
: >"$T/evil/vmnet-helper/bin/evil"
tar -C "$T/evil" -czf "$T/c/evil.tar.gz" vmnet-helper/bin/evil
(cd "$T/c" && sha256sum evil.tar.gz >SHA256SUMS)
rejects 'has other files' "$T/c/evil.tar.gz"

check "installs" sh helper/macos/install.sh "$archive"
check "a program that runs" sh -c \
	"'$PREFIX/bin/vmnet-helper' --version | grep -q '^version: v'"
check "that only its owner can write" [ "$(stat -c %a \
	"$PREFIX/bin/vmnet-helper" "$PREFIX/bin" | tr '\n' ' ')" = '755 755 ' ]
check "installs over it" sh helper/macos/install.sh "$archive"
: >"$PREFIX/mine"
check "uninstalls" sh helper/macos/install.sh --uninstall
check "all but what is not ours" [ "$(find "$T/opt" ! -type d)" = "$PREFIX/mine" ]
rm "$PREFIX/mine"
check "uninstalls again" sh helper/macos/install.sh --uninstall
check "nothing is left" [ ! -e "$PREFIX" ]
