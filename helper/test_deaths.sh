#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_deaths.sh - whatever dies, the helper ends soon with its reason in one
# line, or goes on
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T
write_lease_script

# start_guest NAME COMMANDS - a guest in the background; $guest
start_guest() {
	LEASE=$T/$1.lease
	export LEASE
	rm -f "$LEASE"
	"$NETNS" --socket "$T/$1.sock" -- sh -c "$2" >"$T/$1-guest.log" 2>&1 &
	guest=$!
}

# ended PID - has it?  A zombie has.
ended() {
	! grep -q '^State:.[^ZX]' "/proc/$1/status" 2>/dev/null
}

# kill_guest - as the out-of-memory killer does; its own socket stays
kill_guest() {
	kill -KILL "$guest"
	rm -f "$T"/*.sock.*
}

# ends WHAT PID STATUS PATTERN LOG - it ends within a second
ends() {
	within 1 ended "$2" || fail "$1: still there after a second"
	wait "$2"
	check "$1: exit $3" [ $? = "$3" ]
	check "$1: says why" grep -q "$4" "$5"
}

start_helper a
a=$pid
start_guest a "$DHCP; exec sleep 1000"
within 10 [ -s "$T/a.lease" ] || fail "no lease"
kill_guest
ends "VM killed" $a 0 'socket closed by peer' "$T/a.log"
check_nothing_left

start_helper a
a=$pid
start_guest a "$DHCP; exec sleep 1000"
within 10 [ -s "$T/a.lease" ] || fail "no lease"
ip link del "$(json "$T/a.json" vmnet_interface_name)"
ends "TAP deleted" $a 1 'ERROR \[main\] the network is gone: ' "$T/a.log"
kill_guest
check_nothing_left

# Who has the lease asks again, of another dnsmasq.
mkfifo "$T/again"
start_helper a
a=$pid
start_guest a "$DHCP; read -r x <$T/again; $DHCP; exec sleep 1000"
within 10 [ -s "$T/a.lease" ] || fail "no lease"
first=$(pgrep -x dnsmasq | head -n 1)
kill -KILL "$first"
another_dnsmasq() {
	now=$(living dnsmasq | head -n 1)
	[ -n "$now" ] && [ "$now" != "$first" ]
}
check "dnsmasq killed: another one comes" within 3 another_dnsmasq
rm "$T/a.lease"
echo >"$T/again"
check "and answers" within 10 [ -s "$T/a.lease" ]
check "the helper goes on" kill -0 $a
kill_guest
wait $a
check_nothing_left

# So it is when our caller ignores the end of its children.
rm "$T/a.json" # or it is taken for that of the next helper
# shellcheck disable=SC2016 # of perl
perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' "$HELPER" --socket "$T/a.sock" \
	>"$T/a.json" 2>"$T/a.log" &
a=$!
within 15 grep -q '}' "$T/a.json" || fail "helper a did not start"
first=$(pgrep -x dnsmasq | head -n 1)
kill -KILL "$first"
check "SIGCHLD ignored, dnsmasq killed: another one comes" \
	within 3 another_dnsmasq
stop_helper $a
check_nothing_left

# The log may not grow.
rm "$T/a.json"
sh -c 'ulimit -f 8; exec "$0" --socket "$T/a.sock"' "$HELPER" \
	>"$T/a.json" 2>"$T/a.log" &
a=$!
within 15 grep -q '}' "$T/a.json" || fail "helper a did not start"
log_is_full() {
	kill -USR1 $a
	[ "$(stat -c %s "$T/a.log")" -ge 4096 ] || ! kill -0 $a
}
within 10 log_is_full || fail "the log has no limit"
kill -USR1 $a
sleep 0.1
stop_helper $a
check "a log that may not grow: SIGTERM, exit 0" [ $? = 0 ]
check_nothing_left

# The log is on a full disk: every line is lost, and nothing else.
mkdir "$T/full"
mount -t tmpfs -o size=4k tmpfs "$T/full"
head -c 4096 /dev/zero >"$T/full/fill"
"$HELPER" --socket "$T/b.sock" --stats-interval 1 >"$T/b.json" \
	2>"$T/full/b.log" &
b=$!
within 15 has_line "$T/b.json" $b || fail "helper b did not start"
start_guest b "$DHCP; sleep 1.5; busybox ping -c 1 -W 2 192.168.64.1 >$T/pong
	exec sleep 1000"
check "full disk: frames flow" within 10 grep -q ' 0% packet loss' "$T/pong"
check "full disk: nothing was logged" [ ! -s "$T/full/b.log" ]
kill_guest
within 1 ended $b || fail "full disk: helper does not end"
wait $b
check "full disk: exit 0" [ $? = 0 ]
umount "$T/full"
check_nothing_left

# The reader of stdout has gone, that of stderr too.
mkfifo "$T/out"
"$HELPER" --socket "$T/c.sock" --stats-interval 1 >"$T/out" 2>&1 &
c=$!
head -n 1 "$T/out" >/dev/null
within 5 [ -S "$T/c.sock" ] || fail "no reader: no socket"
start_guest c "$DHCP; sleep 1.5; busybox ping -c 1 -W 2 192.168.64.1 >$T/pong2
	exec sleep 1000"
check "no reader: frames flow" within 10 grep -q ' 0% packet loss' "$T/pong2"
kill $c
within 1 ended $c || fail "no reader: helper does not end"
wait $c
check "no reader: exit 0" [ $? = 0 ]
within 2 ended $guest
kill_guest 2>/dev/null
check_nothing_left

# A VM that is stopped reads nothing: SIGTERM is heard all the same.
start_helper d
d=$pid
start_guest d "$DHCP; exec sleep 1000"
within 10 [ -s "$T/d.lease" ] || fail "no lease"
kill -STOP $guest
address=$(cat "$T/d.lease")
busybox ping -q -c 1000 -i 0.001 -s 1400 -w 2 "$address" >/dev/null
kill $d
ends "VM stopped, SIGTERM" $d 0 'received signal Terminated' "$T/d.log"
kill_guest
check_nothing_left

# Nobody reads the log, which is a pipe: lines are lost, not signals.
mkfifo "$T/log"
sh -c "exec sleep 1000" <"$T/log" &
reader=$!
"$HELPER" --socket "$T/e.sock" >"$T/e.json" 2>"$T/log" &
e=$!
within 15 has_line "$T/e.json" $e || fail "helper e did not start"
for _ in $(seq 300); do
	kill -USR1 $e
	sleep 0.003
done
kill $e
within 1 ended $e || fail "log not read: SIGTERM is not heard"
wait $e
check "log not read: SIGTERM, exit 0" [ $? = 0 ]
kill $reader
check_nothing_left

# Nobody reads the line of JSON, either: SIGTERM is heard all the same.
mkfifo "$T/unread"
exec 7<>"$T/unread"
perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK);
	1 while syswrite(STDOUT, "x" x 4096); fcntl(STDOUT, F_SETFL, 0)' >&7
"$HELPER" --socket "$T/e.sock" >&7 2>"$T/e.log" &
e=$!
within 15 [ -S "$T/e.sock" ] || fail "line not read: no socket"
sleep 0.2
kill $e
ends "line not read, SIGTERM" $e 0 'received signal Terminated' "$T/e.log"
"$CLIENT" -- touch "$T/started" >&7 2>"$T/e.log" &
e=$!
within 15 grep -q '\] running$' "$T/e.log" || fail "line not read: no helper"
sleep 0.2
kill $e
within 2 ended $e || fail "line not read: the client does not end"
wait $e
check "line not read by the client: exit 143" [ $? = 143 ]
check "and the command is not started" [ ! -e "$T/started" ]
exec 7>&-
check_nothing_left

# Another helper has been at its start for long: ours can be told to stop.
start_helper f
f=$pid
lock=$(find /run/vmnet-helper -name lock)
flock "$lock" sleep 1000 &
holder=$!
locked() {
	! flock -n "$lock" true
}
within 5 locked || fail "the lock is not held"
# It asks again and again, with the file open.
waits() {
	readlink "/proc/$g/fd"/* | grep -qxF "$lock"
}
"$HELPER" --socket "$T/g.sock" >"$T/g.json" 2>"$T/g.log" &
g=$!
within 10 waits || fail "the start does not wait for the lock"
kill $g
ends "start interrupted" $g 0 'received signal Terminated' "$T/g.log"
"$HELPER" --socket "$T/g.sock" >"$T/g.json" 2>"$T/g.log" &
g=$!
within 12 ended $g || fail "a start has no limit"
wait $g
check "a start that takes too long: exit 1" [ $? = 1 ]
check "and says why" grep -q 'another helper has been starting for 10 s' \
	"$T/g.log"
pkill -P $holder
stop_helper $f
check_nothing_left

# SIGTERM at any moment of the start, in steps of half a millisecond.  In a
# subshell without a trap, which a child would have for a moment, too.
(
	trap - TERM
	for us in $(seq 0 500 30000); do
		"$HELPER" --socket "$T/h.sock" >"$T/h.json" 2>"$T/h.log" &
		h=$!
		perl -e 'select(undef, undef, undef, $ARGV[0] / 1e6)' "$us"
		kill $h
		within 2 ended $h || fail "SIGTERM after $us us: still there"
		wait $h
		status=$?
		# Before it has looked, the signal ends it as any program.
		[ $status = 0 ] || [ $status = 143 ] ||
			fail "SIGTERM after $us us: exit $status"
	done
) || exit
ok "SIGTERM at any moment of the start"
check_nothing_left
