# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# datapath.gp - what the data path costs, by contender
#
# gnuplot -c datapath.gp DATA OUT FORMAT, in this folder; see datapath.awk for
# DATA.  Rows of panels: throughput and CPU time by size of the frames, both
# with a column per direction; then iperf3 and round trips.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"
tiny = type(9) # as small
least = type(7)

# A contender has its colour in every panel: ours are strong, others pale.
contender(name) = \
	name eq "ours" ? "#0072B2" : \
	name eq "ours-stream" ? "#009E73" : \
	name eq "ours-large" ? "#CC79A7" : \
	name eq "ours-bare" ? "#882255" : \
	name eq "naive" ? "#E69F00" : \
	name eq "naive-large" ? "#D55E00" : \
	name eq "batched" ? "#56B4E9" : \
	name eq "socket" ? "#999999" : "#555555"
dashes(name) = name[1:6] eq "socket" ? 2 : 1

n = words(pump)
n_trips = words(trips) # the first of those: not the sockets alone
ways = "vm-to-host host-to-vm"
title_of(d) = d == 1 ? "VM to host" : "host to VM"

# An empty panel, which gnuplot would warn of.
nothing = "set label 1 'no data' at graph 0.5,0.5 center textcolor rgb faint; \
	unset logscale; plot [0:1] [0:1] -1 notitle; unset label 1"
nothing_below = "unset xtics; ".nothing

set multiplot layout 3,2 \
	margins left(104),right(30),bottom(112),top(160) \
	spacing left(110),bottom(92)
set ytics font small

# The legend of both upper rows, above them.
set key at screen 0.5,top(100) center center horizontal maxrows 2 Left reverse \
	samplen 2 width 1 font small

set grid ytics xtics linetype 1 linecolor rgb pale linewidth 1
set xtics ("64" 64, "128" 128, "256" 256, "512" 512, "" 1024, \
	"1514" 1514, "" 4096, "" 16384, "64294" 64294) font small
set xlabel "Bytes of a frame" offset 0,0.3

do for [d = 1:2] {
	set logscale xy
	set xrange [50:90000]
	set yrange [*:*]
	set title "Throughput, ".title_of(d) offset 0,-0.6 \
		font type(11) textcolor rgb ink
	set ylabel (d == 1 ? "Gbit/s (more is better)" : "")
	if (filled[d]) {
		plot for [i = 1:n] data index (d - 1) * n + i - 1 \
			using 1:2:3:4 with yerrorlines \
			linecolor rgb contender(word(pump, i)) \
			dashtype dashes(word(pump, i)) linewidth 2 \
			pointtype 7 pointsize 0.6 \
			title (d == 1 ? word(pump, i) : "")
	} else {
		eval nothing
	}
	set key off
}
do for [d = 1:2] {
	set logscale xy
	set xrange [50:90000]
	set yrange [*:*]
	set title "CPU time of the contender, ".title_of(d)
	set ylabel (d == 1 ? "ns a frame (less is better)" : "")
	if (filled[2 + d]) {
		plot for [i = 1:n_trips] data index 2 * n + (d - 1) * n + i - 1 \
			using 1:2:3:4 with yerrorlines \
			linecolor rgb contender(word(pump, i)) linewidth 2 \
			pointtype 7 pointsize 0.6
	} else {
		eval nothing
	}
}

unset logscale
set grid noxtics ytics
set xtics scale 0
unset xlabel
set key at graph 0.02,0.97 left top vertical Left reverse samplen 1 \
	font tiny
set boxwidth 0.36
set xrange [-0.6:words(iperf) - 0.4]
set yrange [0:*]
set title "iperf3, one TCP connection"
set ylabel "Gbit/s (more is better)"
eval iperf_tics
set xtics font least
base = 4 * n
if (filled[5]) {
	plot for [d = 1:2] data index base + d - 1 \
		using ($1 + (d - 1.5) * 0.4):2 with boxes \
		linecolor rgb colour(word(ways, d)) title title_of(d), \
	for [d = 1:2] data index base + d - 1 \
		using ($1 + (d - 1.5) * 0.4):3:(0):($4 - $3) \
		with vectors heads size graph 0.005,90 fixed \
		linecolor rgb ink linewidth 1 notitle
} else {
	eval nothing_below
}

base = base + 2
set xrange [-0.6:n_trips - 0.4]
set logscale y
set yrange [10:100000] # the key is above the slowest
set boxwidth 0.25
set title "Round trip of a small frame"
set ylabel "microseconds (less is better)"
eval trip_tics
set xtics font tiny
load_name(d) = d == 1 ? "idle" : "beside a flow, ".title_of(d - 1)
load_colour(d) = d == 1 ? "#999999" : colour(word(ways, d - 1))
if (filled[6]) {
	plot for [d = 1:3] data index base + d - 1 \
		using ($1 + (d - 2) * 0.28):2 with boxes \
		linecolor rgb load_colour(d) title load_name(d), \
	for [d = 1:3] data index base + d - 1 \
		using ($1 + (d - 2) * 0.28):3 with points pointtype 2 \
		pointsize 0.8 linecolor rgb ink \
		title (d == 3 ? "99th percentile" : "")
} else {
	eval nothing_below
}
unset multiplot
