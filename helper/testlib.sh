# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# testlib.sh - what the end-to-end tests share; sourced, not run
#
# A test calls `isolate "$0"` first: everything after it happens in namespaces
# of its own (user, network, mount, process), so the machine's network is
# never touched and the end of the test ends all it started.
# shellcheck shell=sh
# Variables are for the tests, and what guests run is for their shell.
# shellcheck disable=SC2034,SC2016

BUILD=$(cd "${BUILD:-build}" && pwd)
export BUILD
HELPER=$BUILD/vmnet-helper
CLIENT=$BUILD/vmnet-client
NETNS=$BUILD/vmnet-netns
checks=0
PATH=$PATH:/usr/sbin:/sbin # where an ordinary user does not look
export PATH

ASAN_OPTIONS=detect_leaks=0 # as .ci/check, which says why
export ASAN_OPTIONS

# sanitized - is this a build (or one for coverage) whose memory use means
# nothing, and whose helpers are not confined?
sanitized() {
	case $BUILD in *san-* | */coverage) true ;; *) false ;; esac
}

skip() { # reason
	echo "$1"
	exit 77
}

fail() { # what
	echo "not ok: $*"
	[ -n "${T:-}" ] && tail -n 30 "$T"/*.log 2>/dev/null
	exit 1
}

ok() { # what
	checks=$((checks + 1))
	echo "ok $checks - $*"
}

# check WHAT COMMAND... - the command must succeed
check() {
	what=$1
	shift
	"$@" || fail "$what: $*"
	ok "$what"
}

# refute WHAT COMMAND... - the command must fail
refute() {
	what=$1
	shift
	! "$@" || fail "$what: $*"
	ok "$what"
}

need() { # programs
	for program; do
		command -v "$program" >/dev/null ||
			skip "$program is not installed (make deps)"
	done
}

# isolate SCRIPT [root] - continue in namespaces; "root" keeps the real users
isolate() {
	if [ -n "${VMNET_ISOLATED:-}" ]; then
		mount -t proc proc /proc || skip "cannot mount /proc"
		mount -t tmpfs tmpfs /run || skip "cannot mount a tmpfs"
		mount -t tmpfs tmpfs /var/lib || skip "cannot mount a tmpfs"
		mount -t sysfs sysfs /sys 2>/dev/null || :
		ip link set lo up
		T=/run/test
		mkdir -m 777 "$T"
		# Of .ci/check; else process 1 would go on without the others.
		trap 'fail "not done in time"' TERM
		return
	fi
	need unshare ip nft dnsmasq busybox
	user=-Ur
	[ "${2:-}" = root ] && user=
	# Root can do without where user namespaces are switched off.
	[ "$(id -u)" = 0 ] && ! unshare $user true 2>/dev/null && user=
	# shellcheck disable=SC2086 # may be empty
	unshare $user -nmpf true 2>/dev/null ||
		skip "user namespaces are not allowed here"
	# shellcheck disable=SC2086
	unshare $user -nmpf sh -c ': 3<>/dev/net/tun' 2>/dev/null ||
		skip "/dev/net/tun cannot be opened (root, or chmod 0666)"
	VMNET_ISOLATED=1
	export VMNET_ISOLATED
	# shellcheck disable=SC2086
	exec unshare $user -nmpf --kill-child sh "$1"
}

# within SECONDS COMMAND... - wait until the command succeeds
within() {
	tries=$(($1 * 50))
	shift
	while ! "$@" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# make_namespace - a network namespace besides ours, of the process $outside
make_namespace() {
	unshare -n sleep 1000 &
	outside=$!
	within 5 elsewhere || fail "cannot make a network namespace"
}

elsewhere() {
	there=$(readlink "/proc/$outside/ns/net") &&
		[ "$there" != "$(readlink /proc/self/ns/net)" ]
}

# make_outside BITS - the internet: a namespace that knows no way to guests
# but by NAT.  Our end is up0, 10.99.0.1 and fd99::1; its end out0, .2 and ::2.
make_outside() {
	make_namespace
	ip link add up0 type veth peer name out0 netns "$outside"
	ip addr add "10.99.0.1/$1" dev up0
	ip addr add fd99::1/64 dev up0 nodad
	ip link set up0 up
	outside "ip addr add 10.99.0.2/$1 dev out0
		ip addr add fd99::2/64 dev out0 nodad
		ip link set out0 up; ip link set lo up"
}

# outside COMMANDS - run something in that namespace
outside() {
	nsenter -t "$outside" -n sh -c "$1"
}

# start_helper NAME OPTION... - start a helper; its pid is $pid, its line in
# $T/NAME.json, its log in $T/NAME.log, its socket $T/NAME.sock
start_helper() {
	name=$1
	shift
	rm -f "$T/$name.json"
	"$HELPER" --socket "$T/$name.sock" "$@" >"$T/$name.json" \
		2>"$T/$name.log" &
	pid=$!
	within 15 has_line "$T/$name.json" "$pid"
	[ -s "$T/$name.json" ] || fail "helper $name did not start"
}

has_line() { # file pid
	[ -s "$1" ] || ! kill -0 "$2"
}

# stop_helper PID - SIGTERM; its exit status
stop_helper() {
	kill "$1"
	wait "$1"
}

# no_drops LOG... - no helper has dropped a frame.  With sanitizers on a busy
# machine a guest may not read for so long that its queue is full.
no_drops() {
	allowed=nothing
	sanitized && allowed='dropped frames: host->vm: [0-9]* full$'
	! grep -h 'dropped frames' "$@" | grep -v "$allowed"
}

json() { # file key
	sed -n 's/.*"'"$2"'": "\{0,1\}\([^",}]*\).*/\1/p' "$1"
}

# living NAME - pids of processes of that name; a keeper that was killed stays a
# zombie until its helper ends
living() {
	pgrep -r DRS -x "$1"
}

# one_keeper - is there a keeper and its spare?  A new process has its parent's
# name for a moment.
one_keeper() {
	[ "$(living vmnet-keeper | wc -l) $(living vmnet-spare | wc -l)" = "1 1" ]
}

# kill_keeper - and its spare: that one first, and the keeper stopped, so that
# neither can have another
kill_keeper() {
	within 5 one_keeper || fail "no keeper"
	keeper=$(living vmnet-keeper)
	kill -STOP "$keeper"
	kill -KILL "$(living vmnet-spare)" "$keeper"
}

nothing_left() {
	! pgrep -x 'vmnet-.*|dnsmasq' >/dev/null &&
		[ -z "$(ip -o link show type bridge)" ] &&
		! ip -o link | grep -q vmtap &&
		! nft list tables | grep -q vmnet &&
		[ ! -e /run/vmnet-helper ] &&
		[ -z "$(find "$T" -name '*.sock*')" ]
}

check_nothing_left() {
	within 5 nothing_left || {
		ps ax
		ip -o link
		nft list tables
		find /run/vmnet-helper "$T" 2>/dev/null
		fail "something is left behind"
	}
	ok "nothing is left behind"
}

# A folder of scripts for guests: lease script of udhcpc.
write_lease_script() {
	cat >"$T/lease" <<-'END'
		#!/bin/sh
		[ "$1" = bound ] || exit 0
		ip addr add "$ip/$mask" dev eth0
		[ -z "$router" ] || ip route add default via "$router"
		echo "$ip" >"$LEASE"
		echo "${mtu:-none}" >"$LEASE.mtu"
	END
	chmod 755 "$T/lease"
}
DHCP='busybox udhcpc -f -q -n -i eth0 -t 20 -T 1 -A 0 -s $T/lease'
export DHCP
