#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_sharing.sh - several helpers on one network, and who cleans up
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T

ports() {
	ip -o link show master vmnetc0a84000 2>/dev/null | wc -l
}

start_helper a
a=$pid
start_helper b
b=$pid
check "two helpers share one bridge" [ "$(ports)" = 2 ]
check "one keeper, one spare" within 5 one_keeper
check "one dnsmasq" [ "$(pgrep -cx dnsmasq)" = 1 ]
check "same gateway" [ "$(json "$T/a.json" vmnet_start_address)" = \
	"$(json "$T/b.json" vmnet_start_address)" ]
refute "different MAC addresses" [ "$(json "$T/a.json" vmnet_mac_address)" = \
	"$(json "$T/b.json" vmnet_mac_address)" ]

kill -KILL $a
wait $a 2>/dev/null
rm -f "$T"/a.sock*
one_port() { [ "$(ports)" = 1 ]; }
check "the second keeps its network" within 5 one_port
check "and dnsmasq" pgrep -x dnsmasq

old=$(living dnsmasq)
kill -KILL "$old"
new_dnsmasq() { new=$(living dnsmasq) && [ "$new" != "$old" ]; }
check "dnsmasq is restarted" within 10 new_dnsmasq

refute "same subnet, other range" "$HELPER" --socket "$T/x.sock" \
	--start-address 192.168.64.1 --end-address 192.168.64.9 \
	--subnet-mask 255.255.255.0 2>"$T/x.log"
check "is refused by name" grep -q \
	'start-address 192.168.64.1: network 192.168.64.0/24 runs already' \
	"$T/x.log"

within 5 one_keeper || fail "no keeper"
keeper=$(living vmnet-keeper)
old=$(living dnsmasq)
kill -KILL "$keeper"
new_keeper() { one_keeper && [ "$(living vmnet-keeper)" != "$keeper" ]; }
check "keeper killed: the spare takes over" within 5 new_keeper
check "with a dnsmasq" within 10 new_dnsmasq
spare=$(living vmnet-spare)
kill -KILL "$spare"
new_spare() { one_keeper && [ "$(living vmnet-spare)" != "$spare" ]; }
check "spare killed: there is another" within 5 new_spare

kill_keeper
no_dnsmasq() { ! living dnsmasq >/dev/null; }
check "dnsmasq dies with its keeper" within 5 no_dnsmasq
start_helper c
c=$pid
check "the next helper repairs: keeper" living vmnet-keeper
check "the next helper repairs: dnsmasq" living dnsmasq
check "both helpers are ports" [ "$(ports)" = 2 ]
refute "repaired: other range refused" "$HELPER" --socket "$T/x.sock" \
	--start-address 192.168.64.1 --end-address 192.168.64.9 \
	--subnet-mask 255.255.255.0 2>"$T/x.log"

kill_keeper
within 5 no_dnsmasq || fail "dnsmasq stays"
refute "a network without keeper is its users': other range" "$HELPER" \
	--socket "$T/x.sock" --start-address 192.168.64.1 \
	--end-address 192.168.64.9 --subnet-mask 255.255.255.0 2>"$T/x.log"
check "is refused by name, too" grep -q 'runs already in shared mode' "$T/x.log"
PATH=$T:$PATH
printf '#!/bin/sh\nexit 3\n' >"$T/dnsmasq"
chmod 755 "$T/dnsmasq"
refute "a repair that fails" "$HELPER" --socket "$T/x.sock" 2>"$T/x.log"
rm "$T/dnsmasq"
check "leaves the others their network" [ "$(ports)" = 2 ]
stop_helper $b
stop_helper $c
refute "no keeper: the bridge stays" nothing_left
start_helper d --start-address 192.168.64.5 --end-address 192.168.64.9 \
	--subnet-mask 255.255.255.0
check "remains without users are removed" [ "$(ip -o -4 addr show \
	dev vmnetc0a84000 | awk '{ print $4 }')" = 192.168.64.5/24 ]
stop_helper $pid
check_nothing_left

ip link add other type veth peer name rehto
ip addr add 192.168.64.77/26 dev other
start_helper d
check "a subnet in use is passed over" \
	[ "$(json "$T/d.json" vmnet_start_address)" = 192.168.65.1 ]
stop_helper $pid
refute "and refused when asked for" "$HELPER" --socket "$T/x.sock" \
	--start-address 192.168.64.1 --end-address 192.168.64.9 \
	--subnet-mask 255.255.255.0 2>"$T/x.log"
check "by the name of the interface" grep -q 'in use by interface other' \
	"$T/x.log"
ip link del other
check_nothing_left

pids=
for i in 1 2 3 4 5 6 7 8; do
	"$HELPER" --socket "$T/n$i.sock" >"$T/n$i.json" 2>"$T/n$i.log" &
	pids="$pids $!"
done
eight_lines() { [ "$(cat "$T"/n?.json | wc -l)" = 8 ]; }
check "eight start at once" within 20 eight_lines
check "on one bridge" [ "$(ports)" = 8 ]
check "with one keeper" within 5 one_keeper
# shellcheck disable=SC2086 # a list
kill $pids
for p in $pids; do
	wait "$p" || fail "helper $p failed"
done
check_nothing_left
