#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# gate_truth.sh - how often is the gate right?
#
# usage: BUILD=build perf/gate_truth.sh N [KIND ...] [-- GATE-OPTION ...]
#
# Runs N gates of each KIND in turn and counts the verdicts.  What is right is
# known: "same" is the helper against itself, "throughput:15" and "cpu:20" are
# helpers that perf/slow.c makes slower by so many percent.  Each gate is a row in
# results/local/gate-truth.csv, which is appended to.
set -eu

build=${BUILD:-build}
table=results/local/gate-truth.csv

die() {
	echo "gate_truth.sh: $1" >&2
	exit 2
}

case ${1-} in
'' | *[!0-9]*) die "want how many gates of each kind" ;;
esac
count=$1
shift
kinds=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	kinds="$kinds $1"
	shift
done
[ $# -eq 0 ] || shift
kinds=${kinds:-same throughput:15 cpu:20}

# helper_of KIND - the helper that is judged
helper_of() {
	if [ "$1" = same ]; then
		echo "$build/vmnet-helper"
	else
		echo "$build/slow-$(echo "$1" | tr : -)/vmnet-helper"
	fi
}

# ratio METRIC - of head to base, as the last gate has found it
ratio() {
	awk -F , -v metric="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		$col["metric"] == metric && $col["ratio"] != "" {
			sum += log($col["ratio"])
			n++
		}
		END { if (n) printf "%.3f", exp(sum / n) }' "$folder/gate/gate.csv"
}

verdict_of() { # exit status
	case $1 in
	0) echo PASS ;;
	1) echo REGRESSED ;;
	3) echo INCONCLUSIVE ;;
	4) echo FAILED ;;
	*) return 1 ;;
	esac
}

for kind in $kinds; do
	[ -x "$(helper_of "$kind")" ] ||
		die "$kind: no such helper; run: make slow SLOW=$kind"
done
mkdir -p results/local
[ -e "$table" ] || echo "date,kind,verdict,rounds,seconds,load,throughput,cpu,options" >"$table"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

i=0
while [ $i -lt "$count" ]; do
	i=$((i + 1))
	for kind in $kinds; do
		start=$(date +%s) load=$(cut -d ' ' -f 1 /proc/loadavg) status=0
		"$build/vmnet-gate" run --base "$build/vmnet-helper" \
			--head "$(helper_of "$kind")" --output "$folder/gate" \
			"$@" >"$folder/out" 2>"$folder/err" || status=$?
		verdict=$(verdict_of $status) || {
			cat "$folder/err" >&2
			die "$kind: exit status $status"
		}
		rounds=$(sed -n 's/^machine .*, \([0-9]*\) rounds$/\1/p' \
			"$folder/out")
		echo "$(date -u +%Y-%m-%dT%H:%M:%SZ),$kind,$verdict,$rounds,$((\
			$(date +%s) - start)),$load,$(ratio throughput),$(ratio \
			cpu_per_bit),$*" | tee -a "$table"
		rm -rf "$folder/gate"
	done
done

echo
awk -F , -v kinds="$kinds" '
	NR > 1 { n[$2]++; v[$2, $3]++ }
	END {
		printf "%-16s %6s %10s %13s %6s %7s\n", "kind", "gates", \
			"REGRESSED", "INCONCLUSIVE", "PASS", "FAILED"
		k = split(kinds, kind, " ")
		for (i = 1; i <= k; i++)
			printf "%-16s %6d %10d %13d %6d %7d\n", kind[i], \
				n[kind[i]], v[kind[i], "REGRESSED"], \
				v[kind[i], "INCONCLUSIVE"], \
				v[kind[i], "PASS"], v[kind[i], "FAILED"]
	}' "$table"
