# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# efficiency.gp - CPU time of the helpers per Gbit, by driver and direction
#
# gnuplot -c efficiency.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.

data = ARG1
out = ARG2
format = ARG3
y_label = "Helper CPU time [s/Gbit]\n(lower is better)"
load "bars.gp"
