#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# render.sh - draw the charts of a benchmark run
#
# Reads the tables of RUNDIR and writes the charts for which they have data,
# each as .png and .svg.  awk turns the tables into what gnuplot can draw: for
# each chart a data file, and a script file of the same name with .gp that
# holds the texts and the sizes.  A chart that has to be there is left out with
# a line that says so.

set -eu
script=render.sh
# shellcheck source=plots/common.sh
. "$(dirname "$0")/common.sh"
usage="usage: plots/render.sh [-c CONFIG] RUNDIR"

help() {
	cat <<-END
		$usage

		  -c CONFIG  draw the chart of this file, see plots/*.yaml; for each mode
		             one, RUNDIR/NAME-MODE
		  -h         print this text
	END
}

[ "${1-}" != --help ] || set -- -h
config=
while getopts :c:h option; do
	case $option in
	c) config=$OPTARG ;;
	h)
		help
		exit 0
		;;
	:) die "-$OPTARG: needs a value" ;;
	*) die "unknown option -$OPTARG; $usage" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || die "want one folder of a run; $usage"
run=$1
[ -f "$run/summary.csv" ] || [ -f "$run/gates.csv" ] ||
	die "$run/summary.csv is missing: run vmnet-summary $run"

unset PLOT_TITLE
facts=/dev/null
[ ! -f "$run/run.csv" ] || facts=$run/run.csv

# make NAME PROGRAM TABLE HEADING [VARIABLE=VALUE]... - data of a chart; false
# when the table has none of it
make() {
	name=$1 program=$2 table=$3 heading=$4
	shift 4
	for assignment; do
		set -- "$@" -v "$assignment"
		shift
	done
	status=0
	awk -v data="$temp/$name" -v heading="$heading" -v series=direction "$@" \
		"$awk_texts$(cat "$plots/cells.awk" "$plots/$program.awk")" \
		kind=run "$facts" kind=table "$run/$table" >"$temp/$name.gp" ||
		status=$?
	case $status in
	0 | 3 | 4) ;;
	*) die "cannot read $run/$table" ;;
	esac
	return "$status"
}

# draw SCRIPT PROGRAM TABLE HEADING [VARIABLE=VALUE]... - a chart by SCRIPT.gp,
# or one for each mode where one would be too wide; false without data
draw() {
	script_file=$1
	[ -f "$run/$3" ] || return 1
	if make "$@"; then
		paint "$1.gp" "$temp/$1" "$run/$1"
		return
	fi
	[ "$status" -eq 4 ] || return 1
	shift
	for mode in shared host bridged; do
		! make "$script_file-$mode" "$@" want_mode=$mode ||
			paint "$script_file.gp" "$temp/$script_file-$mode" \
				"$run/$script_file-$mode"
	done
}

# must_draw as draw - a chart that every run should have
must_draw() {
	if [ ! -f "$run/$3" ]; then
		echo "$1: no chart, $3 is missing"
	else
		draw "$@" || echo "$1: no chart, $3 has no rows for it"
	fi
}

# may_draw as draw - a chart that only some runs have
may_draw() {
	draw "$@" || :
}

# draw_curve NAME KEY - throughput and CPU time against a key
draw_curve() {
	! make "$1" curves summary.csv "Throughput and CPU time" axis="$2" ||
		paint curves.gp "$temp/$1" "$run/$1"
}

# setting NAME - of the configuration
setting() {
	sed -n "s/^$1=//p" "$temp/config"
}

draw_config() {
	reader=${BUILD:-$plots/../build}/vmnet-plot
	[ -x "$reader" ] || die "$reader is missing: make"
	# Its own message says what is wrong with the file.
	"$reader" "$config" >"$temp/config" || exit 1
	# By the environment: awk would read backslashes in -v.
	PLOT_TITLE=$(setting title)
	export PLOT_TITLE
	drawn=0
	for mode in $(setting operation-modes); do
		chart=$(setting name)-$mode
		if make "$chart" bars summary.csv Throughput \
			metric=throughput scale=1e-9 \
			want_mode="$mode" \
			want_driver="$(setting drivers)" \
			want_contender="$(setting networks)" \
			want_vms="$(setting vms)" \
			want_direction="$(setting tests)"; then
			paint throughput.gp "$temp/$chart" "$run/$chart"
			drawn=$((drawn + 1))
		else
			echo "$chart: no chart, summary.csv has no rows for it"
		fi
	done
	[ $drawn -gt 0 ] || die "$config: nothing of it was measured in $run"
}

if [ -n "$config" ]; then
	draw_config
	exit
fi

# Gates whose answer is known, see perf/gate_truth.sh.
if [ -f "$run/gates.csv" ]; then
	must_draw truth truth gates.csv Gates
	exit
fi

# Runs of vmnet-datapath have measurements of their own.
if grep -Eq "^[^,]*,(pump|iperf|offload)," "$run/summary.csv" 2>/dev/null; then
	must_draw datapath datapath summary.csv "Data path"
	exit
fi
must_draw throughput bars summary.csv Throughput metric=throughput scale=1e-9
must_draw efficiency bars summary.csv "CPU time per Gbit" \
	metric=cpu_per_bit scale=1e9
must_draw intervals intervals intervals.csv "Throughput over time"
may_draw networks bars summary.csv Throughput \
	metric=throughput scale=1e-9 series=contender least_series=2
may_draw offload bars summary.csv "Throughput without and with offload" \
	metric=throughput scale=1e-9 series=offload least_series=2
if [ -f "$run/gate.csv" ]; then
	may_draw ratio ratio gate.csv Ratios
else
	may_draw ratio ratio ratio.csv Ratios
fi
may_draw latency latency summary.csv "Latency"
draw_curve sizes size
draw_curve mtus mtu
draw_curve scale vms
draw_curve streams streams
