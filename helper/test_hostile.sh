#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_hostile.sh - a guest floods its helper with nonsense, while a second
# flow through the same helper, and another guest, go on
#
#   SECONDS_HOSTILE   how long, default 8
#   SEED              of the nonsense, default 1
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
need iperf3 perl
export T
write_lease_script
LIMIT=${SECONDS_HOSTILE:-8}
SEED=${SEED:-1}

memory() { # pid
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

addresses() {
	bridge fdb show | wc -l
}

# The other guest of the network, with a helper of its own.
start_helper b
b=$pid
LEASE=$T/b.lease "$NETNS" --socket "$T/b.sock" -- sh -c \
	"$DHCP; iperf3 -s -1 >$T/b-server.log" >"$T/b-guest.log" 2>&1 &
within 10 [ -s "$T/b.lease" ] || fail "no lease for the other guest"
other=$(cat "$T/b.lease")

iperf3 -s >"$T/server.log" 2>&1 &
server=$!

# On the socket of helper a there are two: who floods, and a guest in order.
LEASE=$T/a.lease
export LEASE BUILD LIMIT SEED
cat >"$T/flow" <<-END
	set -e
	$DHCP
	busybox ping -c 1 -W 2 192.168.64.1 >/dev/null
	: >$T/ready
	read -r go <$T/go
	busybox ping -c $((LIMIT * 5)) -i 0.2 -w $LIMIT 192.168.64.1 \\
		>$T/ping.log &
	iperf3 -c 192.168.64.1 -t $LIMIT -J >$T/iperf.json
	wait
END
mkfifo "$T/go"
cat >"$T/vm" <<-END
	"$NETNS" --fd 4 -- sh $T/flow >$T/flow.log 2>&1 &
	flow=\$!
	while [ ! -e $T/ready ]; do sleep 0.1; done
	echo go >$T/go
	"$BUILD/vmnet-hostile" 4 $LIMIT $SEED >$T/hostile.txt
	wait \$flow
END
"$CLIENT" --stats-interval 1 -- sh "$T/vm" >"$T/client.json" \
	2>"$T/client.log" &
client=$!
within 15 [ -e "$T/ready" ] || fail "the flow did not start"
helper=$(pgrep -f "vmnet-helper --fd" | head -n 1)
sleep 1
before=$(memory "$helper")
sleep $((LIMIT > 3 ? LIMIT - 2 : 1))
after=$(memory "$helper")
learned=$(addresses)
wait $client
check "client and helper end well, exit 0" [ $? = 0 ]
cat "$T/hostile.txt"
grep 'WARN' "$T/client.log"
sent=$(cut -d' ' -f1 "$T/hostile.txt")
sanitized || check "more than 10000 frames per second came" \
	[ "$sent" -gt $((LIMIT * 10000)) ]
sanitized || check "memory does not grow: $before KiB, then $after KiB" \
	[ "$after" -le $((before + 256)) ]
check "the network learned $learned addresses, no more than it may" \
	[ "$learned" -le 4200 ]
received=$(awk '/packets received/ { print $4 }' "$T/ping.log")
check "$received pings were answered meanwhile" [ "$received" -ge $((LIMIT * 2)) ]
rate=$(awk '/"sum_received"/ { on = 1 } on && /bits_per_second/ {
	printf "%d", $2 / 1e6; exit }' "$T/iperf.json")
check "TCP ran at $rate Mbit/s meanwhile" [ "$rate" -ge 1 ]
warnings=$(grep -c 'WARN.*dropped frames' "$T/client.log")
check "no line per frame: $warnings warnings" \
	[ "$warnings" -ge 1 -a "$warnings" -le $((LIMIT / 10 + 2)) ]
for reason in runt oversize ethertype ip; do
	check "frames are counted: $reason" grep -q \
		"\"vm\": .*\"$reason\": [1-9]" "$T/client.log"
done
check "the other guest is as before" iperf3 -c "$other" -t 1 -J \
	--logfile "$T/other.log"
wait $b
kill $server
check_nothing_left

# --- a guest that asks for addresses it cannot have --------------------------

cat >"$T/ask" <<'END'
use Socket;
socket(my $s, PF_INET, SOCK_DGRAM, 17) or die $!;
setsockopt($s, SOL_SOCKET, SO_BROADCAST, 1) or die $!;
setsockopt($s, SOL_SOCKET, 25, "eth0\0") or die $!; # SO_BINDTODEVICE
bind($s, pack_sockaddr_in(68, INADDR_ANY)) or die $!;
my $to = pack_sockaddr_in(67, INADDR_BROADCAST);
while (1) {
	for (1 .. 50) {
		# DHCPREQUEST of 1.2.3.4, each time by somebody else.
		send($s, pack("C4 N x20 x4 C n n C x10 x192 N C3 C2 N C x60",
			1, 1, 6, 0, rand(2**32), 2, rand(65536), rand(65536), 9,
			0x63825363, 53, 1, 3, 50, 4, 0x01020304, 255), 0, $to);
	}
	select(undef, undef, undef, 0.002);
}
END
start_helper c
c=$pid
"$NETNS" --socket "$T/c.sock" -- sh -c \
	"ip addr add 192.168.64.250/24 dev eth0; exec perl $T/ask" \
	>"$T/c-guest.log" 2>&1 &
guest=$!
log=$(find /run/vmnet-helper -path '*/dnsmasq/log')
log_is() { # bytes at least
	[ "$(stat -c %s "$log")" -ge "$1" ]
}
within 60 log_is 2000000 || fail "the log of dnsmasq does not grow"
sleep 2
refute "the log of dnsmasq ends at 2 MiB" log_is 2097153
start_helper d
d=$pid
kill $guest
wait $c
LEASE=$T/d.lease "$NETNS" --socket "$T/d.sock" -- sh -c "$DHCP" \
	>"$T/d-guest.log" 2>&1
check "and another guest gets its address" [ -s "$T/d.lease" ]
wait $d
check_nothing_left
