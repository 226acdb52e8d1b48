#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_errors.sh - wrong input: one line that names option and value, exit 1,
# nothing left behind
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"

# rejects TEXT OPTION... - the one line of the log contains TEXT
rejects() {
	text=$1
	shift
	"$HELPER" "$@" >"$T/out" 2>"$T/err.log" </dev/null
	[ $? = 1 ] || fail "$*: status is not 1"
	[ ! -s "$T/out" ] || fail "$*: something on stdout"
	grep -q -- "^ERROR \[main\] .*$text" "$T/err.log" ||
		fail "$*: no \"$text\""
	[ "$(grep -c ERROR "$T/err.log")" = 1 ] || fail "$*: not one error"
	ok "$*"
}

A="--end-address 10.0.0.9 --subnet-mask 255.255.255.0"
rejects '--fd or --socket is missing'
rejects '--fd 99: no such open descriptor' --fd 99
rejects '--fd x: not a file descriptor number' --fd x
rejects '--fd 0: not a socket' --fd 0
rejects '--fd 1: is our standard output' --fd 1
rejects '--fd 3, --socket /x: only one' --fd 3 --socket /x
rejects '--start-address 10.0.0.1: .*go together' --fd 0 \
	--start-address 10.0.0.1
# shellcheck disable=SC2086 # a list of options
rejects '--start-address 8.8.8.8: not a private' --fd 0 \
	--start-address 8.8.8.8 $A
# shellcheck disable=SC2086
rejects '--start-address 10.0.0.0: not a host address of 10.0.0.0/24' --fd 0 \
	--start-address 10.0.0.0 $A
# shellcheck disable=SC2086
rejects '--end-address 10.0.0.9: not a host address of 10.1.0.0/24' --fd 0 \
	--start-address 10.1.0.1 $A
rejects '--interface-id 1234: not a UUID' --fd 0 --interface-id 1234
rejects '--operation-mode nat: not one of' --fd 0 --operation-mode nat
rejects '--shared-interface nosuch0: no such interface' --socket "$T/s.sock" \
	--operation-mode bridged --shared-interface nosuch0
rejects '--shared-interface lo: is not an Ethernet interface' \
	--socket "$T/s.sock" --operation-mode bridged --shared-interface lo
rejects '--enable-tso: not available' --socket "$T/s.sock" --enable-tso
rejects '--enable-checksum-offload: not available' --socket "$T/s.sock" \
	--enable-checksum-offload
rejects '--network lab: needs macOS 26' --socket "$T/s.sock" --network lab
rejects '--socket /nowhere/s: ' --socket /nowhere/s
: >"$T/file"
rejects "$T/file: exists and is not a socket" --socket "$T/file"
check "the file is still there" [ -e "$T/file" ]
rm "$T/file"
check_nothing_left

dnsmasq=$(command -v dnsmasq)
mount --bind /dev/null "$dnsmasq" || fail "cannot hide dnsmasq"
rejects 'cannot start dnsmasq: it may not be executed' --socket "$T/s.sock"
umount "$dnsmasq"
check_nothing_left
mount -t tmpfs tmpfs /dev/net || skip "cannot hide /dev/net/tun"
rejects 'cannot create a TAP by /dev/net/tun' --socket "$T/s.sock"
check_nothing_left

check "version" sh -c "'$HELPER' --version | grep -q '^version: v[0-9]'"
check "commit" sh -c "'$HELPER' --version | grep -q '^commit: '"
check "help on stdout" sh -c "'$HELPER' --help | grep -q -- --interface-id"
check "list of interfaces" "$HELPER" --list-shared-interfaces
