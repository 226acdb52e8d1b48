# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# stats-throughput.gp - throughput and lost frames of two logs
#
# gnuplot -c stats-throughput.gp DATA OUT FORMAT, in this folder; see stats.sh
# for DATA.

data = ARG1
out = ARG2
format = ARG3
load "panels.gp"
call "panel-lines.gp" "host to VM" "Throughput [Gbit/s]\n(higher is better)" "" 3
call "panel-lines.gp" "VM to host" "" "" 4
call "panel-bars.gp" "host to VM" "Dropped frames per second\n(lower is better)" \
	"Seconds" 5
call "panel-bars.gp" "VM to host" "" "Seconds" 6
unset multiplot
