# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# curves.awk - data of throughput and CPU time against a key from summary.csv
#
# See cells.awk.  A column of panels for each series, a row for throughput and,
# if it was measured, one for CPU time; a line for each group.

(field("metric") == "throughput" || field("metric") == "cpu_per_bit") && \
		field(axis) + 0 > 0 && is_wanted() {
	g = note_group()
	r = field("metric") == "throughput" ? 1 : 2
	scale = r == 1 ? 1e-9 : 1e9
	a = field(axis) + 0
	if (!(a in axis_seen)) {
		axis_seen[a]
		place[++n_places] = a
	}
	note_n(field("n"), field("failed"))
	if (field("n") + 0 == 0) next
	rows = max(rows, r)
	k = r SUBSEP key_value(series) SUBSEP g SUBSEP a
	median[k] = field("median") * scale
	lo[k] = field("lo") * scale
	hi[k] = field("hi") * scale
	y_max[r] = max(y_max[r], hi[k])
}
# A line needs two points, else it says nothing of the axis.
function has_line(g,   r, s, i, found) {
	for (r = 1; r <= rows; r++)
		for (s = 1; s <= n_series; s++) {
			found = 0
			for (i = 1; i <= n_places; i++)
				found += (r SUBSEP member[s] SUBSEP g SUBSEP \
					place[i]) in median
			if (found > 1) return 1
		}
	return 0
}
function put_line(r, s, g,   i, k, found) {
	for (i = 1; i <= n_places; i++) {
		k = r SUBSEP member[s] SUBSEP g SUBSEP place[i]
		if (!(k in median)) continue
		print place[i], median[k], lo[k], hi[k] >data
		found = 1
	}
	if (!found) print "NaN NaN NaN NaN" >data
	printf "\n\n" >data
}
END {
	if (n_places < 2 || !rows) exit 3
	sort_groups()
	sort_numbers(place, n_places)
	for (i = 1; i <= n_groups; i++)
		if (has_line(group[i])) kept[++n_kept] = group[i]
	if (!n_kept) exit 3
	for (r = 1; r <= rows; r++)
		for (s = 1; s <= n_series; s++)
			for (i = 1; i <= n_kept; i++) put_line(r, s, kept[i])
	surroundings(n_text())
	captions("Points")
	put_series()
	printf "rows = %d\nn_lines = %d\n", rows, n_kept
	printf "array y_max[2]\narray line_name[%d]\n", n_kept
	for (r = 1; r <= 2; r++)
		printf "y_max[%d] = %g\n", r, (y_max[r] > 0 ? 1.12 * y_max[r] : 1)
	for (i = 1; i <= n_kept; i++)
		printf "line_name[%d] = \"%s\"\n", i, label(kept[i], ", ")
	text("x_label", axis == "size" ? "Bytes per write or frame" : \
		axis == "mtu" ? "MTU [byte]" : axis == "vms" ? "Number of VMs" : \
		"Parallel connections")
	for (i = 1; i <= n_places; i++) put_tic(place[i])
	printf "x_min = %g\nx_max = %g\n", place[1] / 1.3, place[n_places] * 1.3
	printf "x_tics = \"set xtics (%s)\"\n", quoted(tics)
	printf "width = %d\nheight = %d\n", max(800, 120 + 330 * n_series), \
		190 + 260 * rows + 22 * n_kept
}
# A panel is 280 pixels wide; a name that has no room is left out.
function put_tic(v,   at, s, half) {
	at = 280 * log(v / place[1] * 1.3) / \
		log(place[n_places] / place[1] * 1.69)
	s = short(v)
	half = 4 * length(s)
	if (tics != "" && at - half < taken + 6) s = ""
	else taken = at + half
	tics = tics (tics == "" ? "" : ", ") "\"" s "\" " v
}
function quoted(s) { gsub(/"/, "\\\"", s); return s }
# 131072 is wide; KiB and MiB are not.
function short(v) {
	if (v >= 1048576 && v % 1048576 == 0) return v / 1048576 " Mi"
	if (v >= 8192 && v % 1024 == 0) return v / 1024 " Ki"
	return v
}
