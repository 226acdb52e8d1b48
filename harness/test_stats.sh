#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_stats.sh - vmnet-bench stats, as a user runs it
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
log=$(dirname "$0")/testdata/helper.log
samples=$(grep -c '\[stats\] {' "$log")

stats() {
	"$BUILD/vmnet-bench" stats "$@" >"$T/out" 2>"$T/err.log"
}

# refused TEXT ARGUMENT... - one line with TEXT, status 1, no output
refused() {
	text=$1
	shift
	stats "$@"
	[ $? = 1 ] && [ ! -s "$T/out" ] && [ "$(wc -l <"$T/err.log")" = 1 ] &&
		grep -qF -e "vmnet-bench: $text" "$T/err.log"
}

lines() { # number pattern
	[ "$(grep -c -e "$2" "$T/out")" = "$1" ]
}

check "YAML by default" stats "$log"
check "an interval less than samples" lines $((samples - 1)) '^- time: 20'
check "both directions" lines $((2 * samples - 2)) '^    bitrate: [0-9.]* [KMG]\{0,1\}bits/sec$'
check "no warning" [ ! -s "$T/err.log" ]
check "JSON" stats --format json "$log"
check "an object on each line" lines $((samples - 1)) '^{.*"bits_per_second".*}$'
check "CSV from the standard input" stats --format=csv - <"$log"
check "with a header" lines 1 '^time,seconds,cpu_seconds,host_packets,'
check "as many columns everywhere" [ "$(awk -F, '{ print NF }' "$T/out" | sort -u)" = 23 ]
check "help" stats --help
check "names the format" lines 1 '--format'

{
	cat "$log"
	echo "something else"
	cat "$log"
	head -c 60 "$log" # INFO, and a part of the next line
	grep '\[stats\]' "$log" | head -c 150
} >"$T/odd"
check "a helper that was started anew" stats "$T/odd"
check "starts from nothing" lines $((2 * samples - 2)) '^- time: '
check "no negative number" lines 0 ' -[0-9]'
check "one warning" [ "$(wc -l <"$T/err.log")" = 1 ]
check "names file and line" grep -qF "stats $T/odd: 2 lines " "$T/err.log"
check "names file and line" grep -qE "first line $(($(wc -l <"$log") + 1))\$" "$T/err.log"

: >"$T/empty"
grep -m 1 '\[stats\]' "$log" >"$T/single"
check "no file" refused "stats $T/none: No such file" "$T/none"
check "a folder" refused "stats $T: Is a directory" "$T"
check "an empty log" refused "stats $T/empty: too few samples of one helper: 0," "$T/empty"
check "a single sample" refused \
	"stats $T/single: too few samples of one helper: 1," "$T/single"
check "no log" refused "stats: needs the log"
check "two logs" refused "stats: one log only, not b too" a b
check "an unknown format" refused "--format xml: not one of" --format xml a
check "no format" refused "--format: needs a value" a --format
check "an unknown option" refused "unknown option --typo" --typo a
if [ -c /dev/full ]; then
	full() { "$BUILD/vmnet-bench" stats "$log" >/dev/full 2>"$T/err.log"; }
	refute "a full disk" full
	check "is named" grep -q 'cannot print: No space' "$T/err.log"
fi
