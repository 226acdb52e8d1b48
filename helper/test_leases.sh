#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_leases.sh - a guest finds its address again on the next network of its
# subnet, and what dnsmasq's user may have written there is data at most
# shellcheck disable=SC2016 # what plant is given is for eval
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T
write_lease_script

KEPT=/var/lib/vmnet-helper/vmnetc0a84000.leases
SMALL='--start-address 192.168.64.1 --end-address 192.168.64.5
	--subnet-mask 255.255.255.0'
# dnsmasq wants to give these two the same of four addresses.
FIRST=02:00:00:00:00:01
SECOND=02:00:00:00:00:05

# lease MAC - start a network, ask for an address ($lease), leave the network
# (no $(...): process 1 has to wait for the keeper meanwhile)
lease() {
	# shellcheck disable=SC2086 # options
	start_helper l $SMALL
	LEASE=$T/lease.got
	export LEASE
	rm -f "$LEASE"
	"$NETNS" --socket "$T/l.sock" --mac "$1" -- sh -c "$DHCP" \
		>"$T/l-guest.log" 2>&1 || fail "no lease"
	wait "$pid"
	within 5 nothing_left || fail "something is left behind"
	lease=$(cat "$LEASE")
}

lease $FIRST
first=$lease
rm -f $KEPT
lease $SECOND
check "two guests want one address: $first" [ "$lease" = "$first" ]
rm -f $KEPT

lease $FIRST
first=$lease
check "the leases are kept" [ -s $KEPT ]
check "for root only" [ "$(stat -c '%a %u' $KEPT)" = "600 0" ]
lease $SECOND
second=$lease
check "a lease kept is not given away: $first, $second" \
	[ "$second" != "$first" ]
lease $FIRST
check "it is found again" [ "$lease" = "$first" ]
lease $SECOND
check "so is the other" [ "$lease" = "$second" ]
lease 02:00:00:00:00:09
check "half of the addresses are kept for those who come back" \
	[ "$(wc -l <$KEPT)" = 2 ]
check_nothing_left

# plant COMMAND - a network whose dnsmasq leaves something else as its list
plant() {
	rm -f $KEPT
	# shellcheck disable=SC2086 # options
	start_helper p $SMALL
	leases=$(echo /run/vmnet-helper/*/vmnetc0a84000/dnsmasq/leases)
	rm -f "$leases"
	eval "$1"
	stop_helper "$pid"
	within 5 nothing_left || fail "something is left behind"
}
soon=$(($(date +%s) + 3600))
good="$soon 02:00:00:00:00:01 192.168.64.3 * *"
echo "$good" >"$T/elsewhere"
plant 'ln -s "$T/elsewhere" "$leases"'
refute "a symbolic link is not followed" [ -e $KEPT ]
plant 'ln "$T/elsewhere" "$leases"'
refute "a file with two names is not read" [ -e $KEPT ]
plant 'mkfifo "$leases"'
refute "a pipe is not waited for" [ -e $KEPT ]
plant 'head -c 300000 /dev/zero >"$leases"'
refute "a list without bounds is not kept" [ -e $KEPT ]
plant 'printf "%s\n" "$good" "root:x:0:0" "$soon 02:00:00:00:00:02 10.0.0.1 *" \
	"$soon nonsense 192.168.64.3 * *" "$soon 02:00:00:00:00:03" >"$leases"'
check "of a list only its leases are kept" [ "$(cat $KEPT)" = "$good" ]

rm -rf /var/lib/vmnet-helper
ln -s "$T/none" /var/lib/vmnet-helper
plant 'echo "$good" >"$leases"'
refute "where nothing can be kept, nothing is" [ -e "$T/none" ]
check_nothing_left
