# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# ratio.gp - how many times as much of one as of the other, cell by cell
#
# gnuplot -c ratio.gp DATA OUT FORMAT, in this folder; see render.sh for DATA.
# A forest plot: a point for the ratio of a cell, a line for its interval.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

verdict = "#0072B2 #D55E00 #777777" # better, worse, cannot be told

set multiplot
set lmargin at screen left(margin)
set rmargin at screen right(96)
set logscale x
set xrange [x_min:x_max]
eval sprintf("set xtics (%s)", x_tics)
set xtics scale 0.5 font small
set ytics scale 0 font small
set border 1
unset key
set grid xtics linetype 1 linecolor rgb pale linewidth 1
set grid noytics
set arrow 1 from 1, graph 0 to 1, graph 1 nohead back \
	linecolor rgb ink dashtype 2 linewidth 1.2

bottom_edge = height - 84
do for [panel = 1:2] {
	if (rows[panel] > 0) {
		top_edge = height - bottom_edge
		tall = 26 * rows[panel]
		set tmargin at screen top(top_edge + 24)
		set bmargin at screen top(top_edge + 24 + tall)
		bottom_edge = bottom_edge - 96 - tall
		set yrange [-0.6:rows[panel] - 0.4]
		eval sprintf("set ytics (%s)", row_labels[panel])
		set title (panel == 1 ? "Throughput" : \
			"CPU time per bit") \
			offset 0,-0.5 font type(11) textcolor rgb ink
		set xlabel (panel == 1 ? "Ratio (higher is better)" : \
			"Ratio (lower is better)") font type(10) offset 0,0.3
		plot data index panel - 1 using 3:2:($4 - $3):(0) \
				with vectors heads size graph 0.004,90 fixed \
				linecolor rgb ink linewidth 1.2, \
			for [kind = 1:3] data index panel - 1 \
				using ($5 == kind ? $1 : NaN):2 with points \
				pointtype 7 pointsize 1.1 \
				linecolor rgb word(verdict, kind), \
			data index panel - 1 using (x_max):2:6 with labels \
				left offset 1,0 font type(9) textcolor rgb ink
		unset label
	}
}
unset multiplot
