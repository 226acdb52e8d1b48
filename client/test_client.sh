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
need perl
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
# What our caller ignores, neither we nor the command do.
check "SIGCHLD ignored by the caller" status_is 7 timeout -s KILL 20 \
	perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' "$CLIENT" -- sh -c 'exit 7'
check "SIGTERM ignored by the caller" status_is 143 timeout -s KILL 20 \
	sh -c 'trap "" TERM; exec "$0" -- sh -c "kill \$\$"' "$CLIENT"
check "a file too large ends the command" status_is 153 "$CLIENT" -- \
	sh -c 'ulimit -f 1; exec head -c 4096 /dev/zero >"$T/large"'
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
check "is named" grep -q 'helper /nowhere/h: No such file' "$T/err.log"
check "command was not started" [ ! -e "$T/started" ]
check "no command" status_is 1 "$CLIENT" --verbose
check "wrong option" status_is 1 "$CLIENT" --start-address 10.0.0.1 -- true
check "is named" grep -q 'start-address 10.0.0.1: ' "$T/err.log"
check_nothing_left

# --- the helper is found, or it is said why not ------------------------------

not_started() { # what the line says; option or environment...
	text=$1
	shift
	check "cannot start: $text" status_is 1 "$@" -- touch "$T/started"
	check "is said" grep -qx "ERROR \[client\] $text" "$T/err.log"
	check "and nothing else" [ "$(wc -l <"$T/err.log")" = 1 ]
	check "command was not started" [ ! -e "$T/started" ]
}
mkdir "$T/alone" "$T/one" "$T/two"
cp "$CLIENT" "$T/alone/vmnet-client"
: >"$T/one/vmnet-helper"
not_started "--helper $T: is a folder" "$CLIENT" --helper "$T"
not_started "--helper $T/one/vmnet-helper: is not executable.*" \
	"$CLIENT" --helper "$T/one/vmnet-helper"
not_started "--helper $T/one/vmnet-helper/x: Not a directory" \
	"$CLIENT" --helper "$T/one/vmnet-helper/x"
not_started "--helper no-such-helper: not found in PATH" \
	"$CLIENT" --helper no-such-helper
not_started "vmnet-helper: not found beside .*" "$T/alone/vmnet-client"
not_started "$T/one/vmnet-helper: is not executable.*" \
	env PATH="$T/one:$PATH" "$T/alone/vmnet-client"
chmod 755 "$T/one/vmnet-helper"
not_started "$T/one/vmnet-helper: Exec format error" \
	env PATH="$T/one:$PATH" "$T/alone/vmnet-client"
echo '#!/nowhere/interpreter' >"$T/one/vmnet-helper"
not_started "$T/one/vmnet-helper: its interpreter is missing" \
	env PATH="$T/one:$PATH" "$T/alone/vmnet-client"
chmod 644 "$T/one/vmnet-helper"
cp "$HELPER" "$T/two"
check "the next one in PATH is taken" status_is 7 \
	env PATH="$T/one:$T/two:$PATH" "$T/alone/vmnet-client" -- sh -c 'exit 7'
check "a name is looked up in PATH" status_is 7 env PATH="$T/two:$PATH" \
	"$T/alone/vmnet-client" --helper vmnet-helper -- sh -c 'exit 7'
mv "$T/one/vmnet-helper" "$T/alone"
not_started "$T/alone/vmnet-helper: is not executable.*" \
	env PATH="$T/two:$PATH" "$T/alone/vmnet-client"
cp "$HELPER" "$T/alone"
chmod 755 "$T/alone/vmnet-helper"
check "the one beside us is taken" status_is 7 env PATH=/usr/bin:/bin \
	"$T/alone/vmnet-client" -- sh -c 'exit 7'
check_nothing_left

# --- what the command is told -----------------------------------------------

check "names in braces" status_is 0 "$CLIENT" -- sh -c \
	'[ "$1" = "$VMNET_MAC_ADDRESS" ] && [ "$2" = "fd=4,{x}{{fd}" ] &&
	case $VMNET_INFO in *"\"vmnet_interface_id\": \"$3\""*) ;; *) false; esac' \
	sh '{mac}' 'fd={fd},{x}{{fd}' '{interface-id}'
check "closed standard input and output" status_is 7 sh -c \
	'"$0" -- sh -c "[ -c /proc/self/fd/0 ] && exit 7" <&- >&-' "$CLIENT"
check "command in braces" status_is 127 "$CLIENT" -- '/nowhere/{fd}'
check_nothing_left

LEASE=$T/lease.txt
export LEASE
check "a guest has a network" status_is 0 "$CLIENT" -- "$NETNS" \
	--mac 02:00:00:00:00:01 -- sh -c "$DHCP && \
	busybox ping -c 1 -W 2 192.168.64.1"
check_nothing_left

start_client() { # command
	# shellcheck disable=SC2086 # a list of options
	"$CLIENT" ${OPTIONS:-} -- sh -c "$1" >"$T/out" 2>"$T/err.log" &
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

# --- how they end -----------------------------------------------------------

start_client "$BODY"
kill -KILL "$command"
wait $client
check "SIGKILL of the command" [ $? = 137 ]
check_nothing_left

start_client "$BODY"
kill -STOP "$command"
kill $client
wait $client
check "a stopped command is ended" [ $? = 143 ]
check_nothing_left

OPTIONS="--grace 1"
start_client "trap '' TERM; $BODY"
begin=$(date +%s)
kill $client
wait $client
check "one that ignores SIGTERM is killed" [ $? = 137 ]
check "after --grace" [ $(($(date +%s) - begin)) -lt 8 ]
check "and that is said" grep -q 'did not end in 1 s, killing it' "$T/err.log"
OPTIONS="--grace 0"
start_client "trap 'exit 9' TERM; $BODY"
kill $client
wait $client
check "--grace 0 kills at once" [ $? = 137 ]
check "without a word" [ "$(grep -c client "$T/err.log")" = 0 ]
check_nothing_left

OPTIONS=--keep-running
start_client "trap 'exit 9' HUP; $BODY"
kill -KILL "$helper"
check "--keep-running says so" within 5 grep -q \
	'WARN .*vmnet-helper ended, sh goes on without a network' "$T/err.log"
check "and leaves the command" kill -0 "$command"
kill -HUP $client
wait $client
check "exit status of the command" [ $? = 9 ]
check_nothing_left
OPTIONS=

# Soon after its helper, which the client waits for.
check "a command that closes its socket and ends" status_is 7 "$CLIENT" -- \
	sh -c 'exec 4<&-; for _ in $(seq 100); do
		pgrep -x vmnet-helper >/dev/null || exit 7; sleep 0.1; done'
check "and one that goes on" status_is 1 "$CLIENT" -- \
	sh -c 'exec 4<&-; exec sleep 100'
check "is ended" grep -q 'vmnet-helper ended, ending sh' "$T/err.log"
check "unless told otherwise" status_is 7 "$CLIENT" --keep-running -- \
	sh -c 'exec 4<&-; sleep 3; exit 7'
check_nothing_left

# What it leaves in the background keeps neither us nor the helper.
check "a command with a daemon" status_is 3 "$CLIENT" -- sh -c \
	'setsid sleep 50 & echo $! >"$T/pid"; sleep 0.2; exit 3'
daemon=$(cat "$T/pid")
check_nothing_left
kill "$daemon"

# In a subshell without a trap, which a child would have for a moment, too.
(
	trap - TERM
	for delay in 0 0.01 0.02 0.03 0.05 0.08; do
		for signal in KILL TERM HUP; do
			"$CLIENT" -- sleep 30 >"$T/out" 2>"$T/err.log" &
			client=$!
			sleep $delay
			kill -$signal $client
			wait $client 2>/dev/null
		done
	done
)
check_nothing_left
no_sleep() { ! pgrep -x sleep; }
check "nor a command" within 5 no_sleep

# The TAP itself on descriptor 4, and the helper without a part in it.  No pipe:
# while it is made, the shell has one more.
"$CLIENT" --attach tap -- sh -c 'readlink /proc/$$/fd/4; echo "$VMNET_ATTACH"
	ls /proc/$$/fd; :' >"$T/out" 2>"$T/tap.log" 3>&- </dev/null
check "--attach tap: exit 0" [ $? = 0 ]
check "the command has a TAP" [ "$(sed -n 2p "$T/out")" = /dev/net/tun ]
check "and is told so" [ "$(sed -n 3p "$T/out")" = tap ]
check "and has nothing else" [ "$(sed 1,3d "$T/out" | tr '\n' ' ')" = "0 1 2 4 " ]
check "the helper has seen it go" grep -q 'socket closed by peer\|Terminated' \
	"$T/tap.log"
check_nothing_left
for victim in client helper command; do
	"$CLIENT" --attach tap -- sh -c 'echo $$ >'"$T"'/command; exec sleep 1000' \
		>"$T/out" 2>"$T/tap.log" &
	client=$!
	within 10 [ -s "$T/command" ] || fail "no command"
	command=$(cat "$T/command")
	helper=$(pgrep -P $client -x vmnet-helper)
	eval "kill -KILL \$$victim"
	wait $client 2>/dev/null
	check "--attach tap: $victim killed" within 2 sh -c \
		"! kill -0 $command 2>/dev/null"
	rm "$T/command"
	check_nothing_left
done

# Counters are of frames that go through the helper.
rm "$T/out" # what is waited for below must be of this start
"$CLIENT" --attach tap -- sleep 1000 >"$T/out" 2>"$T/tap.log" &
client=$!
within 10 [ -s "$T/out" ] || fail "--attach tap: no line of JSON"
kill -USR1 "$(pgrep -P $client -x vmnet-helper)"
check "--attach tap: no counters of nothing" within 2 \
	grep -q 'no counters: the VM has the interface' "$T/tap.log"
kill $client
wait $client
check_nothing_left
