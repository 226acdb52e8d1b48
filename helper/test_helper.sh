#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_helper.sh - the real helper, a guest with a real network stack, and an
# outside that can be reached by NAT only
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T
write_lease_script

make_outside 24

# run_guest NAME COMMANDS - start a guest on helper NAME's socket
run_guest() {
	LEASE=$T/$1.lease
	export LEASE
	"$NETNS" --socket "$T/$1.sock" --mac "$(json "$T/$1.json" \
		vmnet_mac_address)" -- sh -c "$2" >"$T/$1-guest.log" 2>&1
}

start_helper a --interface-id 9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23 \
	--stats-interval 1
a=$pid
check "one line of JSON" [ "$(wc -l <"$T/a.json")" = 1 ]
check "same id, same MAC" \
	[ "$(json "$T/a.json" vmnet_mac_address)" = 62:68:b2:85:b7:1a ]
check "default start" \
	[ "$(json "$T/a.json" vmnet_start_address)" = 192.168.64.1 ]
check "default end" [ "$(json "$T/a.json" vmnet_end_address)" = 192.168.64.254 ]
check "default mask" [ "$(json "$T/a.json" vmnet_subnet_mask)" = 255.255.255.0 ]
check "packet size" [ "$(json "$T/a.json" vmnet_max_packet_size)" = 1514 ]
check "interface exists" ip link show "$(json "$T/a.json" vmnet_interface_name)"
check "socket is private" [ "$(stat -c %a "$T/a.sock")" = 600 ]

check "DHCP lease" run_guest a "$DHCP -O mtu"
check "with the MTU" [ "$(cat "$T/a.lease.mtu")" = 1500 ]
lease=$(cat "$T/a.lease")
check "lease is in the range: $lease" \
	expr "$lease" : '192\.168\.64\.[0-9]*$'
# The guest went away, and so the helper.
wait $a
check "helper ends with its VM, exit 0" [ $? = 0 ]
check_nothing_left

start_helper a --stats-interval 1
a=$pid
check "ARP, ping of the gateway, NAT44, IPv6, NAT66" run_guest a "set -e
	$DHCP
	busybox arping -c 1 -w 2 -I eth0 192.168.64.1
	ping() { busybox ping -c 3 -W 2 \"\$@\"; }
	ping 192.168.64.1
	ping 10.99.0.2
	ping -s 1400 10.99.0.2
	tries=0
	until ip -6 addr show dev eth0 scope global | grep -q inet6; do
		tries=\$((tries + 1)); [ \$tries -lt 100 ]; sleep 0.1
	done
	ip -6 route
	ping $(json "$T/a.json" vmnet_nat66_prefix)1
	ping fd99::2
	sleep 1.2"
check "stats are logged" grep -q '^INFO  \[stats\] {"time": "20' "$T/a.log"
wait $a
check_nothing_left

start_helper b --start-address 10.200.0.1 --end-address 10.200.0.2 \
	--subnet-mask 255.255.255.252
b=$pid
check "/30: start is echoed" \
	[ "$(json "$T/b.json" vmnet_start_address)" = 10.200.0.1 ]
check "/30: end is echoed" \
	[ "$(json "$T/b.json" vmnet_end_address)" = 10.200.0.2 ]
check "/30: mask is echoed" \
	[ "$(json "$T/b.json" vmnet_subnet_mask)" = 255.255.255.252 ]
check "/30: its one address is leased" run_guest b "$DHCP; \
	busybox ping -c 1 -W 2 10.200.0.1 && busybox ping -c 1 -W 2 10.99.0.2"
check "/30: the lease" [ "$(cat "$T/b.lease")" = 10.200.0.2 ]
wait $b

start_helper c --start-address 172.16.5.1 --end-address 172.16.5.9 \
	--subnet-mask 255.255.255.0
c=$pid
check "static address above the range" run_guest c "set -e
	ip addr add 172.16.5.77/24 dev eth0
	ip route add default via 172.16.5.1
	busybox ping -c 1 -W 2 10.99.0.2"
wait $c
check_nothing_left

start_helper d
d=$pid
status=/proc/$d/status
check "no capability" grep -q '^CapPrm:.0*$' "$status"
check "none to gain" grep -q '^CapBnd:.0*$' "$status"
check "no new privileges" grep -q '^NoNewPrivs:.1$' "$status"
rss=$(awk '/^VmRSS/ { print $2 }' "$status")
sanitized || check "resident memory $rss KiB is under 8 MiB" [ "$rss" -lt 8192 ]
check "second helper on the socket is refused" sh -c \
	"! '$HELPER' --socket '$T/d.sock' 2>'$T/second.log'"
check "and says why" grep -q 'd.sock: another helper serves it' "$T/second.log"
stop_helper $d
check "SIGTERM while waiting for a client: exit 0" [ $? = 0 ]
check_nothing_left

for signal in INT HUP QUIT; do
	start_helper e
	kill -$signal $pid
	wait $pid
	check "SIG$signal: exit 0" [ $? = 0 ]
	check_nothing_left
done

start_helper f
kill -KILL $pid
wait $pid 2>/dev/null
rm -f "$T"/f.sock*
check_nothing_left

"$HELPER" --socket "$T/g.sock" 2>"$T/g.log" >&- &
g=$!
within 15 [ -e "$T/g.sock" ] || fail "no socket with stdout closed"
check "closed stdout is survived" kill -0 $g
stop_helper $g
check_nothing_left
