# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# stats-efficiency.gp - what two logs say of the work for each frame
#
# gnuplot -c stats-efficiency.gp DATA OUT FORMAT, in this folder; see stats.sh
# for DATA.  Helpers that do not log their CPU time show their calls instead.

data = ARG1
out = ARG2
format = ARG3
load "panels.gp"
call "panel-lines.gp" "host to VM" "Frames per system call\n(higher is better)" "" 7
call "panel-lines.gp" "VM to host" "" "" 8
if (has_cpu) {
	call "panel-lines.gp" "CPU time of the helper, both directions" \
		"CPU time [s/Gbit]\n(lower is better)" "Seconds" 9
} else {
	call "panel-lines.gp" "fast calls, both directions" \
		"Calls per second" "Seconds" 10
}
call "panel-bars.gp" "slow calls, both directions" \
	"Calls per second\n(lower is better)" "Seconds" 11
unset multiplot
