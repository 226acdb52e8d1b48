# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# bars.awk - data of a chart of bars from summary.csv; see cells.awk
#
# Variables: metric; scale, which makes its unit the one of the chart; and
# least_series, of which there is nothing to compare with fewer.  Exit status 4:
# too wide for one chart, draw the modes one by one.

BEGIN { WIDEST = 9 }

field("metric") == metric && is_wanted() {
	g = note_group()
	k = g SUBSEP key_value(series)
	rows++
	n[k] = field("n")
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
			if (!(k in n) || n[k] == "") print x(i, d), 0, "-" >data
			else if (n[k] > 0) print x(i, d), hi[k], digits(median[k]) >data
			else print x(i, d), 0, "failed" >data
		}
}
END {
	if (!rows) exit 3
	if (n_series < least_series) exit 3
	if (n_groups > WIDEST && n_values["mode"] > 1) exit 4
	sort_groups()
	width = 0.84 / n_series
	put_blocks()
	put_notes()
	if (series == "contender" && member[1] == "base")
		heading = heading " by build"
	else if (series == "contender") heading = heading " by network"
	surroundings(n_text())
	captions("Bars")
	put_series()
	pad = n_groups < 3 ? (3 - n_groups) / 4 : 0
	printf "width = %d\n", \
		max(960, 150 + max(112, 54 * n_series) * n_groups)
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
}
