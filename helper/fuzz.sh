#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# fuzz.sh - searches for inputs that break a promise; what "make fuzz" runs
#
# usage: BUILD=build/fuzz TIME=60 helper/fuzz.sh PROGRAM...
# Each program, linked with libFuzzer, runs for TIME seconds in turn.  It starts
# from helper/corpus/NAME and keeps what reaches new code in
# $BUILD/corpus/NAME, from where the next run goes on; with MERGE=yes, it adds to
# helper/corpus/NAME the fewest of them that reach all the code that was reached.
# An input that breaks a promise is saved, and the exit status is 1.
set -eu

BUILD=${BUILD:-build/fuzz}
TIME=${TIME:-60}
found=0

case $TIME in
'' | *[!0-9]* | 0) echo "make fuzz: TIME=$TIME: not a number of seconds" >&2 && exit 1 ;;
esac

stat() { # name
	sed -n "s/^stat::$1: *//p" "$log" | tail -n 1
}

# The last "#123 NEW cov: 45 ft: 67 corp: 8/9b exec/s: 10 ..." so far.
progress() {
	sed -n 's/^#\([0-9]*\).*cov: \([0-9]*\).*corp: \([0-9]*\).*exec\/s: \([0-9]*\).*/\1 inputs, \4 per second, \2 edges, corpus \3/p' \
		"$log" | tail -n 1
}

# run PROGRAM - its exit status; progress every ten seconds
run() {
	"$1" -max_total_time="$TIME" -print_final_stats=1 -timeout=120 \
		-rss_limit_mb=2048 -artifact_prefix="$BUILD/found/$name-" \
		"$kept" "helper/corpus/$name" >"$log" 2>&1 </dev/null &
	fuzzer=$!
	seconds=0
	while kill -0 $fuzzer 2>/dev/null; do
		sleep 1
		seconds=$((seconds + 1))
		[ $((seconds % 10)) -ne 0 ] ||
			printf '  %-10s %4s s  %s\n' "$name" $seconds "$(progress)"
	done
	wait $fuzzer
}

# Counters are left out: how often a loop runs would triple the files.
merge() { # program
	before=$(find "helper/corpus/$name" -type f | wc -l)
	"$1" -set_cover_merge=1 -use_counters=0 "helper/corpus/$name" "$kept" \
		>>"$log" 2>&1 </dev/null
	echo "  helper/corpus/$name: $before files, now" \
		"$(find "helper/corpus/$name" -type f | wc -l)"
}

fuzzer=
trap '[ -z "$fuzzer" ] || kill $fuzzer 2>/dev/null; exit 1' INT TERM HUP

mkdir -p "$BUILD/found"
for program; do
	name=${program##*/fuzz_}
	kept=$BUILD/corpus/$name
	log=$BUILD/found/$name.log
	mkdir -p "$kept"
	if run "$program"; then
		verdict=ok
	else
		verdict=FOUND
		found=$((found + 1))
	fi
	fuzzer=
	printf '%-5s %-10s %s inputs, %s per second, corpus %s, %s new\n' \
		$verdict "$name" "$(stat number_of_executed_units)" \
		"$(stat average_exec_per_sec)" \
		"$(find "$kept" "helper/corpus/$name" -type f | wc -l)" \
		"$(stat new_units_added)"
	if [ $verdict = FOUND ]; then
		grep -E 'does not hold|ERROR|runtime error' "$log" | head -n 3
		saved=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
		echo "  log: $log"
		[ -z "$saved" ] || echo "  again: $program $saved"
	fi
	[ -z "${MERGE:-}" ] || merge "$program"
done
[ $found -eq 0 ]
