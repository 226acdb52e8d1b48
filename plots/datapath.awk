# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# datapath.awk - data of the chart of the data path from summary.csv
#
# Used by render.sh after cells.awk.  Blocks of the data, for gnuplot's
# index, are numbered as they are written; datapath.gp counts the same way:
#   throughput, then CPU time, by size: for each direction, for each contender
#   iperf3: for each direction
#   round trips: for each load

function add_name(list, name) {
	return index(" " list " ", " " name " ") ? list : join(list, " ", name)
}
function at(mode, metric, direction, proto, driver, size) {
	return mode SUBSEP metric SUBSEP direction SUBSEP proto SUBSEP driver \
		SUBSEP size
}
field("streams") == 1 && field("vms") == 1 && field("n") > 0 {
	k = at(field("mode"), field("metric"), field("direction"),
		field("proto"), field("driver"), field("size"))
	median[k] = field("median")
	lo[k] = field("lo")
	hi[k] = field("hi")
	if (field("mode") != "pump" && field("mode") != "iperf") next
	rows++
	n_max = max(n_max, field("n"))
	if (n_min == "" || field("n") + 0 < n_min) n_min = field("n") + 0
	seen[field("mode"), field("driver")]
	if (!(field("size") in size_seen)) {
		size_seen[field("size")]
		sizes[++n_sizes] = field("size") + 0
	}
}
# The order of a chart: those that were measured, in the order of this list.
function present(mode, list,   i, n, name, s) {
	n = split(list, name, " ")
	for (i = 1; i <= n; i++)
		if ((mode, name[i]) in seen) s = add_name(s, name[i])
	return s
}
# Whether a panel has anything to show; gnuplot warns of one that has not.
function note(panel) { filled[panel] = 1 }
function end_block() { printf "\n\n" >data }
function put_by_size(metric, scale,   d, i, n, name, s, k, put) {
	n = split(pump, name, " ")
	for (d = 1; d <= 2; d++)
		for (i = 1; i <= n; i++) {
			put = 0
			for (s = 1; s <= n_sizes; s++) {
				k = at("pump", metric, way[d], "tcp", name[i],
					sizes[s])
				if (!(k in median)) continue
				print sizes[s], median[k] * scale,
					lo[k] * scale, hi[k] * scale >data
				put = 1
				note(metric == "throughput" ? d : 2 + d)
			}
			if (!put) print "NaN NaN NaN NaN" >data
			end_block()
		}
}
function put_iperf(   d, i, n, name, k) {
	n = split(iperf, name, " ")
	for (d = 1; d <= 2; d++) {
		for (i = 1; i <= n; i++) {
			k = at("iperf", "throughput", way[d], "tcp", name[i],
				131072)
			if (k in median) {
				print i - 1, median[k] / 1e9, lo[k] / 1e9,
					hi[k] / 1e9, digits(median[k] / 1e9) >data
				note(5)
			}
		}
		print "NaN NaN NaN NaN -" >data
		end_block()
	}
}
function put_pings(   d, i, n, name, s, k) {
	n = split(trips, name, " ")
	for (d = 1; d <= 3; d++) {
		for (i = 1; i <= n; i++)
			for (s = 1; s <= n_sizes; s++) {
				k = at("pump", "rtt_p50", load[d], "rr",
					name[i], sizes[s])
				if (!(k in median)) continue
				v = at("pump", "rtt_p99", load[d], "rr",
					name[i], sizes[s])
				print i - 1, median[k] * 1e6,
					median[v] * 1e6 >data
				note(6)
			}
		print "NaN NaN NaN" >data
		end_block()
	}
}
function tics(name, list,   i, n, part, s, tic) {
	n = split(list, part, " ")
	for (i = 1; i <= n; i++) {
		tic = part[i]
		sub(/-/, "-\\n", tic)
		s = s (i > 1 ? ", " : "") "\"" tic "\" " i - 1
	}
	printf "%s = \"set xtics (%s)\"\n", name, quoted(s)
}
function quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return s
}
END {
	if (!rows) exit 3
	way[1] = "vm-to-host"
	way[2] = "host-to-vm"
	load[1] = "-"
	load[2] = way[1]
	load[3] = way[2]
	sort_numbers(sizes, n_sizes)
	trips = present("pump", "naive batched ours ours-stream naive-large " \
		"ours-large ours-bare")
	pump = join(trips, " ", present("pump", "socket socket-stream"))
	iperf = present("iperf", "naive batched-both batched ours " \
		"ours-stream naive-large ours-large ours-bare " \
		"bridge-cut bridge veth")
	put_by_size("throughput", 1e-9)
	put_by_size("cpu_per_frame", 1e9)
	put_iperf()
	put_pings()
	note_value("contender", "vmnet-helper")
	surroundings(n_min == n_max ? "n = " n_max : \
		"n = " n_min " to " n_max)
	text("caption1", "Medians of n rounds; whiskers: " \
		(n_min >= 6 ? "95 % interval of the centre" : \
		"95 % interval of the centre from n = 6, else least to most") \
		". Frames look like one TCP flow; CPU time is that of the contender.")
	text("caption2", "64294 B frames need a guest with offload; socket: " \
		"sender and receiver with nothing between, the most there can be.")
	print "array filled[6]"
	for (i = 1; i <= 6; i++) printf "filled[%d] = %d\n", i, filled[i]
	text("pump", pump)
	text("iperf", iperf)
	text("trips", trips)
	tics("iperf_tics", iperf)
	tics("trip_tics", trips)
	print "width = 1200\nheight = 1360"
}
