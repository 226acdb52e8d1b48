#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# history.sh - draw what past runs have measured, and since when it is different
#
# usage: plots/history.sh FOLDER SAMPLES-CSV ...
#
# Prints what "vmnet-gate trend" finds, keeps its numbers as FOLDER/trend.csv, and
# draws FOLDER/history-METRIC-MACHINE, each as .png and .svg.
#
#   BUILD   folder of the built programs, default build/ beside this folder

set -eu
script=history.sh
# shellcheck source=plots/common.sh
. "$(dirname "$0")/common.sh"

[ $# -ge 2 ] || die "want a folder and samples; usage: plots/history.sh FOLDER SAMPLES-CSV ..."
folder=$1
shift
gate=${BUILD:-$plots/../build}/vmnet-gate
[ -x "$gate" ] || die "$gate is missing: make"
mkdir -p "$folder" || die "$folder: cannot be made"

# Its own message says what is wrong with a file.
"$gate" trend --csv "$folder/trend.csv" -- "$@" || exit 1

# Columns of the data: runs are index, median, lo, hi; levels are index, level,
# band_lo, band_hi, at both ends of each; changes are index, median, line for its
#  text, text.
# shellcheck disable=SC2016
program='
BEGIN { FS = "," }
FNR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
function value(name) { return $(col[name]) }
value("machine") != machine || value("metric") != metric { next }
{
	c = value("driver") " " value("mode") " " value("direction")
	if (value("streams") != 1) c = c " x " value("streams")
	if ("network" in col && value("network") !~ /^(vmnet-helper)?$/)
		c = c " on " value("network")
	if (c != cell) { panel(c) }
	x = value("index")
	at = value("level") * scale
	if (x == 1 || value("change")) level(x, at)
	last = x
	runs[n_runs++] = x " " value("median") * scale " " value("lo") * scale \
		" " value("hi") * scale
	y_max[n] = max(y_max[n], max(value("hi"), value("band_hi")) * scale)
	x_max = max(x_max, x)
	if (value("change"))
		changes[n_changes++] = sprintf("%d %g %d \"%s %s %+.1f %%\"", x, \
			value("median") * scale, n_changes % 3, substr(value("time"), 1, 10), \
			clean(substr(value("commit"), 1, 9)), \
			(at / before - 1) * 100)
	before = at
	low = max(0, value("band_lo") * scale)
	high = value("band_hi") * scale
}
function level(x, at) {
	end_level()
	start = x
	level_at = at
}
function end_level() {
	if (start)
		levels[n_levels++] = (n_levels ? "\n" : "") start - 0.5 " " \
			level_at " " low " " high "\n" last + 0.5 " " \
			level_at " " low " " high
}
function block(list, n,   i) {
	for (i = 0; i < n; i++) print list[i] >data
	if (!n) print "0 0 0 0" >data
	printf "\n\n" >data
}
function panel(c) {
	end_panel()
	cell = c
	title[++n] = clean(c)
}
function end_panel() {
	if (!n) return
	end_level()
	block(runs, n_runs)
	block(levels, n_levels)
	block(changes, n_changes)
	changed[n] = n_changes > 0
	n_runs = n_levels = n_changes = start = 0
}
END {
	if (!n) exit 3
	end_panel()
	text("heading", metric == "throughput" ? "Throughput of past runs" : \
		"CPU time of past runs")
	text("machine", "machine " clean(machine))
	text("system", "")
	text("y_label", metric == "throughput" ? \
		"Throughput [Gbit/s]\\n(higher is better)" : \
		"CPU time of the helpers [s/Gbit]\\n(lower is better)")
	text("caption1", "Point: median of a run with its 95 % interval, or " \
		"extremes below 6 measurements.  Circle: the level has changed.")
	text("caption2", "Line: median of a level; grey: 3 standard deviations " \
		"of its runs, estimated from their MAD.")
	print "panels =", n
	print "x_max =", x_max
	printf "array titles[%d]\narray y_max[%d]\narray changed[%d]\n", n, n, n
	for (i = 1; i <= n; i++) {
		printf "titles[%d] = \"%s\"\n", i, title[i]
		printf "changed[%d] = %d\n", i, changed[i]
		printf "y_max[%d] = %g\n", i, (y_max[i] > 0 ? 1.15 * y_max[i] : 1)
	}
	print "width = 900"
	print "height =", 210 + 190 * n + 62 * (n - 1)
}'

# Machines are found by the header, too: the name is the first column.
for machine in $(tail -n +2 "$folder/trend.csv" | cut -d , -f 1 | sort -u); do
	for metric in throughput cpu_per_bit; do
		scale=1e-9
		[ $metric = throughput ] || scale=1e9
		status=0
		awk -v data="$temp/history" -v machine="$machine" \
			-v metric=$metric -v scale=$scale "$awk_texts$program" \
			"$folder/trend.csv" >"$temp/history.gp" || status=$?
		[ $status -ne 3 ] || continue
		[ $status -eq 0 ] || die "cannot read $folder/trend.csv"
		paint history.gp "$temp/history" \
			"$folder/history-$metric-$(echo "$machine" | tr -cd 'A-Za-z0-9_.\n-')"
	done
done
