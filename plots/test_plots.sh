#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# test_plots.sh - the charts of made-up runs have what a reader needs
#
# The numbers come from the awk program below and mean nothing.

set -eu

command -v gnuplot >/dev/null || {
	echo "gnuplot is missing"
	exit 77
}

plots=$(cd "$(dirname "$0")" && pwd)
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
	printf 'FAIL: %s: %s\n' "$run" "$1"
	exit 1
}

# make_run NAME DRIVERS MODES N - tables of a run with N rounds
make_run() {
	run=$1
	mkdir "$temp/$run"
	awk -v dir="$temp/$run" -v drivers="$2" -v modes="$3" -v n="$4" '
	BEGIN {
		summary = dir "/summary.csv"
		intervals = dir "/intervals.csv"
		key = "driver,mode,direction,proto,streams,mtu,size,offload,vms"
		print key ",arm,metric,unit,better,n,failed,median,lo,hi," \
			"mad,min,max" >summary
		print "run_id," key ",arm,round,t,value,retransmits,omitted" \
			>intervals
		n_drivers = split(drivers, driver, " ")
		n_modes = split(modes, mode, " ")
		split("host-to-vm vm-to-host vm-to-vm", direction, " ")
		for (d = 1; d <= n_drivers; d++)
			for (m = 1; m <= n_modes; m++)
				for (i = 1; i <= 3; i++)
					cell(driver[d] "," mode[m] "," \
						direction[i] ",tcp,1,1500,9,off,2")
	}
	function cell(key,   r, t) {
		v++
		row(key, "throughput,bit/s,higher", v * 1e9)
		row(key, "cpu_per_bit,s/bit,lower", v / 1e9)
		for (r = 1; r <= n; r++)
			for (t = 1; t <= 3; t++)
				print "made-up," key ",head," r "," t "," \
					v * 1e9 + r * t * 1e7 ",0," (t == 1) \
					>intervals
	}
	function row(key, metric, v) {
		print key ",head," metric "," n "," (n ? 0 : 1) "," \
			(n ? v "," v * 0.9 "," v * 1.1 ",0," v "," v : ",,,,,") \
			>summary
	}' </dev/null
}

make_facts() {
	cat >"$temp/$run/run.csv" <<-'END'
		key,value
		cpu,Made-up_CPU @ 0 GHz
		cores,7
		kernel,0.0-made-up #1 SMP
		date,2000-01-02T03:04:05Z
		qemu_accel,tcg
		time,3
		helper_version,v0.0-made-up
	END
}

render() {
	"$plots/render.sh" "$temp/$run" >"$temp/out" 2>"$temp/err" ||
		fail "render.sh failed: $(cat "$temp/out" "$temp/err")"
	[ ! -s "$temp/err" ] || fail "warnings: $(cat "$temp/err")"
}

# Both files are there and are pictures with something in them.
have_chart() {
	[ "$(head -c 4 "$temp/$run/$1.png" | od -An -c | tr -d ' ')" = '211PNG' ] ||
		fail "$1.png is not PNG"
	[ "$(wc -c <"$temp/$run/$1.png")" -gt 5000 ] || fail "$1.png is empty"
	tail -c 20 "$temp/$run/$1.svg" | grep -q '</svg>' ||
		fail "$1.svg is not complete"
}

have_text() {
	chart=$1
	shift
	for text; do
		grep -qF -e "$text" "$temp/$run/$chart.svg" ||
			fail "$chart.svg does not say '$text'"
	done
}

facts_shown() {
	have_text "$1" 'Made-up_CPU @ 0 GHz' '7 cores' 'kernel 0.0-made-up,' \
		'2000-01-02 03:04 UTC' 'v0.0-made-up' 'qemu: TCG'
}

make_run full "netns qemu" "bridged host shared" 6
make_facts
render
for chart in throughput efficiency intervals; do
	have_chart $chart
	facts_shown $chart
	have_text "$chart" netns qemu shared host bridged 'n = 6' host-to-vm \
		vm-to-host vm-to-vm
done
have_text throughput '[Gbit/s]' '(higher is better)' '95 % interval'
have_text efficiency '[s/Gbit]' '(lower is better)' '95 % interval'
have_text intervals 'Gbit/s' '(higher is better)' 'Seconds since' 'warm-up'
have_text throughput 'guest without offload'
for chart in networks offload ratio latency sizes mtus scale streams; do
	[ ! -e "$temp/full/$chart.svg" ] || fail "$chart: a chart without data"
done

# Nothing is known but the numbers, and each only once.
make_run bare netns shared 1
render
for chart in throughput efficiency intervals; do
	have_chart $chart
	have_text "$chart" netns 'shared mode' 'n = 1' 'machine not recorded'
done

# Every measurement failed: a gap with a note, no chart of nothing.
make_run failed "netns qemu" shared 0
make_facts
render
have_chart throughput
have_text throughput failed '6 of 6 failed' 'No measurement was completed'
[ ! -e "$temp/$run/intervals.svg" ] || fail "a chart without data"
grep -q '^intervals: no chart' "$temp/out" || fail "says nothing of intervals"

# A part of the matrix, and a metric nobody measured.
make_run partial "netns qemu" shared 3
make_facts
grep -v -e '^qemu.*vm-to-vm' -e cpu_per_bit "$temp/$run/summary.csv" >"$temp/part"
mv "$temp/part" "$temp/$run/summary.csv"
rm "$temp/$run/intervals.csv"
render
have_chart throughput
[ ! -e "$temp/$run/efficiency.svg" ] || fail "a chart without data"

# Text of the tables is text, whatever is in it.
make_run hostile "netns" shared 2
make_facts
{
	# shellcheck disable=SC1003,SC2016
	printf 'cpu,"$(touch %s/a)`touch %s/b`\\' "$temp" "$temp"
	printf "'%%s%%n\n"
} >>"$temp/$run/run.csv"
sed "s,^netns,\`touch $temp/c\`," "$temp/$run/summary.csv" >"$temp/new"
mv "$temp/new" "$temp/$run/summary.csv"
render
have_chart throughput
for file in a b c; do
	[ ! -e "$temp/$file" ] || fail "ran a command found in a table"
done

# A run of vmnet-datapath: contenders in the place of drivers.
make_run datapath "naive ours" "pump iperf" 6
make_facts
sed "s/,tcp,1,1500,9,off,2/,tcp,1,1500,1514,off,1/; s/,cpu_per_bit,s.bit,/,cpu_per_frame,s\/frame,/" \
	"$temp/$run/summary.csv" >"$temp/new"
mv "$temp/new" "$temp/$run/summary.csv"
render
have_chart datapath
have_text datapath naive ours 'n = 6' 1514 'Made-up_CPU @ 0 GHz' \
	'Throughput, VM to host' 'CPU time of the contender, host to VM' \
	'iperf3, one TCP connection' 'Round trip of a small frame'
[ ! -e "$temp/$run/throughput.svg" ] || fail "a chart of drivers"

run=none
if "$plots/render.sh" "$temp/none" 2>"$temp/err"; then
	fail "took a folder that is not there"
fi
[ "$(wc -l <"$temp/err")" -eq 1 ] || fail "not one line: $(cat "$temp/err")"
if "$plots/render.sh" 2>"$temp/err"; then
	fail "took no folder"
fi
[ "$(wc -l <"$temp/err")" -eq 1 ] || fail "not one line: $(cat "$temp/err")"

# --- what only some runs have -------------------------------------------------

# make_rows NAME ROWS - a summary.csv of rows such as
# "driver mode direction size offload vms arm metric n median"
make_rows() {
	run=$1
	mkdir "$temp/$run"
	make_facts
	echo "$2" | awk '
	BEGIN {
		print "driver,mode,direction,proto,streams,mtu,size,offload,vms," \
			"arm,metric,unit,better,n,failed,median,lo,hi,mad,min,max"
	}
	NF { print $1 "," $2 "," $3 ",tcp,1,1500," $4 "," $5 "," $6 "," $7 "," \
		$8 ",unit,higher," $9 ",0," $10 "," $10 * 0.9 "," $10 * 1.1 \
		",0," $10 "," $10 }' >"$temp/$run/summary.csv"
}

# has_no_text CHART TEXT - what must not be in it
has_no_text() {
	! grep -qF -e "$2" "$temp/$run/$1.svg" || fail "$1.svg says '$2'"
}

no_chart() {
	for chart; do
		[ ! -e "$temp/$run/$chart.svg" ] || fail "$chart: without data"
	done
}

make_rows contenders "
qemu shared vm-to-vm 9 off 2 tap throughput 6 8e9
qemu shared vm-to-vm 9 off 2 passt throughput 6 4e9
qemu shared vm-to-vm 9 off 2 vmnet-helper throughput 6 7e9"
echo "driver,mode,direction,proto,streams,mtu,size,offload,vms,arm,base,metric,\
better,n,ratio,lo,hi
qemu,shared,vm-to-vm,tcp,1,1500,9,off,2,passt,tap,throughput,higher,6,0.5,0.4,0.6
qemu,shared,vm-to-vm,tcp,1,1500,9,off,2,vmnet-helper,tap,throughput,higher,6,0.875,0.8,0.9
qemu,shared,vm-to-vm,tcp,1,1500,9,off,2,vmnet-helper,tap,cpu_per_bit,lower,6,1.5,1.4,1.6
" >"$temp/$run/ratio.csv"
render
have_chart networks
have_text networks 'Throughput by network' tap passt vmnet-helper vm-to-vm 4.00
have_chart ratio
have_text ratio 'Compared with tap' passt 0.50x 0.88x 1.50x 'CPU time per bit' \
	'lower is better' 'n = 6 pairs' '95 % interval'
no_chart offload latency sizes scale

# The gate knows more than the intervals.
make_rows gate "netns shared vm-to-vm 9 off 2 head throughput 6 8e9"
echo "driver,mode,direction,proto,streams,mtu,size,offload,vms,metric,unit,\
better,n,failed_base,failed_head,base,head,ratio,lo,hi,p,p_holm,detectable,verdict
netns,shared,vm-to-vm,tcp,1,1500,9,off,2,throughput,bit/s,higher,6,0,0,1e9,9e8,\
0.9,0.8,0.95,0.01,0.02,0.05,REGRESSED" >"$temp/$run/gate.csv"
render
have_text ratio 'head compared with base' 'vm-to-vm' '-10.0%'
grep -qi 'D55E00\|213, *94' "$temp/$run/ratio.svg" || fail "no colour of a loss"

# Networks are told apart where the table has them.
{
	head -n 1 "$temp/$run/gate.csv" | sed 's/$/,network/'
	sed '1d; s/$/,vmnet-helper/' "$temp/$run/gate.csv"
	sed '1d; s/,0\.9,0\.8,/,0.7,0.6,/; s/$/,tap/' "$temp/$run/gate.csv"
} >"$temp/new"
mv "$temp/new" "$temp/$run/gate.csv"
render
have_text ratio 'head compared with base' 'netns, vmnet-helper' 'netns, tap' \
	'-30.0%'

make_rows builds "
netns shared vm-to-vm 9 off 2 head throughput 6 8e9
netns shared vm-to-vm 9 off 2 base throughput 6 7e9"
render
have_text networks 'Throughput by build' base head

# A column of networks, where a table has one; the arm is the build then.
make_rows column "
qemu shared vm-to-vm 9 off 2 head throughput 6 8e9
qemu shared vm-to-vm 9 off 2 head throughput 6 3e9"
awk 'BEGIN { split("network tap passt", v, " ") } { print $0 "," v[NR] }' \
	"$temp/$run/summary.csv" >"$temp/new"
mv "$temp/new" "$temp/$run/summary.csv"
render
have_text networks 'Throughput by network' tap passt 8.00 3.00

# A network whose guests have offload is beside one whose guests have none; what
# a network has no way for is left out, and is no failure.
make_rows mixed "
qemu shared vm-to-vm 9 on 2 tap throughput 6 8e9
qemu shared vm-to-vm 9 off 2 passt throughput 6 4e9
qemu shared host-to-vm 9 on 2 tap throughput 6 7e9
qemu shared host-to-vm 9 off 2 passt throughput 6 5e9"
sed 's/^\(qemu,shared,host-to-vm,.*,off,.*,passt,throughput,unit,higher\).*/\1,0,0,,,,,,/' \
	"$temp/$run/summary.csv" >"$temp/new"
grep -q ',0,0,,,,,,$' "$temp/new" || fail "no row without a measurement"
mv "$temp/new" "$temp/$run/summary.csv"
render
have_chart networks
have_text networks 'Throughput by network' 8.00 4.00 'guest with offload on tap'
has_no_text networks failed
has_no_text networks 'guest without offload'
has_no_text networks host-to-vm
have_text throughput '-: not measured'
has_no_text throughput failed
no_chart offload

# Gates whose answer is known: one is wrong, one cannot tell.
run=truth
mkdir "$temp/$run"
make_facts
{
	echo "gate,time,machine,kind,verdict,rounds,seconds,load,throughput,\
throughput_lo,throughput_hi,throughput_detectable,cpu_per_bit,cpu_per_bit_lo,\
cpu_per_bit_hi,cpu_per_bit_detectable"
	for row in same,PASS same,REGRESSED throughput:15,REGRESSED cpu:20,INCONCLUSIVE; do
		echo "1,2000-01-01T00:00:00Z,m,$row,16,43,0.1,0.9,0.8,1,0.1,1.1,1,1.2,0.1"
	done
} >"$temp/$run/gates.csv"
render
have_chart truth
have_text truth '4 gates' 'the same helper' '1 REGRESSED, 0 INCONCLUSIVE, 1 PASS' \
	'15 percent less throughput' '20 percent more CPU time' 'lower is better'
no_chart throughput
mkdir "$temp/sum"
cp "$temp/$run/gates.csv" "$temp/sum"
sh "$plots/../perf/gate_truth.sh" -s "$temp/sum" >"$temp/out" ||
	fail "does not sum up"
grep -q '^| same | 2 | 1 | 0 | 1 | 0 | 1.3 to 98.7 % ' "$temp/out" ||
	fail "sums up to $(cat "$temp/out")"
grep -q '^cpu:20,1,0,1,0,0,0.0000,0.9750,16,43,' "$temp/sum/truth.csv" ||
	fail "truth.csv: $(cat "$temp/sum/truth.csv")"

# What gnuplot cannot draw is told.
if PATH="$temp/bin:$PATH" sh -c 'mkdir "$1/bin" && printf "#!/bin/sh\\nexit 1\\n" \
	>"$1/bin/gnuplot" && chmod 755 "$1/bin/gnuplot" && "$2/render.sh" "$1/truth"' \
	- "$temp" "$plots" >"$temp/out" 2>&1; then
	fail "a chart that was not drawn"
fi
grep -q 'cannot draw' "$temp/out" || fail "$(cat "$temp/out")"

make_rows curves "
netns shared host-to-vm 64 off 2 head throughput 3 1e8
netns shared host-to-vm 1024 off 2 head throughput 3 2e9
netns shared host-to-vm 64 off 2 head cpu_per_bit 3 1e-9
netns shared host-to-vm 1024 off 2 head cpu_per_bit 3 1e-10
netns shared host-to-vm 1024 off 8 head throughput 3 1e9
netns shared host-to-vm 1024 on 2 head throughput 3 2e10"
render
have_chart sizes
have_text sizes 'Bytes per write or frame' 64 1024 'Throughput [Gbit/s]' \
	'Helper CPU time [s/Gbit]' 'least to most'
have_chart scale
have_text scale 'Number of VMs' 'guest without offload'
have_chart offload
have_text offload 'guest with offload' 'guest without offload' 20.0
no_chart networks ratio mtus streams latency

make_rows latency "
netns shared host-to-vm 64 off 2 head latency_p50 6 5e-5
netns shared host-to-vm 64 off 2 head latency_p999 6 9e-4
netns shared host-to-vm 64 off 2 head latency_load_p50 6 5e-4
netns shared host-to-vm 64 off 2 head latency_load_p999 6 9e-3"
render
have_chart latency
have_text latency '99.9 %' '50 %' 'Round trip' 'netns, load'
no_chart throughput

# Too wide for one chart.
make_run wide "a b c d" "bridged host shared" 6
render
have_chart throughput-shared
have_chart throughput-host
have_text throughput-bridged 'bridged mode'
no_chart throughput

# --- charts of a configuration ------------------------------------------------

BUILD=$(cd "${BUILD:-$plots/../build}" && pwd)
export BUILD
[ -x "$BUILD/vmnet-plot" ] || {
	echo "$BUILD/vmnet-plot is missing"
	exit 77
}

config() { # networks drivers modes
	cat >"$temp/my.yaml" <<-END
		name: mine
		title: 'My "title", \100 %'
		networks: [$1]
		drivers: [$2]
		vms: [2]
		operation-modes: [$3]
		tests: [vm-to-vm, host-to-vm]
	END
}

run=full
config vmnet-helper "qemu, netns" "shared, host"
"$plots/render.sh" -c "$temp/my.yaml" "$temp/full" >"$temp/out" 2>"$temp/err" ||
	fail "$(cat "$temp/err")"
[ ! -s "$temp/err" ] || fail "warnings: $(cat "$temp/err")"
have_chart mine-shared
have_chart mine-host
no_chart mine-bridged
have_text mine-host 'My ?title?, ?100 %' qemu netns vm-to-vm host-to-vm \
	'host mode'
! grep -q vm-to-host "$temp/full/mine-host.svg" || fail "draws what is not asked"

refuse_config() { # text argument...
	expected=$1
	shift
	if "$plots/render.sh" "$@" >"$temp/out" 2>"$temp/err"; then
		fail "took $*"
	fi
	[ "$(wc -l <"$temp/err")" -eq 1 ] || fail "not one line: $(cat "$temp/err")"
	grep -qF -e "$expected" "$temp/err" || fail "$(cat "$temp/err")"
}
config passt qemu shared
refuse_config 'nothing of it was measured' -c "$temp/my.yaml" "$temp/full"
config vmnet-helper qemu nat
refuse_config 'my.yaml:6: operation-modes: nat is not one of' \
	-c "$temp/my.yaml" "$temp/full"
refuse_config 'none.yaml: No such file' -c "$temp/none.yaml" "$temp/full"
refuse_config '-c: needs a value' -c
refuse_config 'unknown option -x' -x "$temp/full"

# --- the page -----------------------------------------------------------------

page() {
	"$plots/report.sh" "$temp/$run" >"$temp/out" 2>"$temp/err" ||
		fail "report.sh failed: $(cat "$temp/out" "$temp/err")"
	[ ! -s "$temp/err" ] || fail "warnings: $(cat "$temp/err")"
	html=$temp/$run/report.html
	! grep -qi '<script\|http:\|https:\|<link\|@import\|url(' "$html" ||
		fail "the page is not alone"
	if command -v tidy >/dev/null; then
		tidy -q -e "$html" >"$temp/out" 2>&1 ||
			fail "not valid: $(cat "$temp/out")"
	elif [ "${CI:-}" = true ]; then
		fail "tidy is missing"
	else
		echo "tidy is missing: is the page valid?"
	fi
}

have_html() {
	for text; do
		grep -qF -e "$text" "$html" || fail "the page does not say '$text'"
	done
}

run=full
{
	echo "helper_commit,0123456789abcdef0123456789abcdef01234567"
	echo "modes,bridged host shared"
	echo "drivers,netns qemu"
	echo "seed,7"
} >>"$temp/$run/run.csv"
page
# throughput, efficiency, intervals
[ "$(grep -c '^<img' "$html")" -eq 3 ] || fail "not the charts of the run"
have_html 'Made-up_CPU @ 0 GHz, 7 cores' 'higher is better' '[s/Gbit]' \
	'git checkout 0123456789abcdef' '--mode bridged,host,shared' '--seed 7' \
	'guest without offload' 'none of 216 numbers' '<b>10.0</b>'
sed -n 's/.*efficiency" src="data:image\/svg+xml;base64,\(.*\)">/\1/p' "$html" |
	base64 -d | cmp -s - "$temp/full/efficiency.svg" ||
	fail "the chart in the page is another one"
run=contenders
page
have_html 'passt / tap' 0.500 '0.400 to 0.600'
run=gate
page
have_html REGRESSED 'head / base' 0.900
run=failed
page
have_html '12 of 12 numbers' 'class="bad"'
# Text of the tables is text here, too.
run=hostile
# shellcheck disable=SC2016
printf '%s\n' 'os,<script>alert(1)</script> & "co"' 'helper_commit,0; touch x' \
	'modes,$(touch x)' >>"$temp/$run/run.csv"
page
have_html '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;'
! grep -q -e '--mode .*touch' -e 'checkout 0; touch' "$html" ||
	fail "a command of a table is to be pasted"
if "$plots/report.sh" "$temp/none" 2>"$temp/err"; then
	fail "took a folder that is not there"
fi
[ "$(wc -l <"$temp/err")" -eq 1 ] || fail "not one line: $(cat "$temp/err")"

# --- two logs of helpers ------------------------------------------------------

bench=$BUILD/vmnet-bench

# make_log NAME FACTOR [cpu] - 6 samples, the first two of them idle
make_log() {
	awk -v factor="$2" -v cpu="${3:-}" '
	function side(packets, calls, drops) {
		return sprintf("{\"packets\": %.0f, \"bytes\": %.0f, " \
			"\"drops\": %d, \"fast\": %.0f, \"slow\": %d}", \
			packets, packets * 1500, drops, calls, drops)
	}
	BEGIN {
		for (i = 1; i <= 6; i++) {
			n = i > 2 ? (i - 2) * 4e5 * factor : i
			printf "INFO  [stats] {\"time\": " \
				"\"2000-01-02T03:04:%02d.000+00:00\"", i
			if (cpu) printf ", \"cpu\": %g", i / 2
			printf ", \"host\": %s, \"vm\": %s}\n", \
				side(n, n / 20, i * (3 - factor)), side(n / 10, n / 10, 0)
		}
	}' >"$temp/$1"
}

# compare ARGUMENT... - draw into the folder of $run
compare() {
	mkdir -p "$temp/$run"
	"$plots/stats.sh" -o "$temp/$run/x" "$@" >"$temp/out" 2>"$temp/err" ||
		fail "stats.sh failed: $(cat "$temp/out" "$temp/err")"
	[ ! -s "$temp/err" ] || fail "warnings: $(cat "$temp/err")"
	for chart in x-throughput x-efficiency; do
		have_chart $chart
		have_text $chart before after 'host to VM' 'VM to host'
	done
}

refuse_logs() { # text argument...
	expected=$1
	shift
	if "$plots/stats.sh" -o "$temp/refused" "$@" >"$temp/out" 2>"$temp/err"; then
		fail "took $*"
	fi
	[ "$(wc -l <"$temp/err")" -eq 1 ] || fail "not one line: $(cat "$temp/err")"
	grep -qF -e "$expected" "$temp/err" || fail "$(cat "$temp/err")"
	[ ! -e "$temp/refused-throughput.png" ] || fail "a chart of nothing"
}

[ -x "$bench" ] || {
	echo "$bench is missing"
	exit 77
}
make_log old 1 cpu
make_log new 1.5 cpu
make_log upstream 1
run=logs
compare -t "Made up, 100 %" "$temp/old" "$temp/new"
have_text x-throughput 'Made up, 100 %' 'old, 4 samples, median 4.80' \
	'new, 4 samples, median 7.20' '1 samples before, 1 after' \
	'Dropped frames per second'
have_text x-efficiency 'Frames per system call' 's/Gbit' 'slow calls'
# Without the CPU time of both there is nothing to compare.
run=calls
compare "$temp/upstream" "$temp/new"
have_text x-efficiency 'fast calls'
! grep -q 's/Gbit' "$temp/calls/x-efficiency.svg" || fail "CPU of nothing"
run=idle
compare -m 0 "$temp/old" "$temp/old"
have_text x-throughput 'old, 5 samples' 'No sample is left out'
run=hostile
mkdir "$temp/logs;"
# shellcheck disable=SC1003,SC2016
odd='a"$(touch d)`touch e`\'
cp "$temp/old" "$temp/logs;/$odd"
(cd "$temp" && compare -t "$odd" "logs;/$odd" old) || exit 1
for file in d e; do
	[ ! -e "$temp/$file" ] || fail "ran a command of a name"
done
run=refused
refuse_logs 'want two logs' "$temp/old"
refuse_logs 'none: No such file' "$temp/none" "$temp/old"
refuse_logs 'new: no sample is faster than 7.5' -m 7.5 "$temp/new" "$temp/old"
refuse_logs 'old: no sample is faster than 5' -m 5 "$temp/new" "$temp/old"
refuse_logs '-m x: not a number' -m x "$temp/old" "$temp/new"
refuse_logs 'unknown option -z' -z "$temp/old" "$temp/new"
refuse_logs 'no such folder' -o "$temp/none/x" "$temp/old" "$temp/new"

echo "plots: all charts are good"
