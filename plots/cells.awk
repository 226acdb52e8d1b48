# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# cells.awk - the cells of a table: what is compared, and how it is called
#
# Used by render.sh before the program of each chart, which reads a table row
# by row.  Variables:
#   heading   of the chart
#   series    the key that has a colour each; the others make groups, which are
#             next to each other
#   axis      a key that is the x axis, or ""
#   want_KEY  values of a key to draw, in that order; "" for all
#
# A key is a column of the cell key, or "contender": what was measured, which
# is the network of the row or else the arm.

BEGIN {
	FS = ","
	n_keys = split("driver mode direction proto streams mtu size offload " \
		"vms contender", keys, " ")
	n_wanted = split("driver mode direction vms contender", wanted, " ")
	want["driver"] = want_driver
	want["mode"] = want_mode
	want["direction"] = want_direction
	want["vms"] = want_vms
	want["contender"] = want_contender
	order["mode"] = " shared host bridged "
	order["direction"] = " host-to-vm vm-to-host vm-to-vm host-and-vm " \
		"vm-and-vm host-to-vms vms-to-host "
	order["contender"] = " base head tap vmnet-helper:tap vmnet-helper " \
		"vmnet-helper:stream "
	order["offload"] = " off on "
	for (i = 1; i <= n_wanted; i++)
		if (want[wanted[i]] != "") order[wanted[i]] = " " want[wanted[i]] " "
}
FNR == 1 && kind != "run" {
	delete col
	for (i = 1; i <= NF; i++) col[$i] = i
	next
}
kind == "run" {
	if (FNR > 1) fact[$1] = clean(substr($0, length($1) + 2))
	next
}

function field(name) { return name in col ? clean($(col[name])) : "" }
function known(key) {
	return key in fact && fact[key] != "unknown" ? fact[key] : ""
}
function contender(   network, arm) {
	network = field("network")
	arm = field("arm")
	if (network == "" || network == arm) return arm
	if (network == "vmnet-helper" && arm == "base") return arm
	return arm == "" || arm == "head" ? network : network " " arm
}
function key_value(key,   s) {
	if (key == "contender") return contender()
	s = field(key)
	# With or without is what the colours tell then.
	if (key == "driver" && series == "offload") sub(/:(no)?offload$/, "", s)
	return s
}
# A run of one build has measured vmnet-helper, whatever its arm is called.
function is_wanted(   i, s, v) {
	for (i = 1; i <= n_wanted; i++) {
		s = want[wanted[i]]
		if (s == "") continue
		v = key_value(wanted[i])
		if (wanted[i] == "contender" && v == "head") v = "vmnet-helper"
		if (!index(" " s " ", " " v " ")) return 0
	}
	return 1
}
# How a value of a key reads in a label or a caption.
function reading(key, value) {
	if (key == "streams") return value (value == 1 ? " stream" : " streams")
	if (key == "mtu") return value == 0 ? "" : "MTU " value
	if (key == "size") return value " B " sends()
	if (key == "vms") return value (value == 1 ? " VM" : " VMs")
	if (key == "offload")
		return value == "on" ? "guest with offload" : \
			value == "off" ? "guest without offload" : ""
	return value
}
# What is so many bytes long.
function sends() {
	if (n_values["proto"] > 1) return "each"
	if (last_value["proto"] == "udp") return "datagrams"
	return last_value["proto"] == "rr" ? "of data" : "writes"
}
function note_value(key, value) {
	if (!((key, value) in value_seen)) {
		value_seen[key, value]
		n_values[key]++
		last_value[key] = value
	}
}
# A cell without its series and its place on the axis.
function note_group(   g, i, v) {
	g = ""
	for (i = 1; i <= n_keys; i++) {
		v = key_value(keys[i])
		note_value(keys[i], v)
		if (keys[i] == series || keys[i] == axis) v = ""
		g = g (i > 1 ? SUBSEP : "") v
	}
	if (!(g in group_seen)) {
		group_seen[g]
		group[++n_groups] = g
	}
	v = key_value(series)
	if (!(v in series_seen)) {
		series_seen[v]
		member[++n_series] = v
	}
	return g
}
# Negative, 0 or positive: known words first, numbers by size, else by name.
function compare(key, a, b,   x, y) {
	if (a == b) return 0
	x = index(order[key], " " a " ")
	y = index(order[key], " " b " ")
	if (x != y) return x && y ? x - y : x ? -1 : 1
	if (a ~ /^[0-9]+$/ && b ~ /^[0-9]+$/) return a - b
	return a < b ? -1 : 1
}
function compare_groups(a, b,   x, y, i, d) {
	split(a, x, SUBSEP)
	split(b, y, SUBSEP)
	for (i = 1; i <= n_keys; i++) {
		d = compare(keys[i], x[i], y[i])
		if (d) return d
	}
	return 0
}
function sort_groups(   i, j, g) {
	for (i = 2; i <= n_groups; i++) {
		g = group[i]
		for (j = i; j > 1 && compare_groups(g, group[j - 1]) < 0; j--)
			group[j] = group[j - 1]
		group[j] = g
	}
	for (i = 2; i <= n_series; i++) {
		g = member[i]
		for (j = i; j > 1 && compare(series, g, member[j - 1]) < 0; j--)
			member[j] = member[j - 1]
		member[j] = g
	}
}
# What tells groups apart; the driver always, unless it is the only thing that
# could be said and others say more.
function label(g, separator,   part, i, s) {
	split(g, part, SUBSEP)
	s = part[1]
	for (i = 2; i <= n_keys; i++)
		if (n_values[keys[i]] > 1 && part[i] != "")
			s = join(s, separator, reading(keys[i], part[i]))
	return s
}
# What all groups have in common.
function constants(   i, s, v) {
	if (n_values["mode"] == 1) s = last_value["mode"] " mode"
	for (i = 3; i <= n_keys; i++) {
		if (n_values[keys[i]] != 1 || keys[i] == "contender") continue
		v = last_value[keys[i]]
		if (keys[i] == "direction" && v == "-") continue
		s = join(s, ", ", reading(keys[i], v))
	}
	return s
}
# Which metrics a program has use for, and where gnuplot finds the colours.
function put_series(   i) {
	printf "array series_name[%d]\narray series_colour[%d]\n", \
		n_series, n_series
	for (i = 1; i <= n_series; i++) {
		printf "series_name[%d] = \"%s\"\n", i, \
			series_reading(member[i])
		printf "series_colour[%d] = %s\n", i, series == "direction" ? \
			"\"" member[i] "\"" : "\"" (i - 1) % 8 + 1 "\""
	}
	printf "n_series = %d\n", n_series
}
function series_reading(v) {
	if (series == "contender" && v == "head" && n_series == 1)
		return "vmnet-helper"
	return v == "" ? "unknown" : reading(series, v)
}
function sample_time(   t) {
	t = known("time")
	return t == "" ? "" : " of " t (t ~ /^[0-9.]+( to [0-9.]+)?$/ ? " s" : "")
}
function accelerator(   a) {
	if (!(("driver", "qemu") in value_seen)) return ""
	if (known("os") == "Darwin") return ""
	if (known("qemu_accel_fallback") != "") return "qemu: KVM, later TCG"
	a = tolower(known("qemu_accel"))
	if (a == "tcg") return "qemu: TCG (the guest CPU is emulated)"
	if (a == "kvm") return "qemu: KVM"
	return "qemu: accelerator " (a == "" ? "not recorded" : a)
}
# The title, and below it the machine and when it was.
function surroundings(n_text,   s, kernel, when, what) {
	what = n_values["contender"] == 1 ? last_value["contender"] : ""
	if (what == "head") what = "vmnet-helper"
	if (what == "vmnet-helper") what = join(what, " ", known("helper_version"))
	if ("PLOT_TITLE" in ENVIRON) s = clean(ENVIRON["PLOT_TITLE"])
	else s = what == "" ? heading : heading " of " what
	text("heading", s)
	s = known("cores")
	if (s != "") s = s (s == 1 ? " core" : " cores")
	s = join(join(known("cpu"), ", ", s), ", ", known("memory"))
	if (s == "" && known("tree") != "") s = "results " known("tree")
	text("machine", s == "" ? "machine not recorded" : s)
	kernel = known("kernel")
	sub(/ .*/, "", kernel)
	s = join(known("os"), ", ", kernel == "" ? "" : "kernel " kernel)
	when = known("date")
	if (when ~ /^[0-9-]*T[0-9:]*Z$/)
		when = substr(when, 1, 10) " " substr(when, 12, 5) " UTC"
	text("system", join(join(s, ", ", when), ", ", n_text))
}
# Numbers of the summary that all charts of it say something of.
function note_n(n, failures) {
	n_failed += failures
	n_all += n + failures
	n_max = max(n_max, n)
	if (n > 0 && (n_min == "" || n + 0 < n_min)) n_min = n + 0
}
function n_text() {
	if (n_max == 0) return "n = 0"
	return n_min == n_max ? "n = " n_max : "n = " n_min " to " n_max
}
function whiskers() {
	if (n_max < 2) return ""
	if (n_min >= 6) return "; whiskers: 95 % interval of the centre"
	if (n_max < 6) return "; whiskers: least to most"
	return "; whiskers: 95 % interval of the centre, least to most where n < 6"
}
# Bars, or whatever the mark of a median is.
function captions(mark,   s) {
	text("caption1", (n_max == 0 ? "No measurement was completed" : \
		n_max == 1 ? mark ": one measurement" sample_time() : \
		mark ": median of n measurements" sample_time() whiskers()) ".")
	s = join(join(accelerator(), "; ", constants()), "; ", remark)
	s = join(s, "; ", \
		n_failed ? n_failed " of " n_all " failed: not in the chart" : "")
	text("caption2", s)
}
