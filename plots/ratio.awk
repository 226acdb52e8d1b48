# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# ratio.awk - data of the ratios of two from ratio.csv or gate.csv
#
# See cells.awk.  A panel for each metric, throughput and CPU time; in it a row
# for each cell.  In gate.csv the two are always head and base.

(field("metric") == "throughput" || field("metric") == "cpu_per_bit") && \
		field("ratio") > 0 {
	over = field("arm") == "" ? "head" : field("arm")
	base = field("base") ~ /^[0-9.e+-]*$/ ? "base" : field("base")
	r = field("metric") == "throughput" ? 1 : 2
	note_group()
	g = group_of()
	note_value("pair", over SUBSEP base)
	note_value("network", field("network"))
	k = r SUBSEP (++n_rows[r])
	what[k] = g
	pair[k] = over
	note_value("base", base)
	ratio[k] = field("ratio") + 0
	lo[k] = field("lo") > 0 ? field("lo") + 0 : ratio[k]
	hi[k] = field("hi") > 0 ? field("hi") + 0 : ratio[k]
	verdict[k] = field("verdict")
	better[k] = field("better")
	note_n(field("n"), 0)
	if (ratio[k] >= 2 || ratio[k] <= 0.5) far = 1
	least = least == "" || lo[k] < least ? lo[k] : least
	most = max(most, hi[k])
}
function group_of(   i, g) {
	for (i = 1; i <= n_keys; i++)
		g = g (i > 1 ? SUBSEP : "") (keys[i] == "contender" ? \
			field("network") : key_value(keys[i]))
	return g
}
# 1 better, 2 worse, 3 cannot be told; the word of the gate, or the interval.
function colour_of(k,   good) {
	if (verdict[k] != "") {
		if (verdict[k] == "IMPROVED") return 1
		return verdict[k] == "REGRESSED" ? 2 : 3
	}
	if (lo[k] <= 1 && hi[k] >= 1 || n_max < 6) return 3
	good = better[k] == "lower" ? hi[k] < 1 : lo[k] > 1
	return good ? 1 : 2
}
function sort_rows(r,   i, j, a) {
	for (i = 1; i <= n_rows[r]; i++) at[i] = r SUBSEP i
	for (i = 2; i <= n_rows[r]; i++) {
		a = at[i]
		for (j = i; j > 1 && (compare_groups(what[a], what[at[j - 1]]) < 0 || \
				what[a] == what[at[j - 1]] && pair[a] < pair[at[j - 1]]); j--)
			at[j] = at[j - 1]
		at[j] = a
	}
}
# Marks that a reader can use, on a scale where half is as far as twice.
function tics(from, to,   step, v, s) {
	if (to / from > 2.2) {
		for (v = 1e-4; v <= to * 1.001; v *= 10) {
			s = tic(s, v, from, to)
			s = tic(s, 2 * v, from, to)
			s = tic(s, 5 * v, from, to)
		}
		return s
	}
	step = to / from > 1.4 ? 0.1 : to / from > 1.15 ? 0.05 : \
		to / from > 1.05 ? 0.02 : 0.01
	for (v = 0; v <= to; v += step) s = tic(s, v, from, to)
	return s
}
function tic(s, v, from, to) {
	if (v < from * 0.999 || v > to * 1.001) return s
	return s (s == "" ? "" : ", ") sprintf("\\\"%g\\\" %g", v, v)
}
function change(v) {
	return far ? sprintf("%.2fx", v) : sprintf("%+.1f%%", 100 * (v - 1))
}
function put_panel(r,   i, k, s) {
	sort_rows(r)
	for (i = 1; i <= n_rows[r]; i++) {
		k = at[i]
		print ratio[k], n_rows[r] - i, lo[k], hi[k], colour_of(k), \
			change(ratio[k]) >data
		s = label(what[k], ", ")
		if (n_values["pair"] > 1) s = join(s, ": ", pair[k])
		labels[r] = labels[r] (i > 1 ? ", " : "") \
			sprintf("\\\"%s\\\" %d", s, n_rows[r] - i)
		widest = max(widest, length(s))
	}
	if (!n_rows[r]) print "NaN NaN NaN NaN 3 -" >data
	printf "\n\n" >data
}
END {
	if (!n_rows[1] && !n_rows[2]) exit 3
	heading = "Ratios"
	if (n_values["pair"] == 1) {
		split(last_value["pair"], names, SUBSEP)
		heading = names[1] " compared with " names[2]
	} else if (n_values["base"] == 1)
		heading = "Compared with " last_value["base"]
	# The title names who is compared; a label its network if there are two.
	n_values["contender"] = n_values["network"] > 1 ? 2 : 0
	put_panel(1)
	put_panel(2)
	surroundings(n_text() (n_max == 1 ? " pair" : " pairs"))
	text("caption1", n_max == 1 ? "Points: one pair of measurements" \
		sample_time() ", which tells nothing of chance." : \
		"Points: centre of the ratios of n pairs" sample_time() whiskers() \
		". Blue: better, orange: worse, grey: cannot be told.")
	text("caption2", join(accelerator(), "; ", constants()))
	if (most < 1.02) most = 1.02
	if (least > 0.98) least = 0.98
	from = least / (most / least) ^ 0.08
	to = most * (most / least) ^ 0.08
	printf "array rows[2]\narray row_labels[2]\n"
	for (r = 1; r <= 2; r++)
		printf "rows[%d] = %d\nrow_labels[%d] = \"%s\"\n", r, n_rows[r], \
			r, labels[r]
	printf "x_min = %g\nx_max = %g\nx_tics = \"%s\"\n", from, to, tics(from, to)
	printf "margin = %d\n", 40 + 8 * widest
	printf "width = %d\n", max(960, 640 + 8 * widest)
	printf "height = %d\n", 156 + 26 * (n_rows[1] + n_rows[2]) + \
		96 * ((n_rows[1] > 0) + (n_rows[2] > 0))
}
