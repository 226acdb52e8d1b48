#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# startup.sh - measure how long vmnet-helper takes from exec to its JSON line
#
# startup.sh OUTDIR writes OUTDIR/startup.csv and prints two medians: for the
# first helper of a network, which makes the network, and for one that joins.
#
# hyperfine times a launcher, which starts a helper and returns with its first
# line.  The launcher is timed alone too, and its median is taken off.  All
# runs in namespaces of its own; nothing of this machine's network is touched.
# Environment: BUILD, the folder of vmnet-helper; RUNS, how often.

set -eu

LC_ALL=C
export LC_ALL

WARMUP=3	# runs that do not count
LIMIT=120	# seconds that all runs of one kind may take
STOP_LIMIT=500	# centiseconds that a helper may take to clean up

die() {
	printf 'startup.sh: %s\n' "$1" >&2
	exit 1
}

# Time starts where hyperfine starts this, and ends with the line.  No program
# but the helper is run here.
launch() {
	slot=$1
	case $slot in
	launcher) echo '{}' ;;
	*) exec "$HELPER" --socket "/run/$slot.sock" ;;
	esac >"$WORK/$slot.fifo" 2>"$WORK/$slot.log" &
	echo $! >"$WORK/$slot.pid"
	read -r line <"$WORK/$slot.fifo"
	case $line in
	\{*\}) ;;
	*) die "the helper printed '$line'" ;;
	esac
}

# How many processes of helpers there are; a first one has another, which
# cleans up after it.
helpers() {
	find /proc/[0-9]*/exe -lname "$HELPER" 2>/dev/null | wc -l
}

# stop SLOT COUNT - end a helper, wait until COUNT processes are left
stop() {
	slot=$1
	[ "$slot" != launcher ] || return 0
	[ ! -e "$WORK/$slot.pid" ] || kill "$(cat "$WORK/$slot.pid")"
	rm -f "$WORK/$slot.pid"
	tries=0
	while [ "$(helpers)" -ne "$2" ]; do
		tries=$((tries + 1))
		[ $tries -lt $STOP_LIMIT ] || die "the $slot helper does not end"
		sleep 0.01
	done
}

# bench SLOT COUNT - time SLOT, whose end leaves COUNT processes
bench() {
	mkfifo "$WORK/$1.fifo"
	timeout $LIMIT hyperfine --shell=none --style none \
		--warmup $WARMUP --runs "$RUNS" \
		--prepare "sh $WORK/startup.sh --stop $1 $2" \
		--command-name "$1" --export-csv "$WORK/$1.csv" \
		"sh $WORK/startup.sh --launch $1" >"$WORK/$1.out" 2>&1 || {
		cat "$WORK/$1.out" "$WORK/$1.log" >&2
		die "cannot measure the $1 helper"
	}
}

# In the namespaces: all three kinds, one after the other.
measure() {
	mount -t tmpfs tmpfs /run || die "cannot mount a tmpfs on /run"
	# what a helper keeps when its network goes is none of this machine
	mount -t tmpfs tmpfs /var/lib || die "cannot mount a tmpfs on /var/lib"
	bench launcher 0
	bench first 0
	# the first helper of the last run is still there to be joined
	joined=$(helpers)
	bench second "$joined"
	stop second "$joined"
	stop first 0
}

report() {
	awk -F, -v runs="$RUNS" '
	NR > 1 { median[$1] = $4 * 1000 }
	END {
		own = median["launcher"]
		printf "first helper of a network: %.1f ms\n", \
			median["first"] - own
		printf "second helper, joining it: %.1f ms\n", \
			median["second"] - own
		printf "exec to JSON line, median of %d runs", runs
		printf ", without the %.1f ms of the launcher\n", own
	}' "$1"
}

case ${1-} in
--launch)
	launch "$2"
	exit 0
	;;
--stop)
	stop "$2" "$3"
	exit 0
	;;
--measure)
	measure
	exit 0
	;;
-*)
	echo "usage: startup.sh OUTDIR (environment: BUILD, RUNS)"
	[ "$1" = -h ] || [ "$1" = --help ]
	exit
	;;
esac

[ $# -eq 1 ] || die "want one folder for startup.csv"
[ -d "$1" ] || die "$1 is not a folder"
RUNS=${RUNS:-30}
HELPER=$(cd "${BUILD:-build}" && pwd)/vmnet-helper
[ -x "$HELPER" ] || die "$HELPER is missing: make"
for program in hyperfine unshare timeout; do
	command -v $program >/dev/null || die "$program is missing: make deps"
done
# with the namespace of processes ends all that is in it
isolate="unshare -Urnmp --fork --kill-child --mount-proc"
$isolate true 2>/dev/null ||
	die "user namespaces are not allowed here"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM
export RUNS HELPER WORK
# a path without blanks for hyperfine, which splits its commands at them
cp "$0" "$WORK/startup.sh"
$isolate sh "$WORK/startup.sh" --measure
{
	cat "$WORK/launcher.csv"
	tail -n 1 "$WORK/first.csv"
	tail -n 1 "$WORK/second.csv"
} >"$WORK/startup.csv"
mv "$WORK/startup.csv" "$1/startup.csv"
report "$1/startup.csv"
