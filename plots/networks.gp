# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# networks.gp - throughput of several networks, side by side
#
# gnuplot -c networks.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.

data = ARG1
out = ARG2
format = ARG3
y_label = "Throughput [Gbit/s]\n(higher is better)"
load "bars.gp"
