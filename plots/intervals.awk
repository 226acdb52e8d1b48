# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# intervals.awk - data of the panels over time from intervals.csv; see cells.awk

field("value") != "" && is_wanted() {
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
	longest = max(longest, points[m])
	x_max = max(x_max, t)
	y_max[g] = max(y_max[g], v)
	if (field("omitted") == 1) warm_up = max(warm_up, t)
}
# gnuplot wants a block of data also where there is nothing to see.
function outside() { return "-1 -1" }
function put_lines(p,   i, k, m) {
	for (i = 1; i <= count[p]; i++) {
		m = measurement[p, i]
		for (k = 1; k <= points[m]; k++) print time[m, k], value[m, k] >data
		print "" >data
	}
	if (!count[p]) print outside() >data
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
	if (!count[p]) print outside() >data
	printf "\n\n" >data
}
END {
	if (!rows) exit 3
	sort_groups()
	for (i = 1; i <= n_groups; i++)
		for (d = 1; d <= n_series; d++) {
			p = group[i] SUBSEP member[d]
			put_lines(p)
			put_median(p)
			counts = join(counts, " ", count[p] + 0)
			if (count[p] && (n_min == "" || count[p] < n_min))
				n_min = count[p] + 0
		}
	surroundings(n_text())
	text("caption1", (n_max == 1 ? (longest < 3 ? "Point" : "Line") ": one measurement" sample_time() : \
		(longest < 3 ? "Small" : "Thin") ": one measurement" sample_time() \
		(longest < 3 ? "; large" : "; bold") ": their median") \
		(warm_up ? "; grey: warm-up, not counted." : "."))
	text("caption2", join(accelerator(), "; ", constants()))
	put_series()
	text("counts", counts)
	print "rows =", n_groups
	printf "array row_names[%d]\narray y_max[%d]\n", n_groups, n_groups
	for (i = 1; i <= n_groups; i++) {
		widest = max(widest, length(label(group[i], " ")))
		printf "row_names[%d] = \"%s\"\n", i, label(group[i], " ")
		y = y_max[group[i]]
		printf "y_max[%d] = %g\n", i, (y > 0 ? 1.08 * y : 1)
	}
	# A line of one point cannot be seen.
	printf "point_size = %g\n", (longest < 3 ? 0.6 : 0)
	printf "x_max = %g\nwarm_up = %g\n", (x_max > 0 ? 1.04 * x_max : 1), warm_up
	printf "width = %d\n", max(800, 130 + 320 * n_series)
	# Names that are too long for one line above a panel get two.
	title_height = widest > 28 ? 16 : 0
	printf "title_height = %d\n", title_height
	printf "height = %d\n", 168 + (206 + title_height) * n_groups
}
