#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_modes.sh - what each operation mode promises, seen by guests with real
# network stacks: what the JSON line echoes, who reaches whom, who does not
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T
write_lease_script

# guest NAME COMMANDS - run a guest of helper NAME until COMMANDS end
guest() {
	LEASE=$T/$1.lease
	export LEASE
	"$NETNS" --socket "$T/$1.sock" --mac "$(json "$T/$1.json" \
		vmnet_mac_address)" -- sh -c "$2" >"$T/$1-guest.log" 2>&1
}

# shellcheck disable=SC2016 # for the shell of a guest
PING='ping() { busybox ping -c 2 -W 1 "$@"; }'
# shellcheck disable=SC2016
SLAAC='n=0; until ip -6 addr show dev eth0 scope global | grep -q inet6; do
	n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done'

# How many pings, answered or not, have reached a guest; IPv4 and IPv6.
# shellcheck disable=SC2016
ECHOS='awk "/^Icmp:/ { if (++n == 1) { while (\$++i != \"InEchos\"); }
	else sum += \$i } /^Icmp6InEchos/ { sum += \$2 } END { print sum }" \
	/proc/net/snmp /proc/net/snmp6'

# count NAME - set $echos to the number of pings that have reached a guest of
# keep(); what was counted before now may come once more, but not twice
count() {
	for _ in 1 2; do
		rm -f "$T/$1.echos"
		within 10 [ -s "$T/$1.echos" ] || fail "$1 counts no more"
	done
	echos=$(cat "$T/$1.echos")
}

# keep NAME - start a guest with addresses that stays until it is killed
keep() {
	rm -f "$T/$1.lease"
	guest "$1" "$DHCP; $SLAAC
		ip -6 -o addr show dev eth0 scope global |
			sed 's/.*inet6 \([^/]*\).*/\1/' >$T/$1.lease6
		while $ECHOS >$T/$1.new; do
			mv $T/$1.new $T/$1.echos; sleep 0.2
		done" &
	within 20 [ -s "$T/$1.lease6" ] || fail "$1 got no addresses"
}

# echoes NAME START END MASK OPTION... - the JSON line says what was asked
echoes() {
	name=$1 start=$2 end=$3 mask=$4
	shift 4
	start_helper "$name" --start-address "$start" --end-address "$end" \
		--subnet-mask "$mask" "$@"
	got="$(json "$T/$name.json" vmnet_start_address) $(json \
		"$T/$name.json" vmnet_end_address) $(json "$T/$name.json" \
		vmnet_subnet_mask)"
	check "$*: $got" [ "$got" = "$start $end $mask" ]
	stop_helper $pid || fail "helper did not end well"
	# The next one may want a part of this subnet.
	within 5 nothing_left || fail "something is left behind"
}

for mode in shared host; do
	for subnet in 192.168.200 10.200.0 172.16.200; do
		echoes e $subnet.1 $subnet.254 255.255.255.0 \
			--operation-mode $mode
	done
	echoes e 192.168.200.1 192.168.200.2 255.255.255.252 \
		--operation-mode $mode
	echoes e 192.168.200.253 192.168.200.254 255.255.255.252 \
		--operation-mode $mode
	echoes e 192.168.200.1 192.168.200.99 255.255.255.0 \
		--operation-mode $mode --enable-isolation
done
check_nothing_left

# This one knows the way to guests, which must not help it.
make_outside 24
outside 'ip route add 192.168.0.0/16 via 10.99.0.1
	ip -6 route add fd00::/8 via fd99::1'
# host mode
start_helper h --operation-mode host
check "host: default subnet" \
	[ "$(json "$T/h.json" vmnet_start_address)" = 192.168.128.1 ]
prefix=$(json "$T/h.json" vmnet_nat66_prefix)
check "host: gateway answers over IPv4 and IPv6" guest h "set -e
	$DHCP; $SLAAC; $PING
	ping 192.168.128.1; ping ${prefix}1"
wait $pid
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
start_helper h --operation-mode host
check "host: no default route, and none that works" guest h "$DHCP
	$SLAAC; $PING
	ip route | grep default && exit 1
	ip -6 route | grep default && exit 2
	ip route add default via 192.168.128.1
	ip -6 route add default via ${prefix}1
	ping 10.99.0.2 && exit 3
	ping fd99::2 && exit 4
	ping 192.168.128.1"
wait $pid
start_helper h --operation-mode host
keep h
lease=$(cat "$T/h.lease")
check "host: the host reaches the guest" busybox ping -c 2 -W 2 "$lease"
refute "host: the outside does not" nsenter -t $outside -n \
	busybox ping -c 2 -W 1 "$lease"
refute "two modes, one subnet: refused" "$HELPER" --socket "$T/x.sock" \
	--start-address 192.168.128.1 --end-address 192.168.128.254 \
	--subnet-mask 255.255.255.0 2>"$T/x.log"
check "by name" grep -q '192.168.128.0/24 runs already in host mode' \
	"$T/x.log"
start_helper s
check "shared beside host" \
	[ "$(json "$T/s.json" vmnet_start_address)" = 192.168.64.1 ]
check "shared: the guest does not reach the host network" guest s "$DHCP
	$PING; ping $lease && exit 1; ping 10.99.0.2"
wait $pid
pkill -x vmnet-netns
check_nothing_left

# shared mode is closed to the outside
start_helper s
keep s
lease=$(cat "$T/s.lease")
check "shared: the host reaches the guest" busybox ping -c 2 -W 2 "$lease"
refute "shared: the outside does not" nsenter -t $outside -n \
	busybox ping -c 2 -W 1 "$lease"
start_helper s2
check "shared: guest to guest" guest s2 "$DHCP; $PING; ping $lease"
wait $pid
pkill -x vmnet-netns
check_nothing_left

# isolation
start_helper i --enable-isolation
keep i
lease=$(cat "$T/i.lease")
start_helper j --enable-isolation
prefix=$(json "$T/j.json" vmnet_nat66_prefix)
lease6=$(cat "$T/i.lease6")
count i
before=$echos
check "isolation: host and outside yes, guest no, by no way" guest j "$DHCP
	$SLAAC; $PING
	ping 192.168.64.1 || exit 1
	ping 10.99.0.2 || exit 2
	ping ${prefix}1 || exit 3
	ping $lease && exit 4
	ping $lease6 && exit 5
	busybox arping -c 2 -w 2 -I eth0 $lease && exit 6
	ip route add $lease/32 via 192.168.64.1
	ip -6 route add $lease6/128 via ${prefix}1
	ping $lease && exit 7
	ping $lease6 && exit 8
	ping fd99::2 || exit 9
	exit 0"
wait $pid
count i
check "isolation: not even one way" [ "$echos" = "$before" ]
start_helper k
check "isolation: a guest without it is not kept away" guest k "$DHCP; $SLAAC
	$PING; ping $lease && ping $lease6 &&
	busybox arping -c 2 -w 2 -I eth0 $lease"
wait $pid
count i
refute "isolation: and its pings were counted" [ "$echos" = "$before" ]
pkill -x vmnet-netns
check_nothing_left

# bridged: a LAN with its own DHCP server and a host on it
make_namespace
ip link add phys0 type veth peer name lan0 netns $outside
ip link set phys0 up
nsenter -t $outside -n sh -c 'ip addr add 172.30.0.1/24 dev lan0
	ip link set lan0 up; ip link set lo up'
nsenter -t $outside -n dnsmasq --conf-file=/dev/null --keep-in-foreground \
	--user= --group= --interface=lan0 --except-interface=lo \
	--bind-interfaces --no-hosts --no-ping --port=0 --no-resolv \
	--dhcp-range=172.30.0.50,172.30.0.99,255.255.255.0,1h \
	--dhcp-leasefile="$T/lan.leases" --pid-file= 2>"$T/lan.log" &
lan=$!
ip link add brlan type bridge
ip link set brlan up
check "list of interfaces has the bridge" sh -c \
	"'$HELPER' --list-shared-interfaces | grep -qx brlan"

bridged_guest() { # helper
	guest "$1" "set -e; $DHCP; $PING; ping 172.30.0.1"
	status=$?
	grep -q '^172\.30\.0\.' "$T/$1.lease" && [ $status = 0 ]
}

ip link set phys0 master brlan
refute "a port of a bridge: refused" "$HELPER" --socket "$T/x.sock" \
	--operation-mode bridged --shared-interface phys0 2>"$T/x.log"
check "by name" grep -q 'phys0: is a port of a bridge' "$T/x.log"
start_helper b --operation-mode bridged --shared-interface brlan
check "bridged has no addresses in its JSON" sh -c \
	"! grep -q vmnet_start_address '$T/b.json'"
check "bridge: DHCP from the LAN, host on it answers" bridged_guest b
wait $pid
ip link set phys0 nomaster

# A macvtap has a device node of root; the mapped root of a user that is not
# root cannot open it, and that is what the helper then says.
ip link set phys0 mtu 1400
if "$HELPER" --socket "$T/m.sock" --operation-mode bridged --shared-interface \
	phys0 >"$T/m.json" 2>"$T/m.log" & then
	pid=$!
	within 10 has_line "$T/m.json" $pid
fi
if grep -q 'cannot open a macvtap: .*needs root' "$T/m.log"; then
	wait $pid
	ok "macvtap: refused with the reason (no right to its device)"
else
	check "macvtap: MTU of its parent" \
		[ "$(json "$T/m.json" vmnet_mtu)" = 1400 ]
	check "macvtap: DHCP from the LAN, host on it answers" bridged_guest m
	wait $pid
fi
no_macvtap() { ! ip -o link | grep -q vmmac && ! pgrep -x vmnet-janitor; }
check "macvtap: gone with its helper" within 5 no_macvtap

if ! grep -q 'needs root' "$T/m.log"; then
	start_helper m --operation-mode bridged --shared-interface phys0
	kill -KILL $pid
	wait $pid 2>/dev/null
	rm -f "$T"/m.sock*
	check "macvtap: gone after SIGKILL" within 5 no_macvtap

	start_helper m --operation-mode bridged --shared-interface phys0
	"$NETNS" --socket "$T/m.sock" -- sh -c ": >$T/m.there; exec sleep 1000" \
		>"$T/m-guest.log" 2>&1 &
	guest=$!
	within 10 [ -e "$T/m.there" ] || fail "macvtap: no guest"
	ip link del phys0
	helper_ended() { ! grep -q '^State:.[^ZX]' "/proc/$pid/status"; }
	within 5 helper_ended || fail "macvtap: its parent's end is not seen"
	wait $pid
	check "macvtap: its parent deleted, exit 1" [ $? = 1 ]
	check "and says why" grep -q \
		'ERROR \[main\] the network is gone: No such device' "$T/m.log"
	check "macvtap: no janitor stays" within 5 no_macvtap
	kill $guest
	wait $guest
fi
kill $lan
ip link del brlan
within 5 sh -c '! pgrep -x dnsmasq'
check_nothing_left
