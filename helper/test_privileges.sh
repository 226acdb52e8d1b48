#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_privileges.sh - what the processes of a network may do, as the kernel
# tells in /proc/PID/status; with real users, so it needs root
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
isolate "$0" root
export T
write_lease_script

# Bits of linux/capability.h
KILL=$((1 << 5)) SETGID=$((1 << 6)) SETUID=$((1 << 7)) SETPCAP=$((1 << 8))
NET_BIND=$((1 << 10)) NET_ADMIN=$((1 << 12)) NET_RAW=$((1 << 13))
KEEPER=$((KILL | SETGID | SETUID | SETPCAP | NET_BIND | NET_ADMIN | NET_RAW))
DNSMASQ=$((NET_BIND | NET_ADMIN | NET_RAW))

field() { # pid name
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"
}

# has WHO PID CAPABILITIES - these and no others, none to be gained
has() {
	want=$(printf %016x "$3")
	for set in CapPrm CapEff CapBnd; do
		check "$1: $set $want" [ "$(field "$2" $set)" = "$want" ]
	done
	for set in CapInh CapAmb; do
		check "$1: $set within" \
			[ $((0x$(field "$2" $set) & ~$3)) = 0 ]
	done
}

# is WHO PID UID GID - all four of each, and no groups
is() {
	check "$1: uid $3" \
		[ "$(field "$2" Uid | tr '\t' ' ')" = "$3 $3 $3 $3" ]
	check "$1: gid $4" \
		[ "$(field "$2" Gid | tr '\t' ' ')" = "$4 $4 $4 $4" ]
	check "$1: no groups" [ -z "$(field "$2" Groups | tr -d ' ')" ]
}

# confined PID - a helper after its drop
confined() {
	has "$name" "$1" 0
	check "$name: no new privileges" [ "$(field "$1" NoNewPrivs)" = 1 ]
}

# start_fd NAME COMMAND... - start a helper on a socket pair; its pid is $pid
start_fd() {
	name=$1
	shift
	rm -f "$T/$name.json"
	"$CLIENT" --helper "$HELPER" "$@" -- sleep 100 2>"$T/$name.log" &
	client=$!
	within 15 grep -q 'INFO *\[main\] running$' "$T/$name.log" ||
		fail "helper $name does not run"
	pid=$(living vmnet-helper)
}

# guarded WHO PID - what a process that keeps capabilities has given up
guarded() {
	check "$1: no new privileges" [ "$(field "$2" NoNewPrivs)" = 1 ]
	check "$1: filtered" [ "$(field "$2" Seccomp)" = 2 ]
	check "$1: no core dump" grep -q '^Max core file size  *0  *0 ' \
		"/proc/$2/limits"
}

nobody=$(id -u nobody) nogroup=$(id -g nobody)

start_fd fd --interface-id 9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23
is "helper" "$pid" "$nobody" "$nogroup"
confined "$pid"

check "one keeper, one spare" within 5 one_keeper
keeper=$(pgrep -x vmnet-keeper)
dnsmasq=$(pgrep -x dnsmasq)
spare=$(pgrep -x vmnet-spare)
has keeper "$keeper" $KEEPER
has spare "$spare" $KEEPER
has dnsmasq "$dnsmasq" $DNSMASQ
guarded keeper "$keeper"
guarded spare "$spare"
guarded dnsmasq "$dnsmasq"
if id dnsmasq >/dev/null 2>&1; then user=dnsmasq; else user=nobody; fi
is dnsmasq "$dnsmasq" "$(id -u $user)" "$(id -g $user)"

check "keeper holds no terminal or pipe" [ "$(readlink /proc/"$keeper"/fd/0 \
	/proc/"$keeper"/fd/1 /proc/"$keeper"/fd/2 | sort -u)" = /dev/null ]

# What the keeper has left is enough to start dnsmasq anew, as its user.
kill -KILL "$dnsmasq"
new_dnsmasq() { new=$(living dnsmasq) && [ "$new" != "$dnsmasq" ]; }
check "dnsmasq is restarted" within 10 new_dnsmasq
is "dnsmasq again" "$new" "$(id -u $user)" "$(id -g $user)"
has "dnsmasq again" "$new" $DNSMASQ
dnsmasq=$new
kill -KILL "$keeper"
# One, as a dnsmasq that is about to start has its keeper's name for a moment.
new_keeper() {
	one_keeper && new=$(living vmnet-keeper) && [ "$new" != "$keeper" ] &&
		[ "$(echo "$new" | wc -l)" = 1 ]
}
check "the spare takes over" within 10 new_keeper
has "keeper again" "$new" $KEEPER
guarded "keeper again" "$new"
check "and restarts dnsmasq" within 10 new_dnsmasq
is "dnsmasq of the spare" "$new" "$(id -u $user)" "$(id -g $user)"
kill $client
wait $client
check_nothing_left

SUDO_UID=12345 SUDO_GID=23456
export SUDO_UID SUDO_GID
start_fd sudo
is "helper of sudo" "$pid" 12345 23456
confined "$pid"
kill $client
wait $client
start_helper socket
is "helper of sudo with a socket" "$pid" 12345 23456
confined "$pid"
check "its socket is that user's" \
	[ "$(stat -c '%u %g %a' "$T/socket.sock")" = "12345 23456 600" ]
stop_helper "$pid"
unset SUDO_UID SUDO_GID
check_nothing_left

ID=9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23
for name in once again; do
	start_helper $name --interface-id $ID
	stop_helper "$pid"
	check "same id, same MAC" \
		[ "$(json "$T/$name.json" vmnet_mac_address)" = 62:68:b2:85:b7:1a ]
done
check_nothing_left

# The leases survive with real users, too.
leases() {
	start_helper l
	LEASE=$T/lease.got
	export LEASE
	"$NETNS" --socket "$T/l.sock" --mac 02:00:00:00:00:01 -- sh -c "$DHCP" \
		>"$T/l-guest.log" 2>&1 || fail "no lease"
	wait "$pid"
	within 5 nothing_left || fail "something is left behind"
}
leases
check "leases are kept" grep -q 02:00:00:00:00:01 \
	/var/lib/vmnet-helper/vmnetc0a84000.leases
leases
check "and dnsmasq reads them" grep -q 02:00:00:00:00:01 \
	/var/lib/vmnet-helper/vmnetc0a84000.leases
check_nothing_left

# A macvtap has a janitor.
ip link add phys0 type veth peer name phys1
ip link set phys0 up
if "$HELPER" --socket "$T/m.sock" --operation-mode bridged --shared-interface \
	phys0 >"$T/m.json" 2>"$T/m.log" & then
	pid=$!
	within 10 has_line "$T/m.json" $pid
fi
if [ ! -s "$T/m.json" ] && grep -qi 'not supported' "$T/m.log"; then
	ok "this kernel has no macvtap"
else
	name="helper of a macvtap"
	[ -s "$T/m.json" ] || fail "no macvtap: $(cat "$T/m.log")"
	confined $pid
	janitor=$(pgrep -x vmnet-janitor)
	has janitor "$janitor" $NET_ADMIN
	guarded janitor "$janitor"
	stop_helper $pid
fi
within 5 sh -c '! pgrep -x vmnet-janitor' >/dev/null
refute "macvtap is gone" sh -c 'ip -o link | grep vmmac'
ip link del phys0
check_nothing_left
