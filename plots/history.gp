# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# history.gp - one metric of past runs, a panel for each cell
#
# gnuplot -c history.gp DATA OUT FORMAT, in this folder; see history.sh for DATA.
# Three blocks of data for each panel: runs, levels with their bands, changes.  A
# band starts anew at each change: one that moves along would balloon after it.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

dot = "#0072B2"
alarm = "#D55E00"

set multiplot layout panels,1 \
	margins left(110),right(30),bottom(104),top(106) \
	spacing 0,bottom(62)
set xrange [0.5:x_max + 0.5]
set xtics scale 0.5 font small
set ytics font small
set key off
set style fill solid 1.0 noborder
do for [i = 1:panels] {
	set title titles[i] offset 0,-0.6 font type(10) textcolor rgb ink
	set ylabel i == (panels + 1) / 2 ? y_label : "" font type(10)
	if (i == panels) { set xlabel "Run, the oldest first" font type(10) }
	set yrange [0:y_max[i]]
	plot data index 3 * i - 2 using 1:3:4 with filledcurves \
			linecolor rgb shade, \
		data index 3 * i - 2 using 1:2 with lines \
			linecolor rgb pale linewidth 2, \
		data index 3 * i - 3 using 1:3:(0):($4 - $3) with vectors heads \
			size graph 0.004,90 fixed linecolor rgb faint, \
		data index 3 * i - 3 using 1:2 with points \
			pointtype 7 pointsize 0.5 linecolor rgb dot, \
		for [k = 1:changed[i]] data index 3 * i - 1 using 1:2 with points \
			pointtype 6 pointsize 1.6 linewidth 1.5 \
			linecolor rgb alarm, \
		for [k = 1:changed[i]] data index 3 * i - 1 using 1:2 \
			with impulses linecolor rgb alarm linewidth 0.5, \
		for [k = 1:changed[i]] data index 3 * i - 1 \
			using 1:((0.07 + 0.1 * $3) * y_max[i]):4 with labels \
			font type(9) textcolor rgb alarm
	unset label # the texts of the chart as well: once is enough
}
unset multiplot
