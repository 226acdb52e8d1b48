#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_datapath.sh - the benchmarks of the data path measure what they say
#
# Half a minute in all: that there are sane numbers of everybody, not how fast
# anybody is.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need unshare ip iperf3 awk
unshare -Urnmpf true 2>/dev/null || unshare -nmpf true 2>/dev/null ||
	skip "user namespaces are not allowed here"
unshare -Urnmpf sh -c ': 3<>/dev/net/tun' 2>/dev/null ||
	unshare -nmpf sh -c ': 3<>/dev/net/tun' 2>/dev/null ||
	skip "/dev/net/tun cannot be opened (root, or chmod 0666)"

bench=$BUILD/vmnet-datapath
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
run=$T/run

# measure WHAT OPTION... - into the one run
measure() {
	"$bench" "$@" --output "$run" --rounds 1 --seed 1 2>"$T/$1.log"
}

# value MODE DRIVER DIRECTION PROTO SIZE METRIC - a number of samples.csv
value() {
	awk -F, -v key="$2,$1,$3,$4,$5,$6" '
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		$col["driver"] "," $col["mode"] "," $col["direction"] "," \
			$col["proto"] "," $col["size"] "," $col["metric"] == key &&
			$col["status"] == "ok" { print $col["value"]; exit }
	' "$run/samples.csv"
}

# between LEAST MOST MODE DRIVER ... - as value(); the number is in these bounds
between() {
	least=$1 most=$2
	shift 2
	number=$(value "$@")
	[ -n "$number" ] || fail "no row: $*"
	awk -v v="$number" -v least="$least" -v most="$most" \
		'BEGIN { exit !(v >= least && v <= most) }' ||
		fail "$*: $number is not between $least and $most"
}

# --- raw frames ---
measure pump --time 0.25 --sizes 1514,64294 --protos tcp,udp ||
	fail "pump: $(tail -n 3 "$T/pump.log")"
for driver in naive batched ours ours-stream; do
	for direction in host-to-vm vm-to-host duplex; do
		for proto in tcp udp; do
			set -- pump $driver $direction $proto 1514
			between 1e5 1e12 "$@" throughput
			between 1e-9 1e-2 "$@" cpu_per_frame
			# a busy machine may starve a guest for 100 ms, no more
			between 0 1000 "$@" loss
		done
	done
done
ok "all contenders move frames both ways"
for driver in socket socket-stream; do
	between 1e5 1e12 pump $driver vm-to-host tcp 1514 throughput
done
for driver in naive-large ours-large ours-bare; do
	between 1e5 1e12 pump $driver host-to-vm tcp 64294 throughput
	between 1e5 1e12 pump $driver vm-to-host tcp 64294 throughput
done
ok "the sockets alone, and large frames"

# A call a frame and end is what naive means; ours carries many at once.
between 1.9 2.5 pump naive vm-to-host tcp 1514 calls_per_frame
between 1.9 2.5 pump naive host-to-vm udp 1514 calls_per_frame
between 1.0 1.6 pump batched vm-to-host tcp 1514 calls_per_frame
between 0.02 0.5 pump ours vm-to-host tcp 1514 calls_per_frame
between 0.02 0.5 pump ours host-to-vm tcp 1514 calls_per_frame
ok "system calls are counted"

measure pump --time 0.2 --protos rr --contenders ours,ours-stream,naive ||
	fail "rr: $(tail -n 3 "$T/pump.log")"
for direction in - host-to-vm vm-to-host; do
	for driver in ours ours-stream naive; do
		between 1e-6 1 pump $driver $direction rr 1514 rtt_p50
		between 1e-6 2 pump $driver $direction rr 1514 rtt_p99
	done
done
ok "pings come back, idle and beside a flow"

measure pump --time 0.25 --protos tcp --sizes 1514 --guests 2 --flows 8 \
	--contenders ours --directions host-to-vm,vm-to-host ||
	fail "two guests: $(tail -n 3 "$T/pump.log")"
between 0.01 1 pump ours vm-to-host tcp 1514 fairness
ok "two guests with eight flows each"

# --- iperf3 ---
measure iperf --time 1 --contenders ours,ours-bare,bridge-cut --directions host-to-vm ||
	fail "iperf: $(tail -n 3 "$T/iperf.log")"
between 1e7 1e12 iperf ours host-to-vm tcp 131072 throughput
between 1e-13 1e-7 iperf ours host-to-vm tcp 131072 cpu_per_bit
between 0 0 iperf ours host-to-vm tcp 131072 drops
between 1e7 1e12 iperf ours-bare host-to-vm tcp 131072 throughput
between 1e7 1e12 iperf bridge-cut host-to-vm tcp 131072 throughput
ok "iperf3 through a cable, and without one"

# --- the pure functions ---
measure offload --time 0.01 --sizes 1514 || fail "offload"
for work in checksum scalar copy cut merge; do
	between 1e-10 1e-4 offload $work - offset-0 1514 cpu_per_frame
done
ok "checksums, cutting, merging"

# --- the table ---
"$BUILD/vmnet-ratios" "$run" >"$T/table" || fail "vmnet-ratios"
check "the table compares ours with naive" \
	grep -q ' ours  .* x naive (' "$T/table"
check "the tables of a run are of one schema" \
	"$BUILD/vmnet-summary" "$run" >"$T/summary"

# --- what is wrong is said ---
refused() { # PATTERN OPTION...
	pattern=$1
	shift
	"$bench" "$@" >"$T/out" 2>&1 && fail "accepted: $*"
	grep -q -- "$pattern" "$T/out" || fail "$*: $(cat "$T/out")"
	[ "$(wc -l <"$T/out")" = 1 ] || fail "$*: more than one line"
}
refused 'want pump, iperf or offload'
refused 'neither: not pump' neither
refused '--output is missing' pump
refused '--sizes 63: not a number from 64' pump --output "$T/x" --sizes 63
refused '--sizes 64,: not a list' pump --output "$T/x" --sizes 64,
refused '--time 0: not seconds' pump --output "$T/x" --time 0
refused '--contenders nobody: not known' pump --output "$T/x" \
	--contenders nobody
refused '--protos: not an option' iperf --output "$T/x" --protos tcp
refused '--rounds: its value is missing' pump --output "$T/x" --rounds
refused 'unknown option --x' pump --x 1
[ ! -e "$T/x" ] || fail "a refused command has left a folder"
ok "wrong options are refused in one line"
"$bench" --help >"$T/help" || fail "--help"
check "--help lists the contenders" grep -q "^  ours  " "$T/help"

# --- interrupted ---
"$bench" pump --output "$T/cut" --time 0.2 --rounds 100 --contenders ours \
	--sizes 1514 2>"$T/cut.log" &
pid=$!
rows() { [ "$(wc -l <"$T/cut/samples.csv")" -gt 1 ]; }
within 20 rows || fail "nothing measured: $(cat "$T/cut.log")"
kill -INT $pid
wait $pid
[ $? = 130 ] || fail "SIGINT: $(tail -n 3 "$T/cut.log")"
check "what was measured before an interrupt is kept" \
	"$BUILD/vmnet-ratios" "$T/cut" >"$T/table"
