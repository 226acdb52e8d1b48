# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# truth.awk - data of the gates whose answer is known, from gates.csv
#
# See cells.awk and perf/gate_truth.sh.  A panel for throughput and one for CPU
# time; in it a row for each kind of head, and a point for what each gate found.

field("verdict") != "" {
	k = field("kind")
	if (!(k in row_of)) {
		kind_name[++n_kinds] = k
		row_of[k] = n_kinds
	}
	i = ++gates[k]
	verdict[k, i] = field("verdict")
	count[k, field("verdict")]++
	note_range(k, i, "throughput")
	note_range(k, i, "cpu_per_bit")
	n_max = max(n_max, field("rounds"))
}
function note_range(k, i, metric,   v) {
	v = field(metric)
	found[k, i, metric] = v
	if (v == "" || v <= 0) return
	least = least == "" || v < least ? v + 0 : least
	most = max(most, v)
}
# 1 right or 2 wrong as a verdict, 3 cannot be told.
function colour_of(k, v) {
	if (v == "INCONCLUSIVE" || v == "FAILED") return 3
	return (v == "REGRESSED") == (k != "same") ? 1 : 2
}
# Where the truth is: the loss of a kind such as throughput:15.
function truth(k, metric,   part) {
	if (split(k, part, ":") < 2) return 1
	if (metric == "throughput" && part[1] == "throughput")
		return 1 - part[2] / 100
	return metric == "cpu_per_bit" && part[1] == "cpu" ? 1 + part[2] / 100 : 1
}
# Points of a row are spread so that they can be told apart: by their order.
function put_panel(metric,   r, k, i, y) {
	for (r = 1; r <= n_kinds; r++) {
		k = kind_name[r]
		for (i = 1; i <= gates[k]; i++) {
			y = n_kinds - r + 0.3 - 0.6 * (i - 0.5) / gates[k]
			if (found[k, i, metric] > 0)
				print found[k, i, metric], y, \
					colour_of(k, verdict[k, i]) >data
		}
	}
	printf "\n\n" >data
	for (r = 1; r <= n_kinds; r++) {
		k = kind_name[r]
		print truth(k, metric), n_kinds - r - 0.36, 0.72 >data
	}
	printf "\n\n" >data
}
END {
	if (!n_kinds || most == 0) exit 3
	heading = "Gates whose answer is known"
	n_values["contender"] = 2
	put_panel("throughput")
	put_panel("cpu_per_bit")
	for (r = 1; r <= n_kinds; r++) {
		k = kind_name[r]
		total += gates[k]
		# No %: a label of an axis is a format, and cut short then.
		split(k, part, ":")
		s = k == "same" ? "the same helper" : k ~ /^throughput:/ ? \
			part[2] " percent less throughput" : \
			k ~ /^cpu:/ ? part[2] " percent more CPU time" : k
		s = s "\\n" (count[k, "REGRESSED"] + 0) " REGRESSED, " \
			(count[k, "INCONCLUSIVE"] + 0) " INCONCLUSIVE, " \
			(count[k, "PASS"] + 0) " PASS" (count[k, "FAILED"] ? \
			", " count[k, "FAILED"] " FAILED" : "")
		labels = labels (r > 1 ? ", " : "") sprintf("\\\"%s\\\" %d", s, n_kinds - r)
	}
	surroundings(total " gates")
	text("caption1", "Points: what each gate found, of up to " n_max \
		" pairs.  Line: what the helper was made to be.")
	text("caption2", "Blue: the verdict is right, orange: it is wrong, " \
		"grey: INCONCLUSIVE or FAILED." (known("gate_options") == "" ? "" : \
		"  " known("gate_options")))
	if (least > 0.8) least = 0.8
	if (most < 1.25) most = 1.25
	printf "rows = %d\nrow_labels = \"%s\"\n", n_kinds, labels
	printf "x_min = %g\nx_max = %g\n", least / 1.04, most * 1.04
	printf "width = 1100\nheight = %d\n", 230 + 86 * n_kinds
}
