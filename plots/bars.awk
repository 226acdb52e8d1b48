# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# bars.awk - data of a chart of bars from summary.csv; see cells.awk
#
# Variables: metric; scale, which makes its unit the one of the chart; and
# least_series, so many have to be in a group, as there is nothing to compare
# with fewer.  Exit status 4: too wide for one chart, draw the modes one by one.

BEGIN { WIDEST = 9 }

field("metric") == metric && is_wanted() {
	g = note_group()
	k = g SUBSEP key_value(series)
	rows++
	n[k] = field("n") + 0
	failed[k] = field("failed") + 0
	median[k] = field("median") * scale
	lo[k] = field("lo") * scale
	hi[k] = field("hi") * scale
	note_n(n[k], field("failed"))
	if (n[k] > 0) y_max = max(y_max, hi[k])
}
function x(i, d) { return i - 1 + (d - (n_series + 1) / 2) * width }
function put_blocks(   d, i, k) {
	for (d = 1; d <= n_series; d++) {
		for (i = 1; i <= n_groups; i++) {
			k = group[i] SUBSEP member[d]
			if (n[k] > 0)
				print x(i, d), median[k], lo[k], hi[k] >data
			else
				print x(i, d), 0, 0, 0 >data
		}
		printf "\n\n" >data
	}
}
function put_notes(   d, i, k) {
	for (d = 1; d <= n_series; d++)
		for (i = 1; i <= n_groups; i++) {
			k = group[i] SUBSEP member[d]
			if (n[k] > 0) print x(i, d), hi[k], digits(median[k]) >data
			else if (failed[k] > 0) print x(i, d), 0, "failed" >data
			else {
				print x(i, d), 0, "-" >data
				gaps = 1
			}
		}
}
# A group without its offload.
function without_offload(g,   part, i, s) {
	split(g, part, SUBSEP)
	for (i = 1; i <= n_keys; i++)
		s = s (i > 1 ? SUBSEP : "") (keys[i] == "offload" ? "" : part[i])
	return s
}
function offload_of(g,   part, i) {
	split(g, part, SUBSEP)
	for (i = 1; i <= n_keys; i++) if (keys[i] == "offload") return part[i]
}
# Where the offload follows from the network, it tells no groups apart: those of
# guests with and without would each have half of the bars.
function merge_offload(   i, d, g, k, m, o) {
	for (i = 1; i <= n_groups; i++)
		for (d = 1; d <= n_series; d++) {
			if (!((group[i] SUBSEP member[d]) in n)) continue
			k = without_offload(group[i]) SUBSEP member[d]
			if (k in owner) return
			owner[k] = group[i]
			if (offload_of(group[i]) == "on") large[member[d]]
			else small[member[d]]
		}
	for (m in large) if (m in small) return
	for (k in owner) {
		o = owner[k] substr(k, length(without_offload(owner[k])) + 1)
		n[k] = n[o]
		failed[k] = failed[o]
		median[k] = median[o]
		lo[k] = lo[o]
		hi[k] = hi[o]
	}
	for (i = m = 1; i <= n_groups; i++) {
		g = without_offload(group[i])
		if (g in merged) continue
		merged[g]
		group[m++] = g
	}
	n_groups = m - 1
	n_values["offload"] = 0
	for (d = 1; d <= n_series; d++)
		if (member[d] in large) remark = join(remark, ", ", member[d])
	if (remark != "") remark = "guest with offload on " remark
}
# What nobody has measured, or has nothing beside it to compare with, goes.
function keep_groups(   i, d, k, m, count) {
	for (i = m = 1; i <= n_groups; i++) {
		count = 0
		for (d = 1; d <= n_series; d++) {
			k = group[i] SUBSEP member[d]
			if (n[k] + failed[k] > 0) count++
		}
		if (count >= (least_series ? least_series : 1)) group[m++] = group[i]
	}
	n_groups = m - 1
	for (d = m = 1; d <= n_series; d++) {
		count = 0
		for (i = 1; i <= n_groups; i++) {
			k = group[i] SUBSEP member[d]
			if (n[k] + failed[k] > 0) count++
		}
		if (count) member[m++] = member[d]
	}
	n_series = m - 1
}
END {
	if (!rows) exit 3
	if (series == "contender" && n_values["offload"] > 1) merge_offload()
	sort_groups()
	keep_groups()
	if (!n_groups || n_series < least_series) exit 3
	if (n_groups > WIDEST && n_values["mode"] > 1) exit 4
	width = 0.84 / n_series
	put_blocks()
	put_notes()
	if (series == "contender" && member[1] == "base")
		heading = heading " by build"
	else if (series == "contender") heading = heading " by network"
	surroundings(n_text())
	captions("Bars" (gaps ? " (-: not measured)" : ""))
	put_series()
	pad = n_groups < 3 ? (3 - n_groups) / 4 : 0
	print "height = 600"
	printf "x_min = %g\nx_max = %g\n", -0.5 - pad, n_groups - 0.5 + pad
	printf "y_max = %g\n", (y_max > 0 ? 1.1 * y_max : 1)
	printf "bar_width = %g\n", 0.92 * width
	for (i = 1; i <= n_groups; i++) {
		s = label(group[i], "\\n")
		lines = max(lines, split(s, parts, /\\n/))
		for (j in parts) widest = max(widest, length(parts[j]))
		tics = tics (i > 1 ? ", " : "") "\"" s "\" " i - 1
	}
	printf "width = %d\n", max(960, 150 + n_groups * \
		max(8 * widest + 16, max(112, 54 * n_series)))
	printf "label_lines = %d\nset xtics (%s)\n", lines, tics
}
