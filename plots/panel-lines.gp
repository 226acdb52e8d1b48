# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# panel-lines.gp - one panel of lines; see panels.gp for the arguments

set title ARG1 offset 0,-0.5 font type(10) textcolor rgb ink
set ylabel ARG2 font type(10)
set xlabel ARG3 font type(10)
column = int(ARG4)
set yrange [0:(y_max[column] > 0 ? 1.1 * y_max[column] : 1)]
if (y_max[column] < 0) {
	set label 1 "no data" at graph 0.5,0.5 center \
		font type(9) textcolor rgb faint
}
# From the middle of one sample to the middle of the next.
plot data index 0 using ($1 - $2 / 2):column with linespoints \
		pointtype 7 pointsize 0.4 linewidth 2 \
		linecolor rgb before title "before", \
	data index 1 using ($1 - $2 / 2):column with linespoints \
		pointtype 7 pointsize 0.4 linewidth 2 \
		linecolor rgb after title "after"
unset label # the texts of the chart as well: once is enough
set key off
