# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# panels.gp - four panels over time that compare two logs
#
# Loaded by the charts of that kind, which set data, out and format; see
# stats.sh for the data.  They draw two rows of two panels by calling
# panel-lines.gp or panel-bars.gp TITLE Y_LABEL X_LABEL COLUMN.

load data.".gp"
load "style.gp"

before = "#56B4E9"
after = "#D55E00"

set multiplot layout 2,2 \
	margins left(102),right(24),bottom(106),top(132) \
	spacing left(98),bottom(84)
set xrange [0:x_max]
set xtics scale 0.5 font small
set ytics font small
set key at screen 0.5,top(96) center center horizontal Left reverse \
	samplen 2 width 2
