# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# offload.gp - throughput of guests without and with offload, side by side
#
# gnuplot -c offload.gp DATA OUT FORMAT, in this folder; see render.sh for
# DATA.

data = ARG1
out = ARG2
format = ARG3
y_label = "Throughput [Gbit/s]\n(higher is better)"
load "bars.gp"
