# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# intervals.gp - throughput over the time of each measurement
#
# gnuplot -c intervals.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.  One row of panels per driver and mode, one column per direction.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

columns = n_series
set multiplot layout rows,columns \
	margins left(100),right(30),bottom(122),top(112 + title_height) \
	spacing left(64),bottom(66 + title_height)
set xrange [0:x_max]
set xtics scale 0.5 font small
set ytics font small
set style rectangle fillcolor rgb shade fillstyle solid noborder
if (warm_up > 0) {
	set object 1 rectangle from 0, graph 0 to warm_up, graph 1 behind
}

# Blocks of the data, two per panel: the measurements, then their median.
do for [row = 1:rows] {
	do for [column = 1:columns] {
		panel = (row - 1) * columns + column - 1
		set title sprintf(title_height ? "%s\n%s" : "%s, %s", \
			row_names[row], series_name[column]) \
			offset 0,-0.5 font type(10) textcolor rgb ink
		set yrange [0:y_max[row]]
		set ylabel (column == 1 ? "Gbit/s\n(higher is better)" : "")
		set xlabel (row == rows ? "Seconds since the start" : "")
		if (int(word(counts, panel + 1)) == 0) {
			set label 1 "no data" at graph 0.5,0.5 center \
				font type(9) textcolor rgb faint
		}
		plot data index 2 * panel using 1:2 with linespoints \
				pointtype 7 pointsize point_size \
				linecolor rgb colour(series_colour[column]) \
				linewidth 1 notitle, \
			data index 2 * panel + 1 using 1:2 with linespoints \
				pointtype 7 pointsize 1.5 * point_size \
				linecolor rgb ink linewidth 2.5 notitle
		unset label
	}
}
unset multiplot
