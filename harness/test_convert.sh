#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_convert.sh - vmnet-bench import and export, there and back
#
# The trees are made here: reports that iperf3 3.12 made on Linux
# (harness/testdata), edited to have what others differ in: iperf3 of macOS
# counts no retransmits and names another system, 3.17 has more keys.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
BENCH=$BUILD/vmnet-bench
DATA=harness/testdata

as_linux='s/Linux vm /Linux client /; s/"tcp_mss_default":.*/"tcp_mss_default":	1448,/'
as_macos='s/"iperf 3.12"/"iperf 3.8.1 -  -- Apple version iperf3-117"/
	s/"system_info":.*/"system_info":	"Darwin mac.local 24.3.0 Darwin Kernel Version 24.3.0: Thu Jan  2 2025; root:xnu-1~3\/RELEASE_ARM64_T6020 arm64",/
	s/"tcp_mss_default":.*/"tcp_mss_default":	1448,/
	/"retransmits":/d'
as_new='s/"iperf 3.12"/"iperf 3.17.1"/
	s/"tos":.*/"tos":	0, "target_bitrate": 0, "bidir": 0, "fqrate": 0, "interval": 1/
	/"target_bitrate":	0$/d'

# add TREE NETWORK FOLDER TEST SOURCE EDIT [SECONDS]
add() {
	folder=$T/$1/bench/$2/$3
	mkdir -p "$folder"
	sed "$6; s/\"timesecs\":.*/\"timesecs\":	$((1740000000 + ${7:-0}))/" \
		"$DATA/iperf3-$5.json" >"$folder/$4.json"
}

# add_cell TREE NETWORK FOLDER SECONDS - the three tests, as on macOS
add_cell() {
	add "$1" "$2" "$3" host-to-vm forward "$as_macos" "$4"
	add "$1" "$2" "$3" vm-to-host reverse "$as_macos" $(($4 + 40))
	add "$1" "$2" "$3" vm-to-vm forward "$as_linux; $as_new" $(($4 + 80))
}

mkdir -p "$T/M2"
add_cell M2 vmnet-helper shared-krunkit-2 0
add_cell M2 vmnet-helper shared-krunkit:nooffload-2 200
add_cell M2 vmnet-helper bridged-vfkit:offload-2 400
add_cell M2 socket_vmnet shared-vz-3 600
add M2 socket_vmnet shared-vz-1 host-to-vm refused '' 0
: >"$T/M2/bench/.DS_Store"

import() {
	"$BENCH" import "$@" >"$T/out" 2>"$T/err"
}

field() { # run pattern number - that field of the only row of throughput
	grep -e "$2" "$T/$1/samples.csv" | grep ',throughput,' | cut -d , -f "$3"
}

check "imports a tree" import "$T/M2" --out "$T/run"
check "says nothing on stderr" test ! -s "$T/err"
check "tells how many" grep -q '^13 reports are in' "$T/out"
check "has a row of throughput for each" \
	test "$(grep -c ',throughput,' "$T/run/samples.csv")" = 13
check "the network is told" \
	test "$(cut -d , -f 24 "$T/run/samples.csv" | sort -u | tr '\n' ' ')" = \
	"network socket_vmnet vmnet-helper "
check "there is one build" test "$(cut -d , -f 5 "$T/run/samples.csv" | sort -u |
	tr '\n' ' ')" = "arm head "
check "the networks are rows of their own" test \
	"$(grep '^vz,.*,host-to-vm,.*,throughput,' "$T/run/summary.csv" |
		sed 's/.*,//' | sort -u)" = socket_vmnet
check "the value is what the receiver saw" \
	test "$(field run 'krunkit,shared,host-to-vm' 20)" = bit/s -a \
	"$(field run 'krunkit,shared,host-to-vm' 22)" = 19643479103.224743
check "no retransmits are made up for macOS" \
	test "$(grep ',retransmits,' "$T/run/samples.csv" | cut -d , -f 9 |
		sort -u)" = vm-to-vm
check "without a tag, beside nooffload, offload is on" \
	test "$(field run ',krunkit,shared,vm-to-vm' 14)" = on
check "nooffload is off" \
	test "$(field run ',krunkit:nooffload,shared,vm-to-vm' 14)" = off
check "the tag offload is on" \
	test "$(field run ',vfkit:offload,bridged,vm-to-vm' 14)" = on
check "no tag is off" test "$(field run ',vz,shared,vm-to-vm' 14)" = off
check "the number of VMs is that of the folder" \
	test "$(field run ',vz,shared,vm-to-vm' 15)" = 3
check "time is that of the report" \
	test "$(field run ',vz,shared,host-to-vm,.*,3,1,' 3)" = \
	2025-02-19T21:30:00Z
check "a failure is a row that has failed" \
	grep -q 'vz,shared,host-to-vm,.*,1,1,.*,throughput,bit/s,higher,,failed,socket_vmnet,$' \
	"$T/run/samples.csv"
check "intervals are there" \
	test "$(grep -c 'vz,shared,vm-to-host' "$T/run/intervals.csv")" = 3
has_fact() { grep -qFx -e "$1" "$T/run/run.csv"; }
check "the host is known" has_fact os,Darwin
check "its processor is known" has_fact arch,arm64
check "its kernel is known" \
	has_fact 'kernel,24.3.0 Darwin Kernel Version 24.3.0: Thu Jan  2 2025; root:xnu-1~3/RELEASE_ARM64_T6020'
check "its name is not kept" sh -c "! grep -q mac.local '$T/run'/*.csv"
check "the name of the tree is kept" has_fact "tree,$(basename "$T")/M2"
check "time is kept" has_fact time,2
check "a summary is there" grep -q '^vz,shared,vm-to-vm,' "$T/run/summary.csv"

# There and back: the same rows but for the failure, whose reason and start
# the tables do not have.
check "exports it" "$BENCH" export "$T/run" --out "$T/back"
tree() { (cd "$1" && find bench -name '*.json' | sort); }
tree "$T/M2" >"$T/left"
tree "$T/back" >"$T/right"
check "the names are the same" diff "$T/left" "$T/right"
check "imports that again" import "$T/back" --out "$T/again"
check "the samples are the same" diff "$T/run/samples.csv" "$T/again/samples.csv"
check "the intervals are the same" \
	diff "$T/run/intervals.csv" "$T/again/intervals.csv"
facts() { grep -v '^tree,' "$T/$1/run.csv" >"$T/$1.facts"; }
facts run
facts again
check "the facts are the same" diff "$T/run.facts" "$T/again.facts"
check "the same tree has the same name" \
	test "$(grep ^run_id "$T/run/run.csv")" = "$(grep ^run_id "$T/again/run.csv")"

# A run of ours has rounds: the median one is exported, or the one asked for.
mkdir "$T/ours"
head -n 1 "$T/run/samples.csv" >"$T/ours/samples.csv"
round=0
for value in 5 1 3 4; do
	round=$((round + 1))
	echo "1,r,2026-01-01T00:00:0${round}Z,m,head,c,netns,shared,vm-to-vm,tcp,1,1500,9,on,2,$round,1,3,throughput,bit/s,higher,$value,ok,vmnet-helper,"
	echo "1,r,2026-01-01T00:00:0${round}Z,m,head,c,netns,shared,vm-to-host,tcp,1,1500,9,on,2,$round,1,3,throughput,bit/s,higher,,timeout,vmnet-helper,no answer"
done >>"$T/ours/samples.csv"
check "exports a run of ours" "$BENCH" export "$T/ours" --out "$T/median"
made=$T/median/bench/vmnet-helper/shared-netns:offload-2
check "takes the median, the lower of two" \
	grep -q '"bits_per_second": 3\.0' "$made/vm-to-vm.json"
check "failures only are a report of an error" \
	grep -q '"error": "measurement timeout"' "$made/vm-to-host.json"
check "exports one round" "$BENCH" export --round=2 "$T/ours" --out "$T/second"
check "takes that round" grep -q '"bits_per_second": 1\.0' \
	"$T/second/bench/vmnet-helper/shared-netns:offload-2/vm-to-vm.json"

# Networks of one run are told apart, and so are the builds of another.
mkdir "$T/peers"
head -n 1 "$T/run/samples.csv" >"$T/peers/samples.csv"
for network in tap slirp vmnet-helper:stream; do
	echo "1,r,2026-01-01T00:00:00Z,m,head,c,netns,shared,vm-to-vm,tcp,1,1500,9,off,2,1,1,3,throughput,bit/s,higher,1,ok,$network,"
done >>"$T/peers/samples.csv"
check "exports a run of networks" "$BENCH" export "$T/peers" --out "$T/split"
for network in tap slirp vmnet-helper:stream; do
	check "has a report of $network" \
		test -s "$T/split/bench/$network/shared-netns-2/vm-to-vm.json"
done

check "imports them again" import "$T/split" --out "$T/peers-again"
cut -d , -f 5-15,20-24 "$T/peers/samples.csv" | sed 's/,c,/,unknown,/' |
	sort >"$T/left"
cut -d , -f 5-15,20-24 "$T/peers-again/samples.csv" | sort >"$T/right"
check "the cells are the same" diff "$T/left" "$T/right"
# As imported before there was a column of networks.
mkdir "$T/arms"
head -n 1 "$T/run/samples.csv" | sed 's/,network,note//' >"$T/arms/samples.csv"
echo "1,r,2026-01-01T00:00:00Z,m,passt,c,netns,shared,vm-to-vm,tcp,1,1500,9,off,2,1,1,3,throughput,bit/s,higher,1,ok" \
	>>"$T/arms/samples.csv"
check "exports a run whose arm is the network" \
	"$BENCH" export "$T/arms" --out "$T/older"
check "by its name" test -s "$T/older/bench/passt/shared-netns-2/vm-to-vm.json"

# refuses TEXT ARGUMENT... - one line with that text, and nothing is left
refuses() {
	expected=$1
	shift
	rm -rf "$T/none"
	! "$BENCH" "$@" >"$T/out" 2>"$T/err" || fail "took $*"
	if [ "$(wc -l <"$T/err")" != 1 ] || ! grep -qF -e "$expected" "$T/err"
	then
		fail "$*: not '$expected': $(cat "$T/err")"
	fi
	[ ! -e "$T/none" ] || fail "$*: left $T/none"
	ok "refuses: $expected"
}
refuses 'want a folder' import
refuses '--out: needs a value' import "$T/M2" --out
refuses 'unknown option --round=1' import "$T/M2" --round=1
refuses "unexpected argument 'b'" import a b
refuses "$T/x/bench: No such file" import "$T/x" --out "$T/none"
refuses "--out $T/run: holds a run already" import "$T/M2" --out "$T/run"
mkdir -p "$T/empty/bench"
refuses 'no report of iperf3 in it' import "$T/empty" --out "$T/none"
add odd vmnet-helper shared-vz host-to-vm forward ''
refuses 'shared-vz/host-to-vm.json: not <mode>-<driver>-<vms>' \
	import "$T/odd" --out "$T/none"
add cut vmnet-helper shared-vz-2 host-to-vm truncated ''
refuses 'host-to-vm.json: iperf3: incomplete report' \
	import "$T/cut" --out "$T/none"
add failed vmnet-helper shared-vz-2 host-to-vm refused ''
refuses 'all tests in it have failed' import "$T/failed" --out "$T/none"
add two vmnet-helper shared-vz-2 host-to-vm forward "$as_macos"
add two vmnet-helper shared-vz-2 vm-to-host reverse "$as_linux"
refuses 'reports of several machines: Darwin 24.3.0' \
	import "$T/two" --out "$T/none"
refuses 'want the folder of a run' export --out "$T/none"
refuses '--out is missing' export "$T/run"
refuses '--round 0: not a number from 1' export "$T/run" --round 0
refuses "$T/x/samples.csv: No such file" export "$T/x" --out "$T/none"
refuses 'round 9 has no throughput' export "$T/ours" --out "$T/none" --round 9
refuses 'has a folder bench already' export "$T/run" --out "$T/M2"
sed '1d; s/,1500,9,on/,1500,8,on/' "$T/ours/samples.csv" >"$T/more"
cat "$T/more" >>"$T/ours/samples.csv"
refuses 'two cells would both be' export "$T/ours" --out "$T/none"
echo 'x' >>"$T/ours/samples.csv"
refuses 'line 18 is malformed' export "$T/ours" --out "$T/none"
sed 's/,vz,/,a b,/' "$T/run/samples.csv" >"$T/ours/samples.csv"
refuses 'the names do not fit the layout' export "$T/ours" --out "$T/none"

echo "convert: $checks checks"
