#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_offload.sh - guests with offload and without on one network, and a guest
# that forwards large frames to a container of its own
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
need iperf3
export T
write_lease_script

# guest NAME HELPER-OPTIONS GUEST-OPTIONS - one that runs lines from a fifo
guest() {
	# shellcheck disable=SC2086 # a list of options
	start_helper "$1" $2
	mkfifo "$T/$1.do"
	# shellcheck disable=SC2086
	LEASE=$T/$1.lease "$NETNS" --socket "$T/$1.sock" $3 -- sh -c "
		$DHCP; iperf3 -s >/dev/null & exec 3<>$T/$1.do
		while read -r line <&3; do sh -c \"\$line\"; done" \
		>"$T/$1-guest.log" 2>&1 &
	eval "$1_vm=$! $1_helper=$pid"
	within 10 [ -s "$T/$1.lease" ] || fail "no lease for guest $1"
	eval "$1=$(cat "$T/$1.lease")"
}

# rate FILE - Mbit/s received; 0 if there is no such number
rate() {
	awk '/"sum_received"/ { on = 1 }
		on && /bits_per_second/ { r = $2 / 1e6; exit }
		END { printf "%d", r }' "$1" 2>/dev/null
}

# A server has no listener before its first test, and for a moment between two.
cat >"$T/iperf" <<'END'
# usage: iperf REPORT OPTION...
report=$1
shift
for _ in $(seq 20); do
	iperf3 -J -t 1 "$@" >"$report"
	grep -q 'unable to connect\|server is busy' "$report" || break
	sleep 0.1
done
END

# flow FROM TO ADDRESS OPTION - TCP from a guest; its rate
flow() {
	rm -f "$T/flow.json" "$T/flow.done"
	echo "sh $T/iperf $T/flow.json -c $3 $4; : >$T/flow.done" >"$T/$1.do"
	within 20 [ -e "$T/flow.done" ] || fail "$1 and $2: no end"
	mbit=$(rate "$T/flow.json")
	check "$1 and $2 $4: $mbit Mbit/s" [ "$mbit" -ge "$least" ]
}

least=50
sanitized && least=2
guest plain "" ""
guest offload "--enable-tso --enable-checksum-offload" --offload
guest header --vnet-header --vnet-header
for name in plain offload header; do
	case $name in
	plain) size=1514 ;;
	*) size=65550 ;;
	esac
	check "$name: largest packet $size" \
		[ "$(json "$T/$name.json" vmnet_max_packet_size)" = $size ]
done
# shellcheck disable=SC2154 # set by guest
for pair in "plain offload $offload" "plain header $header" \
	"offload header $header"; do
	# shellcheck disable=SC2086 # three words
	set -- $pair
	flow "$1" "$2" "$3" ""
	flow "$1" "$2" "$3" -R
done

# A container behind a bridge of the guest: what it gets was forwarded.
cat >"$T/container" <<'END'
ip link add br0 type bridge
ip addr add 10.77.0.1/24 dev br0
ip link set br0 up
unshare -n sh -c 'echo $$ >$T/pid; until ip link show c0 >/dev/null 2>&1; do
		sleep 0.05; done
	ip addr add 10.77.0.2/24 dev c0; ip link set c0 up
	ip route add default via 10.77.0.1; exec iperf3 -s' >/dev/null 2>&1 &
while [ ! -s $T/pid ]; do sleep 0.05; done
ip link add v0 type veth peer name c0
ip link set c0 netns $!
ip link set v0 master br0 up
sysctl -qw net.ipv4.ip_forward=1
: >$T/container.up
END
echo "sh $T/container" >"$T/header.do"
within 10 [ -e "$T/container.up" ] || fail "no container"
# shellcheck disable=SC2154
ip route add 10.77.0.0/24 via "$header"
within 5 busybox ping -c 1 -W 1 10.77.0.2 >/dev/null || fail "no way there"
for option in "" -R; do
	# shellcheck disable=SC2086 # may be empty
	sh "$T/iperf" "$T/container.json" -c 10.77.0.2 $option
	mbit=$(rate "$T/container.json")
	check "host and container of the guest with header $option: $mbit Mbit/s" \
		[ "$mbit" -ge "$least" ]
done

# shellcheck disable=SC2154
kill "$plain_vm" "$offload_vm" "$header_vm"
# shellcheck disable=SC2154 # set by guest
for helper in "$plain_helper" "$offload_helper" "$header_helper"; do
	wait "$helper"
done
check "no frame was dropped" no_drops "$T"/*.log
check_nothing_left
