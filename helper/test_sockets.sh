#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_sockets.sh - both kinds of socket, clients that come and go, and those
# that must not come in
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0" root
need perl
export T
write_lease_script

# run_guest NAME COMMANDS [OPTION] - a guest on helper NAME's socket
run_guest() {
	LEASE=$T/$1.lease
	export LEASE
	rm -f "$LEASE"
	# shellcheck disable=SC2086 # may be empty
	"$NETNS" --socket "$T/$1.sock" ${3-} -- sh -c "$2" \
		>"$T/$1-guest.log" 2>&1
}

# visit PATH [BYTES] - connect to a stream socket, say something, and leave
visit() {
	perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die $!;
		connect($s, pack_sockaddr_un($ARGV[0])) or exit 3;
		syswrite($s, pack("H*", $ARGV[1])) if $ARGV[1];
		sysread($s, my $x, 1) if $ARGV[1]' "$1" "${2-}"
}

running() {
	kill -0 "$1" 2>/dev/null
}

waits_again() { # turns
	[ "$(grep -c 'waiting for client' "$T/b.log")" -gt "$1" ]
}

# waits_in_queue - three visitors and a guest wait to be accepted
waits_in_queue() {
	[ "$(ss -xlH src "$T/a.sock" | awk '{ print $3 }')" = 4 ]
}

LEASE_AND_PING="$DHCP && busybox ping -c 2 -i 0.2 -W 2 192.168.64.1"

start_helper a --socket-type stream
a=$pid
check "a stream socket is private" [ "$(stat -c %a "$T/a.sock")" = 600 ]
check "a stream: lease and ping" run_guest a "$LEASE_AND_PING" --stream
wait $a
check "helper ends with the client, exit 0" [ $? = 0 ]
check "and says so" grep -q 'socket closed by peer' "$T/a.log"
check_nothing_left

start_helper a --socket-type stream
a=$pid
for _ in 1 2 3; do
	visit "$T/a.sock"
done
check "who connects and leaves is no client" running $a
rm -f "$T/a.lease"
run_guest a "$LEASE_AND_PING && sleep 1" --stream &
guest=$!
within 10 [ -s "$T/a.lease" ] || fail "no lease after the visits"
visit "$T/a.sock"
check "nor disturbs the one that is served" wait $guest
wait $a
check "exit 0 when that one has gone" [ $? = 0 ]
check_nothing_left

# A helper that had no time to see the visitors leave, when the VM comes.
start_helper a --socket-type stream
a=$pid
kill -STOP $a
for _ in 1 2 3; do
	visit "$T/a.sock"
done
rm -f "$T/a.lease"
run_guest a "$LEASE_AND_PING" --stream &
guest=$!
within 5 waits_in_queue || fail "the guest does not connect"
kill -CONT $a
check "a client right behind visitors is served" wait $guest
wait $a
check "exit 0 when it has gone" [ $? = 0 ]
check_nothing_left

start_helper a --socket-type stream
a=$pid
visit "$T/a.sock" ffffffff
wait $a
check "nonsense on the stream: exit 1" [ $? = 1 ]
check "with the reason" grep -q 'stream makes no sense: a frame above' "$T/a.log"
check_nothing_left

for type in dgram stream; do
	option=
	[ $type = stream ] && option=--stream
	start_helper b --reconnect --socket-type $type
	b=$pid
	turns=0
	for turn in first second third; do
		check "$type: $turn client, lease and ping" \
			run_guest b "$LEASE_AND_PING" "$option"
		turns=$((turns + 1))
		within 2 waits_again $turns ||
			fail "helper does not wait for another client"
	done
	[ $type = stream ] && visit "$T/b.sock" ffffffff
	check "$type: helper waits for the next" running $b
	stop_helper $b
	check "$type: SIGTERM, exit 0" [ $? = 0 ]
	check_nothing_left
done

# Lines of counters that nobody was served for do not come all at once.
start_helper c --stats-interval 1
c=$pid
sleep 5
"$NETNS" --socket "$T/c.sock" -- sh -c 'sleep 1.5' >"$T/c-guest.log" 2>&1
wait $c
lines=$(sed -n 's/.*\[stats\] {"time": "\([^.]*\)..*/\1/p' "$T/c.log" |
	sort | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')
check "a second has its line of counters" [ "${lines:-0}" -ge 1 ]
check "and not those of the wait before" [ "$lines" -le 2 ]
check_nothing_left

start_helper c
c=$pid
visit "$T/c.sock"
check "a stream client of a datagram socket: nothing happens" running $c
kill -USR1 $c
within 2 grep -q '^INFO  \[stats\] {"time"' "$T/c.log" ||
	fail "no line of counters while waiting for a client"
ok "SIGUSR1 while waiting: a line of counters"
LEASE=$T/c.lease "$NETNS" --socket "$T/c.sock" -- sh -c \
	"$LEASE_AND_PING; sleep 30" >"$T/c-guest.log" 2>&1 &
guest=$!
within 10 [ -s "$T/c.lease" ] || fail "no lease"
kill -USR1 $c
# shellcheck disable=SC2016 # for the other shell
check "SIGUSR1 while serving: frames are counted" within 2 sh -c '
	grep "\[stats\]" "$T/c.log" | tail -n 1 |
		grep -q "\"vm\": {\"packets\": [1-9]"'
kill -KILL $guest
rm -f "$T"/*.sock.*
wait $c
check "client killed: exit 0" [ $? = 0 ]
check_nothing_left

# As another user, with the door open: the credentials tell.
for type in dgram stream; do
	SUDO_UID=1234 SUDO_GID=1234
	export SUDO_UID SUDO_GID
	chmod 777 "$T"
	start_helper d --socket-type $type
	d=$pid
	unset SUDO_UID SUDO_GID
	chmod 666 "$T/d.sock"
	# shellcheck disable=SC2016 # for perl
	setpriv --reuid 4321 --regid 4321 --clear-groups perl -e '
		use Socket; my $p = $ARGV[0];
		my $kind = $ARGV[1] eq "stream" ? SOCK_STREAM : SOCK_DGRAM;
		socket(my $s, AF_UNIX, $kind, 0) or die $!;
		bind($s, pack_sockaddr_un("$p.4321")) or die $!;
		connect($s, pack_sockaddr_un($p)) or die $!;
		$SIG{PIPE} = "IGNORE"; syswrite($s, "0" x 60);' "$T/d.sock" $type ||
		fail "cannot visit as another user"
	check "$type: a client of another user is refused" \
		within 2 grep -q 'refused a client of uid 4321' "$T/d.log"
	rm -f "$T/d.sock.4321"
	check "$type: and the helper waits on" running $d
	stop_helper $d
	check_nothing_left
done
