# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# panel-bars.gp - one panel of bars; see panels.gp for the arguments

set title ARG1 offset 0,-0.5 font type(10) textcolor rgb ink
set ylabel ARG2 font type(10)
set xlabel ARG3 font type(10)
column = int(ARG4)
set yrange [0:(y_max[column] > 0 ? 1.1 * y_max[column] : 1)]
if (y_max[column] == 0) {
	set label 1 "none" at graph 0.5,0.5 center \
		font type(9) textcolor rgb faint
}
# Side by side in the time of the sample, with a gap to the next.
plot data index 0 using ($1 - 0.7 * $2):column:(0.4 * $2) with boxes \
		linecolor rgb before title "before", \
	data index 1 using ($1 - 0.3 * $2):column:(0.4 * $2) with boxes \
		linecolor rgb after title "after"
unset label
set key off
