# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# bars.gp - one bar per group and series, with its spread
#
# Loaded by the charts of that kind, which set data, out, format and y_label.

load data.".gp"
load "style.gp"

set lmargin at screen left(104)
set rmargin at screen right(30)
set tmargin at screen top(122)
set bmargin at screen bottom(62 + 23 * label_lines)
set key at screen 0.5,top(96) center center horizontal Left reverse \
	samplen 1.5 width 2
set ylabel y_label
set xrange [x_min:x_max]
set yrange [0:y_max]
set xtics scale 0
set boxwidth bar_width

# Blocks of the data: one of bars per series, then one of notes.  Whiskers
# are arrows with flat heads: error bars leave a hole where their point is.
plot for [i = 1:n_series] data index i - 1 \
		using 1:2 with boxes \
		linecolor rgb colour(series_colour[i]) \
		title series_name[i], \
	for [i = 1:n_series] data index i - 1 \
		using 1:3:(0):($4 - $3) with vectors heads \
		size graph 0.006,90 fixed linecolor rgb ink linewidth 1.2 notitle, \
	data index n_series \
		using 1:2:3 with labels \
		offset 0,0.6 font type(9) textcolor rgb ink notitle
