#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# stats.sh - draw what two logs of a helper say: before and after a change
#
# Writes PREFIX-throughput and PREFIX-efficiency, each as .png and .svg, from
# logs of helpers that ran with --stats-interval.  As in render.sh, awk makes
# a data file and a script file for each chart.
#
#   BUILD   folder of the built programs, default build/ beside this folder

set -eu
script=stats.sh
# shellcheck source=plots/common.sh
. "$(dirname "$0")/common.sh"

usage="usage: plots/stats.sh [-t TITLE] [-o PREFIX] [-m GBITS] BEFORE AFTER"

help() {
	cat <<-END
		$usage

		  -t TITLE   heading of the charts (default the prefix)
		  -o PREFIX  of the files (default the name of BEFORE, in this folder)
		  -m GBITS   leave out samples where neither direction was faster
		             (default 1.0)
		  -h         print this text
	END
}

title='' prefix='' least=1.0
while getopts :t:o:m:h option; do
	case $option in
	t) title=$OPTARG ;;
	o) prefix=$OPTARG ;;
	m) least=$OPTARG ;;
	h)
		help
		exit 0
		;;
	:) die "-$OPTARG: needs a value" ;;
	*) die "unknown option -$OPTARG; $usage" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || die "want two logs; $usage"
echo "$least" | grep -Eqx '[0-9]+(\.[0-9]+)?' ||
	die "-m $least: not a number of Gbit/s"
before=$1 after=$2
[ -n "$prefix" ] || prefix=$(basename "$before" .log)
[ -d "$(dirname "$prefix")" ] || die "-o $prefix: no such folder"
bench=${BUILD:-$plots/../build}/vmnet-bench
[ -x "$bench" ] || die "$bench is missing: make"

# Its own message says what is wrong with a log.
"$bench" stats --format csv -- "$before" >"$temp/before.csv" || exit 1
"$bench" stats --format csv -- "$after" >"$temp/after.csv" || exit 1

# Columns of the data, one block for each log:
#  1 end of the sample, its length, 3 Gbit/s, 5 dropped frames/s, 7 frames a
#  call, each of host and vm; 9 CPU s/Gbit, 10 fast calls/s, 11 slow calls/s of
#  both together.  The samples follow each other as if none were left out.
# shellcheck disable=SC2016
program='
BEGIN { FS = ","; log_name[1] = "before"; log_name[2] = "after" }
FNR == 1 {
	for (i = 1; i <= NF; i++) col[$i] = i
	if (++log_number == 2) printf "\n\n" >data
	next
}
function value(name) { return $(col[name]) }
function ratio(a, b) { return b > 0 ? a / b : "NaN" }
{
	host = value("host_bits_per_second") / 1e9
	vm = value("vm_bits_per_second") / 1e9
	if (max(host, vm) <= least) { omitted[log_number]++; next }
	s = value("seconds")
	n[log_number]++
	end[log_number] += s
	medians[log_number, "host", n[log_number]] = host
	medians[log_number, "vm", n[log_number]] = vm
	cpu = value("cpu_seconds")
	if (cpu == "") no_cpu = 1
	printf "%g %g", end[log_number], s >data
	put(3, host)
	put(4, vm)
	put(5, value("host_drops") / s)
	put(6, value("vm_drops") / s)
	put(7, ratio(value("host_packets"), value("host_fast")))
	put(8, ratio(value("vm_packets"), value("vm_fast")))
	put(9, cpu == "" ? "NaN" : cpu / s / (host + vm))
	put(10, value("host_fast_calls_per_second") + \
		value("vm_fast_calls_per_second"))
	put(11, value("host_slow_calls_per_second") + \
		value("vm_slow_calls_per_second"))
	printf "\n" >data
}
function put(column, v) {
	printf " %s", v >data
	if (v == "NaN") return
	known[column] = 1
	most[column] = max(most[column], v)
}
function middle(l, side,   i, list) {
	for (i = 1; i <= n[l]; i++) list[i] = medians[l, side, i]
	return digits(centre(list, n[l]))
}
function describe(l, name) {
	return clean(log_name[l] ": " name ", " n[l] (n[l] == 1 ? \
		" sample" : " samples") ", median " middle(l, "host") \
		" Gbit/s host to VM, " middle(l, "vm") " Gbit/s VM to host")
}
END {
	for (l = 1; l <= 2; l++)
		if (!n[l]) {
			print log_name[l] >empty
			exit 3
		}
	text("heading", clean(ENVIRON["TITLE"]))
	text("machine", describe(1, ENVIRON["BEFORE"]))
	text("system", describe(2, ENVIRON["AFTER"]))
	text("caption1", omitted[1] + omitted[2] == 0 ? "No sample is left out." : \
		"Left out, as neither direction was faster than " least \
		" Gbit/s: " omitted[1] + 0 " samples before, " \
		omitted[2] + 0 " after.")
	text("caption2", "A point is the mean of one sample of the log of the helper.")
	printf "x_max = %g\n", max(end[1], end[2])
	printf "has_cpu = %d\n", !no_cpu
	# -1 where there is no number at all
	print "array y_max[11]"
	for (i = 3; i <= 11; i++)
		printf "y_max[%d] = %g\n", i, known[i] ? most[i] : -1
	print "width = 1040\nheight = 680"
}'

status=0
# By the environment: awk would read backslashes in -v.
TITLE=${title:-$(basename "$prefix")} BEFORE=$(basename "$before") \
	AFTER=$(basename "$after") awk -v data="$temp/stats" \
	-v empty="$temp/empty" -v least="$least" "$awk_texts$program" \
	"$temp/before.csv" "$temp/after.csv" >"$temp/stats.gp" || status=$?
if [ "$status" -eq 3 ]; then
	log=$before
	[ "$(cat "$temp/empty")" = before ] || log=$after
	die "$log: no sample is faster than $least Gbit/s, see -m"
fi
[ "$status" -eq 0 ] || die "cannot read what $bench printed"

paint stats-throughput.gp "$temp/stats" "$prefix-throughput"
paint stats-efficiency.gp "$temp/stats" "$prefix-efficiency"
