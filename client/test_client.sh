#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_client.sh - one lifetime for helper and command, and its exit status
# shellcheck disable=SC2016 # what the command runs is for its own shell
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
isolate "$0"
export T
write_lease_script

status_is() { # wanted command...
	wanted=$1
	shift
	"$@" >"$T/out" 2>"$T/err.log"
	got=$?
	[ $got = "$wanted" ] || {
		cat "$T/out" "$T/err.log"
		echo "status $got, not $wanted"
		return 1
	}
}

check "exit status of the command" status_is 7 "$CLIENT" -- sh -c 'exit 7'
check "JSON is on stdout" grep -q '^{"vmnet_mac_address": ' "$T/out"
check "signal of the command" status_is 137 "$CLIENT" -- sh -c 'kill -9 $$'
check "missing command" status_is 127 "$CLIENT" -- /nowhere/x
check "is named" grep -q '^ERROR \[client\] /nowhere/x: No such file' \
	"$T/err.log"
check "not executable" status_is 126 "$CLIENT" -- /etc
check "environment" status_is 0 "$CLIENT" -- sh -c \
	'[ "$VMNET_FD" = 4 ] && [ -n "$VMNET_MAC_ADDRESS" ] && : <&4'
check_nothing_left

check "helper that cannot start" status_is 1 "$CLIENT" --shared-interface x \
	--operation-mode bridged -- touch "$T/started"
check "has said why" grep -q 'shared-interface x: no such' "$T/err.log"
check "command was not started" [ ! -e "$T/started" ]
check "helper that is not there" status_is 1 "$CLIENT" --helper /nowhere/h -- \
	touch "$T/started"
check "is named" grep -q '/nowhere/h: not found' "$T/err.log"
check "command was not started" [ ! -e "$T/started" ]
check "no command" status_is 1 "$CLIENT" --verbose
check "wrong option" status_is 1 "$CLIENT" --start-address 10.0.0.1 -- true
check "is named" grep -q 'start-address 10.0.0.1: ' "$T/err.log"
check_nothing_left

LEASE=$T/lease.txt
export LEASE
check "a guest has a network" status_is 0 "$CLIENT" -- "$NETNS" \
	--mac 02:00:00:00:00:01 -- sh -c "$DHCP && \
	busybox ping -c 1 -W 2 192.168.64.1"
check_nothing_left

start_client() { # command
	"$CLIENT" -- sh -c "$1" >"$T/out" 2>"$T/err.log" &
	client=$!
	within 10 [ -e "$T/ready" ] || fail "command did not start"
	rm "$T/ready"
	helper=$(pgrep -x vmnet-helper)
	command=$(cat "$T/pid")
}

BODY='echo $$ >"$T/pid"; : >"$T/ready"; while :; do sleep 0.1; done'

for signal in TERM INT HUP QUIT; do
	start_client "trap 'exit 9' $signal; $BODY"
	kill -$signal $client
	wait $client
	check "SIG$signal is forwarded" [ $? = 9 ]
done
start_client "$BODY"
kill $client
wait $client
check "status after SIGTERM" [ $? = 143 ]
check_nothing_left

start_client "$BODY"
kill -KILL "$helper"
wait $client
check "end of the helper ends the command, exit 1" [ $? = 1 ]
check "and is said" grep -q 'vmnet-helper ended' "$T/err.log"
refute "command is gone" kill -0 "$command" 2>/dev/null
check_nothing_left

start_client "$BODY"
kill -KILL "$client"
wait $client 2>/dev/null
gone() { ! kill -0 "$1" 2>/dev/null; }
check "end of the client ends the helper" within 5 gone "$helper"
check "and the command" within 5 gone "$command"
check_nothing_left
