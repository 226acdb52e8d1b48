# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# report.awk - the tables of a run as HTML, see report.sh
#
# Reads run.csv, summary.csv and, if there is one, ratio.csv or gate.csv, and
# matrix.yaml, each after kind=run, summary, ratio or matrix.  Writes the parts of the page to part.NAME.

BEGIN {
	FS = ","
	n_keys = split("driver mode direction proto streams mtu size offload " \
		"vms network arm", keys, " ")
	n_metrics = split("throughput cpu_per_bit retransmits drops helper_rss " \
		"startup", metrics, " ")
	title["throughput"] = "Throughput [Gbit/s]"
	title["cpu_per_bit"] = "Helper CPU time [s/Gbit]"
	title["retransmits"] = "Retransmits [segment]"
	title["drops"] = "Dropped frames"
	title["helper_rss"] = "Memory of the helper [MiB]"
	title["startup"] = "Start until ready [s]"
	scale["throughput"] = 1e-9
	scale["cpu_per_bit"] = 1e9
	scale["helper_rss"] = 1 / 1048576
}
kind == "matrix" {
	if ($0 !~ /^#/ && $0 != "END") matrix = matrix $0 "\n"
	next
}
FNR == 1 {
	delete col
	for (i = 1; i <= NF; i++) col[$i] = i
	next
}
function html(s) {
	gsub(/[[:cntrl:]]/, "", s)
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	return s
}
function field(name) { return name in col ? $(col[name]) : "" }
function known(key) {
	return key in fact && fact[key] != "unknown" ? fact[key] : ""
}
# @whole: a count of things, which has no decimals if it is one
function digits(v, whole,   a) {
	a = v < 0 ? -v : v
	return a >= 1e6 ? sprintf("%.3g", v) : a >= 100 ? sprintf("%.0f", v) : \
		whole && v == int(v) ? sprintf("%d", v) : \
		a >= 10 ? sprintf("%.1f", v) : sprintf(a >= 1 ? "%.2f" : "%.3f", v)
}
kind == "run" {
	key = $1
	if (!(key in fact)) name[++n_facts] = key
	fact[key] = substr($0, length(key) + 2)
	next
}
kind == "summary" {
	m = field("metric")
	if (!(m in rows)) {
		order[++n_found] = m
		if (!(m in title)) title[m] = m " [" field("unit") "]"
	}
	r = ++rows[m]
	f = m in scale ? scale[m] : 1
	whole = !(m in scale) && field("unit") != "s"
	for (i = 1; i <= n_keys; i++) {
		v = field(keys[i])
		cell[m, r, keys[i]] = v
		if (v != "-" && v != "" && !(field("direction") == "-" && \
				(keys[i] == "streams" || keys[i] == "size")))
			note(keys[i], v)
	}
	n[m, r] = field("n")
	failed[m, r] = field("failed")
	better[m] = field("better")
	n_failed += field("failed")
	n_all += field("n") + field("failed")
	median[m, r] = shown(field("median"), f, whole)
	lo[m, r] = shown(field("lo"), f, whole)
	hi[m, r] = shown(field("hi"), f, whole)
	next
}
kind == "ratio" && (field("metric") == "throughput" || \
		field("metric") == "cpu_per_bit") && field("ratio") != "" {
	c = ""
	for (i = 1; i <= n_keys; i++)
		if (keys[i] != "arm" && n_of[keys[i]] > 1 && field(keys[i]) != "")
			c = c (c == "" ? "" : ", ") field(keys[i])
	over = field("arm") == "" ? "head" : field("arm")
	base = field("base") ~ /^[0-9.e+-]*$/ ? "base" : field("base")
	ratios = ratios "<tr><th scope=\"row\">" html(c == "" ? field("driver") : c) \
		"</th><td>" html(over " / " base) "</td><td>" \
		(field("metric") == "throughput" ? "throughput" : "CPU time") \
		"</td><td class=\"n\">" sprintf("%.3f", field("ratio")) \
		"</td><td class=\"n\">" (field("lo") == "" ? "" : \
		sprintf("%.3f to %.3f", field("lo"), field("hi"))) \
		"</td><td class=\"n\">" html(field("n")) "</td><td>" \
		html(field("verdict")) "</td></tr>\n"
	has_verdict = has_verdict || field("verdict") != ""
}
function shown(v, f, whole) { return v == "" ? "" : digits(v * f, whole) }
function note(key, v) {
	if (!((key, v) in seen)) {
		seen[key, v]
		n_of[key]++
		only[key] = v
	}
}
function head_row(   i, s) {
	s = "<tr>"
	for (i = 1; i <= n_keys; i++)
		if (keys[i] == "driver" || n_of[keys[i]] > 1)
			s = s "<th scope=\"col\">" keys[i] "</th>"
	return s
}
function put_metric(m,   r, i, s) {
	print "<table>\n<caption>" html(title[m]) " &mdash; " html(better[m]) \
		" is better</caption>\n<thead>" head_row() \
		"<th scope=\"col\">median</th><th scope=\"col\">interval</th>" \
		"<th scope=\"col\">n</th><th scope=\"col\">failed</th>" \
		"</tr></thead>\n<tbody>" >part_tables
	for (r = 1; r <= rows[m]; r++) {
		s = failed[m, r] > 0 ? "<tr class=\"bad\">" : "<tr>"
		for (i = 1; i <= n_keys; i++)
			if (keys[i] == "driver")
				s = s "<th scope=\"row\">" html(cell[m, r, keys[i]]) "</th>"
			else if (n_of[keys[i]] > 1)
				s = s "<td>" html(cell[m, r, keys[i]]) "</td>"
		print s "<td class=\"n\">" (median[m, r] == "" ? \
			(failed[m, r] > 0 ? "failed" : "not measured") : \
			"<b>" median[m, r] "</b>") "</td><td class=\"n\">" \
			(lo[m, r] == "" ? "" : lo[m, r] " to " hi[m, r]) \
			"</td><td class=\"n\">" html(n[m, r]) "</td><td class=\"n\">" \
			html(failed[m, r]) "</td></tr>" >part_tables
	}
	print "</tbody>\n</table>" >part_tables
}
function put_fact(key, text) {
	if (text != "")
		print "<dt>" key "</dt><dd>" html(text) "</dd>" >part_head
}
function reading(key, v) {
	if (key == "mode") return v " mode"
	if (key == "streams") return v (v == 1 ? " stream" : " streams")
	if (key == "mtu") return v == 0 ? "" : "MTU " v
	if (key == "size") return v " B writes"
	if (key == "offload")
		return v == "on" ? "guest with offload" : "guest without offload"
	if (key == "vms") return v (v == 1 ? " VM" : " VMs")
	return v == "head" ? "" : v
}
function constants(   i, s, v) {
	for (i = 2; i <= n_keys; i++) {
		if (n_of[keys[i]] != 1) continue
		v = reading(keys[i], only[keys[i]])
		if (v != "") s = s (s == "" ? "" : ", ") v
	}
	return s
}
# What can be given to the shell without a quote.
function plain(s) { return s ~ /^[A-Za-z0-9_.,:+-]+$/ }
function option(name, key,   v) {
	v = known(key)
	gsub(/ /, ",", v)
	return v != "" && plain(v) ? " \\\n    --" name " " v : ""
}
function put_commands(   commit, s) {
	if (known("tree") != "") {
		print "<p>These results were imported from reports of iperf3 " \
			"(<code>" html(known("tree")) "</code>); how they were made, " \
			"the reports do not say.</p>" >part_commands
		return
	}
	commit = known("helper_commit")
	if (commit ~ /^[0-9a-f]+$/) s = "git checkout " commit "\n"
	else if (commit ~ /\+dirty$/)
		print "<p>The helper was built from commit <code>" html(commit) \
			"</code>, that is with changes that are not in it.</p>" \
			>part_commands
	s = s "make deps all guest\n"
	if (known("vm_cpus") ~ /^[0-9]+$/) s = s "VM_CPUS=" known("vm_cpus") " "
	if (known("vm_mem") ~ /^[0-9]+$/) s = s "VM_MEM=" known("vm_mem") " "
	if (matrix != "") {
		s = s "build/vmnet-bench run --matrix matrix.yaml\n"
		s = "cat >matrix.yaml <<'END'\n" matrix "END\n" s
		print "<pre><code>" html_lines(s) "</code></pre>" >part_commands
		return
	}
	s = s "build/vmnet-bench run" option("mode", "modes") \
		option("driver", "drivers") option("direction", "directions") \
		option("time", "time") option("omit", "omit") \
		option("rounds", "rounds") option("length", "length") \
		option("seed", "seed") "\n"
	print "<pre><code>" html_lines(s) "</code></pre>" >part_commands
}
function html_lines(s,   n, i, line, out) {
	n = split(s, line, "\n")
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? "\n" : "") html(line[i])
	sub(/\n$/, "", out)
	return out
}
END {
	if (!n_found) exit 3
	s = known("cores")
	put_fact("Machine", known("cpu") (s == "" ? "" : ", " s " cores") \
		(known("memory") == "" ? "" : ", " known("memory")))
	put_fact("Results", known("tree"))
	put_fact("System", known("os") (known("kernel") == "" ? "" : \
		", kernel " known("kernel")))
	put_fact("Itself a VM", known("hypervisor"))
	put_fact("Date", known("date"))
	put_fact("Helper", known("helper_version") " " known("helper_commit"))
	put_fact("QEMU", tolower(known("qemu_accel")) == "tcg" ? \
		"TCG: the guest CPU is emulated" : known("qemu_accel"))
	put_fact("In all", constants())
	if (n_failed)
		print "<dt class=\"bad\">Failed</dt><dd class=\"bad\">" n_failed \
			" of " n_all " numbers; they are not in any median</dd>" >part_head
	else
		print "<dt>Failed</dt><dd>none of " n_all " numbers</dd>" >part_head
	for (i = 1; i <= n_metrics; i++)
		if (metrics[i] in rows) put_metric(metrics[i])
	for (i = 1; i <= n_found; i++)
		if (!(order[i] in scale) && index(" throughput retransmits drops " \
				"startup ", " " order[i] " ") == 0)
			put_metric(order[i])
	if (ratios != "")
		print "<table>\n<caption>Ratios of measurements of the same round" \
			"</caption>\n<thead><tr><th scope=\"col\">cell</th>" \
			"<th scope=\"col\">of</th><th scope=\"col\">metric</th>" \
			"<th scope=\"col\">ratio</th><th scope=\"col\">interval</th>" \
			"<th scope=\"col\">n</th><th scope=\"col\">verdict</th>" \
			"</tr></thead>\n<tbody>\n" ratios "</tbody>\n</table>" >part_tables
	for (i = 1; i <= n_facts; i++)
		print "<tr><th scope=\"row\">" html(name[i]) "</th><td>" \
			html(fact[name[i]]) "</td></tr>" >part_facts
	put_commands()
}
