#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_confine.sh - the confined helper at work: what the kernel says of it,
# and that it misses nothing from its start to its end
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
need iperf3 dmesg
# The kernel's log is for root, not for root of a namespace.
if [ "$(id -u)" = 0 ]; then isolate "$0" root; else isolate "$0"; fi
export T
write_lease_script

field() { # pid name
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"
}

limit() { # pid name - soft and hard
	sed -n "s/^Max $2  *\([^ ]*\)  *\([^ ]*\) .*/\1 \2/p" "/proc/$1/limits"
}

holds() { # pid file
	for fd in "/proc/$1/fd"/*; do
		[ "$(readlink "$fd")" != "$2" ] || return 0
	done
	return 1
}

# The kernel's log names each call that was refused, if the helper is verbose.
# clone3() is the one we know of: the C library falls back to clone().
refusals() {
	dmesg | grep -F "exe=\"$HELPER\"" | grep 'type=1326'
}

unexpected() {
	refusals | tail -n "+$((before + 1))" | grep -v 'syscall=435 '
}

run_guest() { # NAME COMMANDS
	LEASE=$T/$1.lease
	export LEASE
	"$NETNS" --socket "$T/$1.sock" --mac "$(json "$T/$1.json" \
		vmnet_mac_address)" -- sh -c "$2" >"$T/$1-guest.log" 2>&1
}

before=$(refusals | wc -l)

# Descriptors the caller forgot are not ours.
exec 7</etc/passwd
start_helper a --verbose --stats-interval 1
exec 7<&-
a=$pid
refute "a descriptor of the caller's is closed" holds $a /etc/passwd
check "our own are not" holds $a /dev/net/tun
if sanitized; then
	check "a build with sanitizers says that it is not confined" \
		grep -q '^DEBUG \[main\] not confined' "$T/a.log"
else
	check "filtered" [ "$(field $a Seccomp)" = 2 ]
	check "by one filter" [ "$(field $a Seccomp_filters)" = 1 ]
	check "no core dump" [ "$(limit $a 'core file size')" = "0 0" ]
	check "few descriptors" [ "$(limit $a 'open files')" = "64 64" ]
	data=$(limit $a 'data size')
	stack=$(limit $$ 'stack size')
	stack=${stack% *}
	[ "$stack" != unlimited ] || stack=2097152 # the C library's choice
	# The stacks of two threads are in it.
	check "little memory: $data" [ "${data% *}" -lt \
		$((2 * stack + 16777216)) ]
	check "and says so" grep -q '^DEBUG \[main\] confined' "$T/a.log"
fi
check "no new privileges" [ "$(field $a NoNewPrivs)" = 1 ]
for set in CapInh CapPrm CapEff CapBnd CapAmb; do
	check "$set is empty" [ "$(field $a $set)" = 0000000000000000 ]
done

check "traffic both ways" run_guest a "set -e
	$DHCP
	busybox ping -c 2 -W 2 192.168.64.1
	iperf3 -s -D
	: >$T/ready
	while [ -e $T/ready ]; do sleep 0.1; done" &
guest=$!
within 20 [ -e "$T/ready" ] || fail "the guest has no network"
ip=$(cat "$T/a.lease")
check "to the guest" within 3 iperf3 -c "$ip" -t 1
# Its server has no listener for a moment between two tests.
check "from the guest" within 3 iperf3 -R -c "$ip" -t 1
# A wait that was stopped goes on by a call of its own.
kill -STOP $a
sleep 0.3
kill -CONT $a
sleep 0.7
check "it survives SIGSTOP" kill -0 $a
check "and goes on forwarding" busybox ping -c 1 -W 2 "$ip"
rm "$T/ready"
wait $guest || fail "the guest failed"
wait $a
check "end of the VM: exit 0" [ $? = 0 ]
check "stats were logged" grep -q '^INFO  \[stats\] {"time": ' "$T/a.log"
check_nothing_left

# Another on the same network, while the first one runs and after it.
start_helper b --verbose
b=$pid
start_helper c --verbose
c=$pid
check "both share a network" [ "$(json "$T/b.json" vmnet_start_address)" = \
	"$(json "$T/c.json" vmnet_start_address)" ]
check "a guest on the first" run_guest b "$DHCP"
wait $b
check "exit 0" [ $? = 0 ]
start_helper b --verbose
b=$pid
check "and on its successor" run_guest b "$DHCP"
wait $b
check "exit 0" [ $? = 0 ]
stop_helper $c
check "SIGTERM: exit 0" [ $? = 0 ]
check_nothing_left

# Local time is local though its rules are in a file.
if [ -e /usr/share/zoneinfo/Asia/Tokyo ]; then
	export TZ=Asia/Tokyo
	start_helper d --verbose --stats-interval 1
	unset TZ
	check "a guest" run_guest d "$DHCP; sleep 1.2"
	wait $pid
	check "local time in the log" grep -q '^INFO  \[stats\].*+09:00"' \
		"$T/d.log"
fi

# An inherited socket: less is allowed then.
"$CLIENT" --helper "$HELPER" --verbose -- sh -c "sleep 1" 2>"$T/e.log"
check "--fd: exit 0" [ $? = 0 ]
check "to the end of the client" grep -q 'stopped vmnet interface' "$T/e.log"
check_nothing_left

if ! dmesg >/dev/null 2>&1; then
	echo "# the kernel's log cannot be read, refusals are not looked for"
elif [ "$(refusals | wc -l)" = "$before" ]; then
	echo "# the kernel logs no refusals"
else
	refute "nothing was refused but clone3()" unexpected
fi
