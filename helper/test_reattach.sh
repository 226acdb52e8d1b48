#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_reattach.sh - a guest that comes back through another helper, while the
# helper of the old one still lives, is reached at once
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
need bridge
export T
ID=5a8a4fb7-7ea1-4ad5-93ad-4f7a1c6f1d3e

# attach NAME HELPER-OPTIONS - a helper of our id and a guest of its address,
# which says nothing by itself: not one frame of it has told the bridge where it is
attach() {
	name=$1
	shift
	start_helper "$name" --interface-id "$ID" "$@"
	mac=$(json "$T/$name.json" vmnet_mac_address)
	rm -f "$T/$name.up"
	"$NETNS" --socket "$T/$name.sock" -- sh -c "
		echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6
		sleep 0.1
		ip link set eth0 down
		ip link set eth0 address $mac up
		ip addr add $ADDRESS/24 dev eth0
		: >$T/$name.up; exec sleep 1000" >"$T/$name-guest.log" 2>&1 &
	guest=$!
	within 5 [ -e "$T/$name.up" ] || fail "guest $name is not up"
}

heard_at() { # the port at which the bridge has heard our guest
	bridge fdb show br "$BRIDGE" | sed -n "s/^$mac dev \([^ ]*\).*/\1/p" |
		head -n 1
}

reach() {
	busybox ping -c 1 -W 1 "$ADDRESS" >/dev/null
}

lost() {
	! reach
}

# come_back WHERE HELPER-OPTIONS
come_back() {
	where=$1
	shift
	attach old "$@"
	old=$pid old_guest=$guest
	check "$where: the guest is reached" within 5 reach
	port=$(heard_at)
	check "$where: on the port the bridge has learned: $port" [ -n "$port" ]
	kill -STOP "$old_guest"
	check "$where: once silent, it is not" within 5 lost
	attach new "$@"
	check "$where: its address is on no port now" [ -z "$(heard_at)" ]
	check "$where: the new one is reached at once" reach
	refute "$where: by another port" [ "$(heard_at)" = "$port" ]
	kill -CONT "$old_guest"
	kill "$old_guest" "$guest"
	wait "$old" || fail "$where: the old helper failed"
	wait "$pid" || fail "$where: the new helper failed"
}

ADDRESS=192.168.64.77 BRIDGE=vmnetc0a84000
come_back "shared mode"
check_nothing_left

ADDRESS=10.66.0.77 BRIDGE=lan0
ip link add lan0 type bridge
ip link set lan0 up
ip addr add 10.66.0.1/24 dev lan0
come_back "bridged mode" --operation-mode bridged --shared-interface lan0

# Not ours to delete: what somebody has entered by hand.
ip link add fixed0 type veth peer name fixed1
ip link set fixed0 master lan0 up
bridge fdb add "$mac" dev fixed0 master static
start_helper a --interface-id "$ID" --operation-mode bridged \
	--shared-interface lan0
check "bridged mode: a static entry stays" [ "$(heard_at)" = fixed0 ]
stop_helper "$pid"
ip link del fixed0
ip link del lan0
check_nothing_left
