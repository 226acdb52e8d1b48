# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# latency.gp - distribution of the time of round trips
#
# gnuplot -c latency.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.  The y axis is in nines, so that the tail has room.

data = ARG1
out = ARG2
format = ARG3
load data.".gp"
load "style.gp"

set lmargin at screen left(104)
set rmargin at screen right(30)
set tmargin at screen top(94)
set bmargin at screen bottom(124 + 19 * n_lines)
set key at screen 0.5,bottom(62 + 19 * n_lines) top center \
	vertical maxrows n_lines Left reverse samplen 2 width 2
set xlabel "Round trip [µs] (lower is better)"
set ylabel "Share of round trips that are faster"
set logscale x
set xrange [x_min:x_max]
set yrange [0:y_max]
set ytics ("0 %%" 0, "50 %%" 0.30103, "90 %%" 1, "99 %%" 2, "99.9 %%" 3, \
	"99.99 %%" 4, "99.999 %%" 5)
set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1
plot for [i = 1:n_lines] data index i - 1 using 1:2 with linespoints \
	pointtype 4 + line_dash[i] * 3 pointsize 0.8 linewidth 2 \
	dashtype line_dash[i] \
	linecolor rgb colour(line_colour[i]) title line_name[i]
