#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# render.sh - draw the charts of a benchmark run
#
# Reads summary.csv, intervals.csv and run.csv of RUNDIR and writes
# throughput, efficiency and intervals there, each as .png and .svg.  awk turns
# the tables into what gnuplot can draw: for each chart a data file, and a
# script file of the same name with .gp that holds the texts and the sizes.
# A chart without data is left out with a line that says so.

set -eu
script=render.sh
# shellcheck source=plots/common.sh
. "$(dirname "$0")/common.sh"
usage="usage: plots/render.sh RUNDIR"

case ${1-} in
-h | --help)
	echo "$usage"
	exit 0
	;;
esac
[ $# -eq 1 ] || die "want one folder of a run; $usage"
run=$1
[ -f "$run/summary.csv" ] ||
	die "$run/summary.csv is missing: run vmnet-summary $run"

facts=/dev/null
[ ! -f "$run/run.csv" ] || facts=$run/run.csv

# Shared by the awk programs: columns by name, facts of run.csv, cells.
# shellcheck disable=SC2016
library='
BEGIN {
	FS = ","
	n_dims = split("proto streams mtu size offload vms arm", dims, " ")
}
function field(name) { return name in col ? clean($(col[name])) : "" }
function known(key) {
	return key in fact && fact[key] != "unknown" ? fact[key] : ""
}
# shared, host and bridged first, others after them
function rank(mode,   at) {
	at = index(" shared host bridged ", " " mode " ")
	return at ? at : 99
}
# How a value of a dimension reads in a label or a caption.
function reading(name, value) {
	if (name == "streams") return value (value == 1 ? " stream" : " streams")
	if (name == "mtu") return "MTU " value
	if (name == "size") return value " B writes"
	if (name == "vms") return value (value == 1 ? " VM" : " VMs")
	if (name == "proto" || name == "mode") return value
	return name " " value
}
function sample_time(   t) {
	t = known("time")
	return t == "" ? "" : " of " t (t ~ /^[0-9.]+$/ ? " s" : "")
}
function accelerator(   a) {
	if (!("qemu" in drivers)) return ""
	if (known("qemu_accel_fallback") != "") return "qemu: KVM, later TCG"
	a = tolower(known("qemu_accel"))
	if (a == "tcg") return "qemu: TCG (the guest CPU is emulated)"
	if (a == "kvm") return "qemu: KVM"
	return "qemu: accelerator " (a == "" ? "not recorded" : a)
}
# A cell without its direction: what is next to each other in a chart.
function note_group(   g, i) {
	g = field("driver") SUBSEP field("mode")
	for (i = 1; i <= n_dims; i++) {
		g = g SUBSEP field(dims[i])
		note_value(dims[i], field(dims[i]))
	}
	note_value("mode", field("mode"))
	drivers[field("driver")]
	if (!(g in group_seen)) {
		group_seen[g]
		group[++n_groups] = g
	}
	if (!(field("direction") in direction_seen)) {
		direction_seen[field("direction")]
		direction[++n_directions] = field("direction")
	}
	return g
}
function note_value(name, value) {
	if (!((name, value) in value_seen)) {
		value_seen[name, value]
		n_values[name]++
		last_value[name] = value
	}
}
function before(a, b,   x, y) {
	split(a, x, SUBSEP)
	split(b, y, SUBSEP)
	return x[1] != y[1] ? x[1] < y[1] : rank(x[2]) < rank(y[2])
}
function sort_groups(   i, j, g) {
	for (i = 2; i <= n_groups; i++) {
		g = group[i]
		for (j = i; j > 1 && before(g, group[j - 1]); j--)
			group[j] = group[j - 1]
		group[j] = g
	}
	for (i = 2; i <= n_directions; i++) {
		g = direction[i]
		for (j = i; j > 1 && g < direction[j - 1]; j--)
			direction[j] = direction[j - 1]
		direction[j] = g
	}
}
function label(g, separator,   part, i, s) {
	split(g, part, SUBSEP)
	s = part[1]
	if (n_values["mode"] > 1) s = s separator part[2]
	for (i = 1; i <= n_dims; i++)
		if (n_values[dims[i]] > 1)
			s = s separator reading(dims[i], part[i + 2])
	return s
}
function constants(   i, s) {
	if (n_values["mode"] == 1) s = reading("mode", last_value["mode"]) " mode"
	for (i = 1; i <= n_dims; i++)
		if (n_values[dims[i]] == 1 && dims[i] != "arm")
			s = join(s, ", ", reading(dims[i], last_value[dims[i]]))
	return s
}
function directions(   i, s) {
	for (i = 1; i <= n_directions; i++) s = join(s, " ", direction[i])
	return s
}
function surroundings(heading, n_text,   s, kernel, when) {
	s = known("helper_version")
	text("heading", join(heading, " ", s))
	s = known("cores")
	if (s != "") s = s (s == 1 ? " core" : " cores")
	s = join(join(known("cpu"), ", ", s), ", ", known("memory"))
	text("machine", s == "" ? "machine not recorded" : s)
	kernel = known("kernel")
	sub(/ .*/, "", kernel)
	s = join(known("os"), ", ", kernel == "" ? "" : "kernel " kernel)
	when = known("date")
	if (when ~ /^[0-9-]*T[0-9:]*Z$/)
		when = substr(when, 1, 10) " " substr(when, 12, 5) " UTC"
	text("system", join(join(s, ", ", when), ", ", n_text))
}
FNR == 1 && kind != "run" { for (i = 1; i <= NF; i++) col[$i] = i; next }
kind == "run" {
	if (FNR > 1) fact[$1] = clean(substr($0, length($1) + 2))
	next
}
'

# bars METRIC SCALE HEADING - data of a chart of bars from summary.csv
# shellcheck disable=SC2016
bars='
field("metric") == metric {
	g = note_group()
	k = g SUBSEP field("direction")
	rows++
	n[k] = field("n")
	failed[k] = field("failed")
	median[k] = field("median") * scale
	lo[k] = field("lo") * scale
	hi[k] = field("hi") * scale
	n_failed += failed[k]
	n_all += n[k] + failed[k]
	n_max = max(n_max, n[k])
	if (n[k] > 0 && (n_min == "" || n[k] + 0 < n_min)) n_min = n[k] + 0
	if (n[k] > 0) y_max = max(y_max, hi[k])
}
function put_blocks(   d, i, k) {
	for (d = 1; d <= n_directions; d++) {
		for (i = 1; i <= n_groups; i++) {
			k = group[i] SUBSEP direction[d]
			if (n[k] > 0)
				print x(i, d), median[k], lo[k], hi[k] >data
			else
				print x(i, d), 0, 0, 0 >data
		}
		printf "\n\n" >data
	}
}
function put_notes(   d, i, k) {
	for (d = 1; d <= n_directions; d++)
		for (i = 1; i <= n_groups; i++) {
			k = group[i] SUBSEP direction[d]
			if (!(k in n)) print x(i, d), 0, "-" >data
			else if (n[k] > 0) print x(i, d), hi[k], digits(median[k]) >data
			else print x(i, d), 0, "failed" >data
		}
}
function x(i, d) { return i - 1 + (d - (n_directions + 1) / 2) * width }
function whiskers() {
	if (n_max < 2) return ""
	if (n_min >= 6) return "; whiskers: 95 % interval of the centre"
	if (n_max < 6) return "; whiskers: least to most"
	return "; whiskers: 95 % interval of the centre, least to most where n < 6"
}
END {
	if (!rows) exit 3
	sort_groups()
	width = 0.84 / n_directions
	put_blocks()
	put_notes()
	n_text = n_max == 0 ? "n = 0" : \
		n_min == n_max ? "n = " n_max : "n = " n_min " to " n_max
	surroundings(heading, n_text)
	text("caption1", (n_max == 0 ? "No measurement was completed" : \
		n_max == 1 ? "Bars: one measurement" sample_time() : \
		"Bars: median of n measurements" sample_time() whiskers()) ".")
	s = join(join(accelerator(), "; ", constants()), "; ", \
		n_failed ? n_failed " of " n_all " failed: not in the bars" : "")
	text("caption2", s)
	text("directions", directions())
	pad = n_groups < 3 ? (3 - n_groups) / 4 : 0
	printf "width = %d\n", max(960, 150 + 54 * n_groups * n_directions)
	print "height = 600"
	printf "x_min = %g\nx_max = %g\n", -0.5 - pad, n_groups - 0.5 + pad
	printf "y_max = %g\n", (y_max > 0 ? 1.1 * y_max : 1)
	printf "bar_width = %g\n", 0.92 * width
	for (i = 1; i <= n_groups; i++) {
		s = label(group[i], "\\n")
		lines = max(lines, gsub(/\\n/, "\\n", s) + 1)
		tics = tics (i > 1 ? ", " : "") "\"" s "\" " i - 1
	}
	printf "label_lines = %d\nset xtics (%s)\n", lines, tics
}'

# Data of the panels over time from intervals.csv.
# shellcheck disable=SC2016
panels='
field("value") != "" {
	g = note_group()
	p = g SUBSEP field("direction")
	m = p SUBSEP field("run_id") SUBSEP field("round")
	v = field("value") / 1e9
	t = field("t") + 0
	rows++
	if (!(m in points)) {
		measurement[p, ++count[p]] = m
		n_max = max(n_max, count[p])
	}
	points[m]++
	value[m, points[m]] = v
	time[m, points[m]] = t
	most[p] = max(most[p], points[m])
	x_max = max(x_max, t)
	y_max[g] = max(y_max[g], v)
	if (field("omitted") == 1) warm_up = max(warm_up, t)
}
function put_lines(p,   i, k, m) {
	for (i = 1; i <= count[p]; i++) {
		m = measurement[p, i]
		for (k = 1; k <= points[m]; k++) print time[m, k], value[m, k] >data
		print "" >data
	}
	if (!count[p]) print 0, 0 >data
	printf "\n\n" >data
}
# The k-th intervals belong together; where most have ended there is no median.
function put_median(p,   i, k, m, n, vs, ts) {
	for (k = 1; k <= most[p]; k++) {
		n = 0
		for (i = 1; i <= count[p]; i++) {
			m = measurement[p, i]
			if (points[m] < k) continue
			vs[++n] = value[m, k]
			ts[n] = time[m, k]
		}
		if (2 * n > count[p]) print centre(ts, n), centre(vs, n) >data
	}
	if (!count[p]) print 0, 0 >data
	printf "\n\n" >data
}
END {
	if (!rows) exit 3
	sort_groups()
	for (i = 1; i <= n_groups; i++)
		for (d = 1; d <= n_directions; d++) {
			p = group[i] SUBSEP direction[d]
			put_lines(p)
			put_median(p)
			counts = join(counts, " ", count[p] + 0)
			if (n_min == "" || count[p] < n_min) n_min = count[p] + 0
		}
	surroundings(heading, "n = " (n_min == n_max ? n_max : n_min " to " n_max))
	text("caption1", (n_max == 1 ? "Line: one measurement" sample_time() : \
		"Thin: one measurement" sample_time() "; bold: their median") \
		(warm_up ? "; grey: warm-up, not counted." : "."))
	text("caption2", join(accelerator(), "; ", constants()))
	text("directions", directions())
	text("counts", counts)
	print "rows =", n_groups
	printf "array row_names[%d]\narray y_max[%d]\n", n_groups, n_groups
	for (i = 1; i <= n_groups; i++) {
		printf "row_names[%d] = \"%s\"\n", i, label(group[i], " ")
		y = y_max[group[i]]
		printf "y_max[%d] = %g\n", i, (y > 0 ? 1.08 * y : 1)
	}
	printf "x_max = %g\nwarm_up = %g\n", (x_max > 0 ? x_max : 1), warm_up
	printf "width = %d\n", max(800, 130 + 320 * n_directions)
	printf "height = %d\n", 168 + 206 * n_groups
}'

# draw NAME TABLE METRIC SCALE HEADING - make one chart, or say why not
draw() {
	name=$1
	if [ ! -f "$run/$2" ]; then
		echo "$name: no chart, $2 is missing"
		return
	fi
	program=$bars
	[ "$name" != datapath ] || program=$(cat "$plots/datapath.awk")
	[ "$2" != intervals.csv ] || program=$panels
	status=0
	awk -v data="$temp/$name" -v metric="$3" -v scale="$4" -v heading="$5" \
		"$awk_texts$library$program" kind=run "$facts" kind=table "$run/$2" \
		>"$temp/$name.gp" || status=$?
	if [ "$status" -eq 3 ]; then
		echo "$name: no chart, $2 has no rows of $3"
		return
	fi
	[ "$status" -eq 0 ] || die "cannot read $run/$2"
	paint "$name.gp" "$temp/$name" "$run/$name"
}

# Runs of vmnet-datapath have measurements of their own.
if grep -Eq "^[^,]*,(pump|iperf|offload)," "$run/summary.csv"; then
	draw datapath summary.csv "" 1 "Data path of vmnet-helper"
	exit
fi
draw throughput summary.csv throughput 1e-9 "Throughput of vmnet-helper"
draw efficiency summary.csv cpu_per_bit 1e9 "CPU time per Gbit of vmnet-helper"
draw intervals intervals.csv throughput 1 "Throughput over time of vmnet-helper"
