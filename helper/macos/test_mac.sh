#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_mac.sh - the helper on vmnet: it starts, tells, serves and goes
#
# On a Mac with the real vmnet, by sudo before macOS 26; on Linux with the doubles.
# Exit 77 and the reason where vmnet lets nobody start an interface.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../testlib.sh"
cd "$(dirname "$0")/../.." || exit 1
T=$(mktemp -d)
pid=
root=
trap '[ -z "$pid" ] || $root kill "$pid" 2>/dev/null; rm -rf "$T"' EXIT

case $(uname -s) in
Darwin)
	helper=$BUILD/vmnet-helper
	major=$(sw_vers -productVersion | cut -d . -f 1)
	if [ "$major" -lt 26 ] && [ "$(id -u)" != 0 ]; then
		root="sudo --non-interactive"
		$root true || skip "vmnet needs root here, and sudo a password"
	fi
	;;
*)
	helper=$BUILD/doubles/vmnet-helper
	major=${MACOS:-26}
	[ "$major" -ge 26 ] || export DOUBLE="version=$major.0"
	;;
esac

# start OPTION... - a helper, until its line of JSON
start() {
	rm -f "$T/json"
	$root "$helper" --socket "$T/vm.sock" "$@" >"$T/json" 2>"$T/log" &
	pid=$!
	for _ in $(seq 300); do
		[ ! -s "$T/json" ] || return 0
		kill -0 "$pid" 2>/dev/null || $root kill -0 "$pid" 2>/dev/null ||
			break
		sleep 0.1
	done
	pid=
	return 1
}

stop() {
	$root kill "$pid"
	wait "$pid"
	status=$?
	pid=
	[ $status = 0 ] && [ ! -e "$T/vm.sock" ]
}

value() { # key of the JSON line, of a string
	sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$T/json"
}

check "a version" sh -c "'$helper' --version | grep -q '^version: v[0-9]'"
check "a list of interfaces" "$helper" --list-shared-interfaces
id=9c2a6e10-6b0f-4a4c-9d7e-2f3a4b5c6d7e
start --interface-id $id ||
	skip "vmnet does not start here: $(tail -n 1 "$T/log")"
ok "an interface in shared mode"
mac=$(value vmnet_mac_address)
check "a MAC address" sh -c "echo '$mac' | grep -Eq '^([0-9a-f]{2}:){5}[0-9a-f]{2}\$'"
check "a gateway" sh -c "echo '$(value vmnet_start_address)' | grep -Eq '^[0-9.]+\$'"
check "a socket" [ -S "$T/vm.sock" ]
check "and it ends in order" stop
for options in "--enable-tso --enable-checksum-offload" --software-offload \
	"--operation-mode host"; do
	# shellcheck disable=SC2086 # options
	start --interface-id $id $options || {
		cat "$T/log"
		fail "$options: does not start"
	}
	check "$options: starts and ends in order" stop
done

# What a network may be told from macOS 26 on.
if [ "$major" -ge 26 ]; then
	start --interface-id $id --mtu 9000 --start-address 192.168.187.1 \
		--end-address 192.168.187.254 --subnet-mask 255.255.255.0 \
		--reserve-address 192.168.187.9 --disable-dhcp &&
		fail "an address is reserved without DHCP"
	start --interface-id $id --mtu 9000 --start-address 192.168.187.1 \
		--end-address 192.168.187.254 --subnet-mask 255.255.255.0 \
		--reserve-address 192.168.187.9 || {
		cat "$T/log"
		fail "--mtu: does not start"
	}
	check "a network of its own has the subnet asked for" \
		[ "$(value vmnet_start_address)" = 192.168.187.1 ]
	check "and the MTU" grep -q '"vmnet_mtu": 9000,' "$T/json"
	check "and ends in order" stop
else
	start --interface-id $id --mtu 9000 && fail "--mtu before macOS 26"
	check "--mtu is refused before macOS 26" \
		grep -q -e '--mtu 9000: needs macOS 26 or later$' "$T/log"
fi
