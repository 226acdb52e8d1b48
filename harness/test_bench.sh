#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_bench.sh - vmnet-bench end to end, with real frames
#
# Short runs with the netns driver: a good one, and ones that are interrupted
# or lose a process.  After each, nothing may be left behind.
#
#   BUILD   folder of the built programs, default build/

set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-$here/../build}" && pwd)
bench=$build/vmnet-bench
netns=$here/../vms/netns
tmp=$(mktemp -d "${TMPDIR:-/tmp}/test_bench.XXXXXX")
pid= # of the vmnet-bench that runs

# A run that is still there means that a test has failed.
cleanup()
{
	[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || :
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

fail()
{
	echo "test_bench.sh: $1" >&2
	[ ! -e "$tmp/log" ] || sed 's/^/    /' "$tmp/log" >&2
	exit 1
}

skip()
{
	echo "test_bench.sh: skipped: $1" >&2
	exit 77
}

# Waits up to $1 s until a command succeeds.
await()
{
	tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

check_machine()
{
	(: <>/dev/net/tun) 2>/dev/null || skip "cannot open /dev/net/tun"
	unshare -Urnmp --fork true 2>/dev/null ||
		unshare -nmp --fork true 2>/dev/null ||
		skip "namespaces are not allowed"
	for tool in iperf3 dnsmasq; do
		PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
			skip "$tool not found"
	done
	why=$(VM_BUILD=$build "$netns" --check 2>&1) || skip "$why"
}

# --- looking at processes -----------------------------------------------------

# Process 1 of the sandbox of process $1: its child in another pid namespace.
inner()
{
	own=$(readlink /proc/self/ns/pid)
	grep -ls "^PPid:	$1\$" /proc/[0-9]*/status |
		while read -r path; do
			path=${path%/status}
			of=$(readlink "$path/ns/pid" 2>/dev/null) || continue
			[ "$of" = "$own" ] || echo "${path#/proc/}"
		done | grep .
}

# Pids of the processes in pid namespace $1.
members()
{
	find /proc/[0-9]*/ns/pid -maxdepth 0 -printf '%p %l\n' 2>/dev/null |
		awk -F '[/ ]' -v space="$1" '$NF == space { print $3 }'
}

# First process in pid namespace $1 that runs program $2; the keeper of a network
# runs the helper's, but has a name of its own.
member_running()
{
	for member in $(members "$1"); do
		if [ "$(readlink "/proc/$member/exe" 2>/dev/null)" = "$2" ] &&
			[ "$(cat "/proc/$member/comm")" = "${2##*/}" ]; then
			echo "$member"
			return 0
		fi
	done
	return 1
}

empty()
{
	[ -z "$(members "$1")" ]
}

interfaces()
{
	cut -s -d : -f 1 /proc/net/dev
}

# --- runs in the background ---------------------------------------------------

# Starts a run into folder $1; the rest are options.
start()
{
	out=$1
	shift
	"$bench" run --driver netns --omit 0 --output "$out" "$@" \
		</dev/null >"$tmp/log" 2>&1 &
	pid=$!
	await 5 inner "$pid" >"$tmp/inner" || fail "no sandbox was started"
	inner=$(cat "$tmp/inner")
	space=$(readlink "/proc/$inner/ns/pid")
}

# Waits for the end of the run, which must have exit status $1.
finish()
{
	status=0
	wait "$pid" || status=$?
	pid=
	await 5 empty "$space" || fail "left behind: $(members "$space")"
	[ "$status" = "$1" ] || fail "exit status is $status, not $1"
}

# Number of rows of folder $1 with metric $2 and status $3.
rows()
{
	if [ ! -e "$1/samples.csv" ]; then
		echo 0
		return
	fi
	awk -F , -v metric="$2" -v status="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		$col["metric"] == metric && $col["status"] == status { n++ }
		END { print n + 0 }' "$1/samples.csv"
}

has_rows()
{
	[ "$(rows "$1" "$2" "$3")" -ge "$4" ]
}

# --- tests --------------------------------------------------------------------

# One line that matches $1, exit status 1, and no folder.
refused()
{
	want=$1
	shift
	status=0
	line=$("$bench" "$@" 2>&1) || status=$?
	[ "$status" = 1 ] || fail "$*: exit status is $status, not 1"
	[ "$(printf '%s\n' "$line" | wc -l)" = 1 ] ||
		fail "$*: more than one line: $line"
	case $line in
	"vmnet-bench: "*"$want"*) ;;
	*) fail "$*: says \"$line\", not \"$want\"" ;;
	esac
}

test_options()
{
	refused "unknown command fly" fly
	refused "--mode typo: not one of" run --mode typo
	refused "--time 0: not a number" run --time 0
	refused "--rounds x: not a number" run --rounds x
	refused "unknown option --frob" run --frob
	refused "--driver nosuch: no such driver in" run --driver nosuch
	refused "there are: created krunkit netns qemu vfkit" run --driver nosuch
	refused "--helper /nonexistent: No such file" run --driver netns \
		--helper /nonexistent
	refused "--helper /bin/true: not a vmnet-helper" run --driver netns \
		--helper /bin/true
	refused "no such driver in $tmp; there are: none" run \
		--driver netns --vms "$tmp"
	status=0
	"$bench" >"$tmp/log" 2>&1 || status=$?
	[ "$status" = 1 ] || fail "no command: exit status is $status"
	"$bench" run --help | grep -q -e "--rounds N" || fail "no help"
	"$bench" --version | grep -q "^version: v" || fail "no version"
}

# The help text and the manual page know the same options.
test_manual()
{
	"$bench" run --help | grep -o -e '--[a-z][a-z-]*' | sort -u >"$tmp/help"
	{
		sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p
			s/^\.It Fl . , -\([a-z-]*\).*/--\1/p' "$here/vmnet-bench.1"
		echo --version
	} | sort -u >"$tmp/manual"
	diff "$tmp/help" "$tmp/manual" >"$tmp/log" ||
		fail "help text and manual page differ"
}

test_machine()
{
	"$bench" machine >"$tmp/log"
	for key in machine cpu cores memory arch os kernel hypervisor; do
		grep -q "^$key=." "$tmp/log" || fail "no $key"
	done
	[ "$(sed -n 's/^machine=//p' "$tmp/log")" = \
		"$("$bench" machine | sed -n 's/^machine=//p')" ] ||
		fail "two ids of one machine"
}

# What is found out only where a run could start.
test_places()
{
	refused "--driver netns: cannot run here: vms/netns:" run \
		--driver netns --build /nonexistent --helper \
		"$build/vmnet-helper"
	refused "--output /dev/null/x: Not a directory" run --driver netns \
		--output /dev/null/x
	refused "--output /run/x: below /run" run --driver netns \
		--output /run/x
}

# Every metric once for every direction, and nothing that is not ok.
test_run()
{
	before=$(interfaces)
	start "$tmp/good" --rounds 1 --time 1 --seed 42
	finish 0
	[ "$(interfaces)" = "$before" ] || fail "interfaces have changed"

	for metric in throughput cpu_per_bit drops helper_rss; do
		[ "$(rows "$tmp/good" $metric ok)" = 3 ] ||
			fail "$metric: not 3 rows"
	done
	[ "$(rows "$tmp/good" startup ok)" = 1 ] || fail "startup: not 1 row"
	! grep -q -e ',failed,' -e ',timeout,' -e ',short,' \
		"$tmp/good/samples.csv" || fail "some rows are not ok"
	awk -F , '
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		$col["metric"] ~ /throughput|cpu_per_bit|helper_rss|startup/ &&
			$col["value"] <= 0 { bad = 1 }
		END { exit bad }' "$tmp/good/samples.csv" ||
		fail "a value is not above 0"
	for direction in host-to-vm vm-to-host vm-to-vm; do
		grep -q ",$direction,.*,throughput,bit/s,higher," \
			"$tmp/good/samples.csv" || fail "no $direction"
		grep -q ",$direction," "$tmp/good/intervals.csv" ||
			fail "no intervals of $direction"
	done
	for key in machine cpu helper_version helper_commit iperf3 date; do
		grep -q "^$key,." "$tmp/good/run.csv" || fail "no $key"
	done
	grep -q "^seed,42\$" "$tmp/good/run.csv" || fail "not the seed"
	grep -q throughput "$tmp/good/summary.csv" || fail "no summary"
	grep -q "^\[3/3\] shared netns .* Gbit/s" "$tmp/log" ||
		fail "no finished line"
	[ "$(find "$tmp/good/logs" -name '*.log' -size +0 | wc -l)" = 4 ] ||
		fail "not four logs"
	refused "--output $tmp/good: holds a run already" run --driver netns \
		--output "$tmp/good"
}

# What was measured before a signal is kept and summarised.
test_signal()
{
	start "$tmp/$1" --rounds 9 --time 1
	await 60 has_rows "$tmp/$1" helper_rss ok 1 || fail "$1: no rows"
	kill "-$1" "$pid"
	finish "$2"
	has_rows "$tmp/$1" throughput ok 1 || fail "$1: the row has gone"
	[ "$(rows "$tmp/$1" throughput failed)" = 0 ] || fail "$1: failed rows"
	[ -s "$tmp/$1/summary.csv" ] || fail "$1: no summary"
	grep -q "results in $tmp/$1\$" "$tmp/log" || fail "$1: does not say where"
}

# The second one ends a harness that does not react to the first.
test_second_signal()
{
	start "$tmp/hard" --rounds 9 --time 1
	await 60 has_rows "$tmp/hard" startup ok 1 || fail "no boot"
	kill -STOP "$inner"
	kill -INT "$pid"
	sleep 2 # half a second is what makes it another one
	kill -INT "$pid"
	finish 130
}

test_kill()
{
	start "$tmp/kill" --rounds 9 --time 1
	await 60 has_rows "$tmp/kill" startup ok 1 || fail "no boot"
	kill -KILL "$pid"
	finish 137
}

# A lost process costs the rows of its guests, not the run.
test_lost()
{
	start "$tmp/$1" --rounds 2 --time 2 --direction host-to-vm,vm-to-vm
	await 60 has_rows "$tmp/$1" startup ok 1 || fail "no boot"
	kill -KILL "$(member_running "$space" "$build/$1")"
	finish 1
	# A busy machine may have measured once before it was lost.
	failed=$(rows "$tmp/$1" throughput failed)
	[ "$failed" = 1 ] || [ "$failed" = 2 ] ||
		fail "$1: not two failed rows but $failed"
	[ "$(rows "$tmp/$1" throughput ok)" = $((4 - failed)) ] ||
		fail "$1: the second round is not ok"
	grep -q "^\[$((3 - failed))/4\] .* failed: .*$2" "$tmp/log" ||
		fail "$1: not said to be lost"
}

test_terminal()
{
	command -v script >/dev/null || return 0
	script -qec "'$bench' run --driver netns --omit 0 --rounds 1 --time 1 \
		--direction host-to-vm --output '$tmp/tty'" /dev/null \
		</dev/null >"$tmp/log" || fail "on a terminal: status $?"
	tr '\r' '\n' <"$tmp/log" >"$tmp/lines"
	grep -q "round 1/1 shared netns  booting . s  left 0:0" "$tmp/lines" ||
		fail "no live line while booting"
	grep -q "host-to-vm  running 0/1 s  left 0:0" "$tmp/lines" ||
		fail "no live line while measuring"
}

test_options
test_manual
test_machine
check_machine
test_places
test_run
test_terminal
test_signal INT 130
test_signal TERM 143
test_second_signal
test_kill
test_lost vmnet-helper "helper of guest . ended"
test_lost vmnet-netns "guest . ended"
