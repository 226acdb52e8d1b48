# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# truth.gp - what gates have found, beside what is true
#
# gnuplot -c truth.gp DATA OUT FORMAT, in this folder; see render.sh for DATA.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

verdict = "#0072B2 #D55E00 #999999" # right, wrong, cannot be told

set multiplot
set tmargin at screen top(116)
set bmargin at screen bottom(104)
set logscale x
set xrange [x_min:x_max]
set yrange [-0.6:rows - 0.4]
set xtics scale 0.5 font small
set xtics ("0.5" 0.5, "0.6" 0.6, "0.7" 0.7, "0.8" 0.8, \
	"0.9" 0.9, "1" 1, "1.1" 1.1, "1.2" 1.2, "1.4" 1.4, "1.6" 1.6, "2" 2)
set ytics scale 0 font small
set border 1
unset key
set grid xtics linetype 1 linecolor rgb pale linewidth 1
set grid noytics

# Blocks of the data, two per panel: the gates, then the truth.
do for [panel = 1:2] {
	set lmargin at screen left(panel == 1 ? 290 : 720)
	set rmargin at screen left(panel == 1 ? 670 : 1070)
	if (panel == 1) {
		eval sprintf("set ytics (%s)", row_labels)
	} else {
		set ytics ("" 0)
	}
	set title (panel == 1 ? "Throughput" : "CPU time per bit") \
		offset 0,-0.5 font type(11) textcolor rgb ink
	set xlabel (panel == 1 ? "Ratio (higher is better)" : \
		"Ratio (lower is better)") font type(10) offset 0,0.3
	plot data index 2 * panel - 1 using 1:2:(0):3 with vectors nohead \
			linecolor rgb ink linewidth 1.5, \
		for [kind = 1:3] data index 2 * panel - 2 \
			using ($3 == kind ? $1 : NaN):2 with points \
			pointtype 7 pointsize 0.6 \
			linecolor rgb word(verdict, kind)
	unset label
}
unset multiplot
