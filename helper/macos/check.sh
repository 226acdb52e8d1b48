#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# check.sh - does everything compile and link for macOS? Tells on Linux.
#
# For both architectures and macOS 13 as the oldest: the programs with all
# warnings as errors, what was linked, and that what must not compile does not.
# Nothing that is built here is run.
# Exit 77 and the reason where that cannot be done.

set -eu
unset MAKEFLAGS MFLAGS # of the make that runs us
unset CPATH LIBRARY_PATH C_INCLUDE_PATH # clang would add them to Apple's

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
out=${BUILD:-build}/macos
min=13.0
checks=0

skip()
{
	echo "$1"
	exit 77
}

fail()
{
	echo "not ok: $1"
	exit 1
}

ok()
{
	checks=$((checks + 1))
	echo "ok $checks - $1"
}

# tool NAME - the program of LLVM, whose name may end in its version
tool()
{
	major=$(clang -dumpversion | cut -d . -f 1)
	for name in "$1" "$1-$major" "/usr/lib/llvm-$major/bin/$1"; do
		if command -v "$name"; then
			return
		fi
	done
	skip "$1 is not installed (make deps)"
}

# compile ARCH OPTION... - clang for macOS
compile()
{
	target=$1-apple-macos$min
	shift
	clang -target "$target" -isysroot "$out/sdk" -I. -std=gnu11 -Wall \
		-Wextra -Wunguarded-availability -Werror "$@"
}

# build ARCH - the programs, by the Makefile as on a Mac
build()
{
	compile "$1" -O2 -c -o "$out/cpu_model-$1.o" helper/macos/sdk/cpu_model.c
	make --no-print-directory OS=darwin ARCH="$1" BUILD="$out/$1" SAN= \
		CFLAGS="-O2 -g -Wunguarded-availability" \
		CC="clang -target $1-apple-macos$min -isysroot $out/sdk" \
		LDFLAGS="-fuse-ld=lld -Wl,-fatal_warnings -lclang_rt \
			$out/cpu_model-$1.o" \
		bench-programs unit-tests >"$out/$1.log" 2>&1 || {
		cat "$out/$1.log"
		fail "$1: does not build"
	}
	! grep -i warning "$out/$1.log" || fail "$1: a warning"
	for name in helper client summary completion ratios gate bench plot; do
		"$objdump" --macho --private-header "$out/$1/vmnet-$name" |
			grep -q EXECUTE || fail "$1: vmnet-$name is no program"
	done
	ok "$1: all programs and unit tests of macOS compile and link"
}

# What macOS 13 has not must be missing there without harm.
inspect()
{
	"$nm" -m -u "$out/$1/vmnet-helper" >"$out/$1.imports"
	# shellcheck disable=SC2013 # words
	for symbol in $(grep -o '_vmnet_network_[a-z0-9_]*\|_vmnet_interface_start_with_network\|_sendmsg_x\|_recvmsg_x' \
		"$out/$1.imports" | sort -u); do
		grep -q "weak external $symbol " "$out/$1.imports" ||
			fail "$1: $symbol is not a weak import"
	done
	[ "$(grep -c 'weak external _vmnet_' "$out/$1.imports")" = 10 ] ||
		fail "$1: not ten functions of macOS 26 are imported"
	ok "$1: what is newer than macOS $min is imported weakly"
	"$objdump" --macho --dylibs-used "$out/$1/vmnet-helper" |
		sed -n 's/^[[:space:]]*\([^ ]*\) (.*/\1/p' | sort >"$out/$1.dylibs"
	printf '%s\n' \
		/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation \
		/System/Library/Frameworks/vmnet.framework/Versions/A/vmnet \
		/usr/lib/libSystem.B.dylib /usr/lib/libclang_rt.dylib |
		diff - "$out/$1.dylibs" || fail "$1: other libraries"
	ok "$1: links to nothing but Apple's system and frameworks"
	for name in client summary ratios gate; do
		! "$objdump" --macho --dylibs-used "$out/$1/vmnet-$name" |
			grep '^[[:space:]]' | grep -v /usr/lib/ ||
			fail "$1: vmnet-$name needs more than the system"
	done
	ok "$1: nor do the others but vmnet-bench and vmnet-plot"
}

# Each of these has one fault that must be found, named in its first comment.
refuse()
{
	for file in helper/macos/refused/*.c; do
		text=$(sed -n 's/^ \* expect: //p' "$file")
		[ -n "$text" ] || fail "$file: says not what to expect"
		if compile "$1" -fuse-ld=lld -framework vmnet -lclang_rt \
			-o "$out/refused" "$file" >"$out/refused.log" 2>&1; then
			fail "$1: $file builds"
		fi
		grep -q -- "$text" "$out/refused.log" || {
			cat "$out/refused.log"
			fail "$1: $file: no \"$text\""
		}
	done
	ok "$1: $(find helper/macos/refused -name '*.c' | wc -l) faulty programs are refused"
	for file in helper/macos/accepted/*.c; do
		compile "$1" -fuse-ld=lld -framework vmnet -lclang_rt \
			-o "$out/accepted" "$file" ||
			fail "$1: $file does not build"
	done
	ok "$1: and their likes without the fault build"
}

for name in clang make xmllint; do
	command -v "$name" >/dev/null ||
		skip "$name is not installed (make deps)"
done
nm=$(tool llvm-nm)
objdump=$(tool llvm-objdump)
lipo=$(tool llvm-lipo)
tool ld64.lld >/dev/null
mkdir -p "$out"
sh "$here/sysroot.sh" "$out/sdk" || exit $?

for arch in arm64 x86_64; do
	build "$arch"
	inspect "$arch"
	refuse "$arch"
done
for name in helper/macos/vmnet-helper.entitlements helper/macos/vm.plist; do
	xmllint --nonet --noout "$name" || fail "$name is not well formed"
done
ok "entitlements and launchd's example are well formed"
LIPO=$lipo CODESIGN=: sh "$here/universal.sh" "$out" "$out/universal" ||
	fail "universal.sh"
for name in vmnet-helper vmnet-client; do
	for arch in arm64 x86_64; do
		"$lipo" "$out/universal/$name" -verify_arch $arch ||
			fail "$name: nothing for $arch in it"
	done
done
ok "universal binaries of both"
