#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# cross.sh - the tests of pure functions, built for other processors and run by
# an emulator; what "make check-cross" runs
#
# aarch64 is what proves NEON to be equal to plain C; s390x is big-endian, and
# proves that plain C does not care.  There is no libcheck to link for them:
# helper/cross/check.h stands in for its header.  The compilers and the emulator
# are 200 MiB, too much for everyone's make deps; without them a processor is
# skipped, and that is an error in CI.
set -u

skipped=0

skip() { # processor package program
	echo "SKIP  $1: no $3: apt-get install $2"
	skipped=$((skipped + 1))
}

for cpu in aarch64 s390x; do
	case $cpu in
	aarch64) libc=libc6-dev-arm64-cross ;;
	*) libc=libc6-dev-$cpu-cross ;;
	esac
	cc=$cpu-linux-gnu-gcc
	build=build/cross-$cpu
	if ! command -v "$cc" >/dev/null; then
		skip $cpu "gcc-$cpu-linux-gnu $libc" "$cc"
		continue
	fi
	if ! command -v qemu-$cpu >/dev/null; then
		skip $cpu qemu-user qemu-$cpu
		continue
	fi
	tests=$(make -s BUILD=$build cross-list) || exit 1
	make BUILD=$build CC="$cc" ARCH=$cpu LDFLAGS=-static CHECK_LIBS= \
		CFLAGS="-O2 -g -isystem helper/cross" cross-programs || exit 1
	for test in $tests; do
		if ! said=$(timeout -k 10 300 qemu-$cpu "$test" 2>&1); then
			echo "$said"
			echo "FAIL  $cpu: $test"
			exit 1
		fi
		echo "PASS  $cpu: ${test#"$build"/}: $said"
	done
done
[ $skipped -eq 0 ] || [ "${CI:-}" != true ]
