# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# latency.awk - data of the distribution of latency from summary.csv
#
# See cells.awk.  From metrics such as latency_p50 and latency_load_p999: the
# median over the rounds of that percentile; the word in between is the load.

field("metric") ~ /^latency_([a-z]+_)?p[0-9]+$/ && is_wanted() {
	s = field("metric")
	match(s, /p[0-9]+$/)
	p = substr(s, RSTART + 1)
	load = substr(s, 9, RSTART - 10)
	# 50, 99, 999 for 99.9; 100 is the slowest of all
	p = p == 100 ? 100 : substr(p, 1, 2) + \
		("0." (length(p) > 2 ? substr(p, 3) : "0"))
	note_n(field("n"), field("failed"))
	if (field("n") + 0 == 0 || p >= 100) next
	g = note_group() SUBSEP key_value(series) SUBSEP load
	if (!(g in line_seen)) {
		line_seen[g]
		line[++n_lines] = g
		loads[load]
		load_of[g] = load
		member_of[g] = key_value(series)
	}
	value[g, ++points[g]] = field("median") * 1e6
	place[g, points[g]] = p
	x_least = x_least == "" || value[g, points[g]] < x_least ? \
		value[g, points[g]] : x_least
	x_most = max(x_most, value[g, points[g]])
	p_most = max(p_most, p)
}
# How many nines: 90 % is 1, 99 % is 2.
function nines(p) { return -log(1 - p / 100) / log(10) }
function sort_points(g,   i, j, p, v) {
	for (i = 2; i <= points[g]; i++) {
		p = place[g, i]
		v = value[g, i]
		for (j = i; j > 1 && p < place[g, j - 1]; j--) {
			place[g, j] = place[g, j - 1]
			value[g, j] = value[g, j - 1]
		}
		place[g, j] = p
		value[g, j] = v
	}
}
function line_before(a, b,   d) {
	d = compare_groups(a, b)
	if (!d) d = compare(series, member_of[a], member_of[b])
	return d ? d < 0 : load_of[a] < load_of[b]
}
END {
	if (!n_lines || x_least <= 0) exit 3
	for (i = 2; i <= n_lines; i++) {
		g = line[i]
		for (j = i; j > 1 && line_before(g, line[j - 1]); j--)
			line[j] = line[j - 1]
		line[j] = g
	}
	for (i = 1; i <= n_lines; i++) {
		g = line[i]
		sort_points(g)
		for (j = 1; j <= points[g]; j++)
			print value[g, j], nines(place[g, j]) >data
		printf "\n\n" >data
	}
	surroundings(n_text())
	text("caption1", "Points: a percentile of the round trips of a " \
		"measurement" (n_max > 1 ? ", median of n measurements" : "") \
		". Left is better; the tail is at the top.")
	text("caption2", join(accelerator(), "; ", constants()))
	printf "n_lines = %d\narray line_name[%d]\narray line_colour[%d]\n", \
		n_lines, n_lines, n_lines
	printf "array line_dash[%d]\n", n_lines
	for (i = 1; i <= n_lines; i++) {
		g = line[i]
		s = label(g, ", ")
		if (n_values[series] > 1) s = join(s, ", ", series_reading(member_of[g]))
		s = join(s, ", ", load_of[g])
		base = g
		sub(SUBSEP load_of[g] "$", "", base)
		if (!(base in colour_seen)) colour_seen[base] = ++n_colours
		printf "line_name[%d] = \"%s\"\nline_colour[%d] = \"%d\"\n", \
			i, s, i, (colour_seen[base] - 1) % 8 + 1
		printf "line_dash[%d] = %d\n", i, load_of[g] == "" ? 1 : 2
	}
	printf "x_min = %g\nx_max = %g\ny_max = %g\n", x_least / 1.5, \
		x_most * 1.5, nines(p_most) * 1.06 + 0.05
	printf "width = 960\nheight = %d\n", 560 + 19 * n_lines
}
