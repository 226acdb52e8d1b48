#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_attach.sh - QEMU on the helper in each of its ways: it boots, gets an
# address, and talks TCP both ways
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need iperf3
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${VMNET_ISOLATED:-}" ]; then
	sh "$here/guest/build.sh" || skip "cannot build the guest"
	reason=$("$here/qemu" --check 2>&1) || skip "$reason"
fi
isolate "$0" root
export T VM_BUILD="$BUILD"
iperf3 -s >"$T/server.log" 2>&1 &
server=$!

# The console's shell runs these; what it echoes does not look like an answer.
cat >"$T/commands" <<'END'
until busybox ip -4 addr show eth0 | grep -q inet; do sleep 0.1; done
echo "address" $(busybox ip -4 addr show eth0 | grep -o 'inet [0-9.]*')
iperf3 -c 192.168.64.1 -t 1 | grep receiver && echo "sent" all
iperf3 -c 192.168.64.1 -t 1 -R | grep receiver && echo "received" all
poweroff -f
END

# feed LOG - commands for the console, once there is a shell
feed() {
	within 60 grep -q '^/ # ' "$1"
	cat "$T/commands"
	sleep 60
}

# verify NAME LOG - what the guest has said
verify() {
	check "$1: has a lease" grep -q '^address inet 192\.168\.64\.' "$2"
	check "$1: sends" grep -q '^sent all' "$2"
	check "$1: receives" grep -q '^received all' "$2"
	grep 'receiver' "$2" | cut -c1-60
}

# run NAME COMMAND... - a guest whose console is $T/NAME.log
run() {
	name=$1
	shift
	: >"$T/$name.log"
	mkfifo "$T/$name.in"
	feed "$T/$name.log" >"$T/$name.in" &
	feeder=$!
	timeout 100 "$@" <"$T/$name.in" >"$T/$name.log" 2>&1
	status=$?
	kill $feeder
	rm "$T/$name.in"
	check "$name: QEMU ends by itself" [ $status = 0 ]
	verify "$name" "$T/$name.log"
}

run "fd-tap" "$CLIENT" --attach tap -- "$here/qemu"
check "fd-tap: without the helper's doing" \
	grep -q '\[main\] handed vmtap[0-9]* over' "$T/fd-tap.log"
check_nothing_left
for type in dgram stream; do
	run "fd-$type" "$CLIENT" --socket-type $type -- "$here/qemu"
	check_nothing_left
	start_helper "path-$type" --socket-type $type
	h=$pid
	run "socket-$type" env VMNET_SOCKET="$T/path-$type.sock" \
		VMNET_SOCKET_TYPE=$type VMNET_MAC_ADDRESS="$(json \
		"$T/path-$type.json" vmnet_mac_address)" "$here/qemu"
	wait $h
	check "socket-$type: helper ends with the guest, exit 0" [ $? = 0 ]
	rm -f "$T"/*.sock.*
	check_nothing_left
done
kill $server
