# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# curves.gp - throughput and CPU time against frame size or number of VMs
#
# gnuplot -c curves.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.  A column of panels per direction, a row per metric; a line per group.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

set multiplot layout rows,n_series \
	margins left(104),right(30),bottom(106 + 22 * n_lines),top(112) \
	spacing left(64),bottom(56)
set logscale x 2
set xrange [x_min:x_max]
eval x_tics
set xtics scale 0.5 font small
set ytics font small
key_bottom = bottom(46 + 22 * n_lines)

# Blocks of the data: for each metric, each series, each line.
do for [row = 1:rows] {
	do for [column = 1:n_series] {
		first = ((row - 1) * n_series + column - 1) * n_lines
		set title series_name[column] \
			offset 0,-0.5 font type(10) textcolor rgb ink
		set yrange [0:y_max[row]]
		set ylabel (column > 1 ? "" : row == 1 ? \
			"Throughput [Gbit/s]\n(higher is better)" : \
			"Helper CPU time [s/Gbit]\n(lower is better)")
		set xlabel (row == rows ? x_label : "")
		if (row == 1 && column == 1) {
			set key at screen 0.5,key_bottom top center \
				vertical maxrows n_lines Left reverse samplen 2 width 2
		} else {
			set key off
		}
		plot for [i = 1:n_lines] data index first + i - 1 \
				using 1:3:(0):($4 - $3) with vectors heads \
				size graph 0.012,90 fixed \
				linecolor rgb colour(sprintf("%d", (i - 1) % 8 + 1)) \
				linewidth 1.2 notitle, \
			for [i = 1:n_lines] data index first + i - 1 \
				using 1:2 with linespoints \
				pointtype 4 + i pointsize 0.7 linewidth 2 \
				linecolor rgb colour(sprintf("%d", (i - 1) % 8 + 1)) \
				title line_name[i]
		unset label
	}
}
unset multiplot
