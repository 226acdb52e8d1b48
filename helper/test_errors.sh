#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_errors.sh - every option with wrong input: one line that names option and
# value, exit 1, nothing on standard output, nothing left behind
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
: >"$T/tested"

# rejects TEXT OPTION... - the one error of the log begins with TEXT, a regular
# expression, and the helper leaves nothing behind
rejects() {
	refused_by main "$HELPER" "$@"
}

# The same for the client, whose command must not run.
client_rejects() {
	refused_by client "$CLIENT" "$@"
	[ ! -e "$T/started" ] || fail "$shown: the command was started"
}

refused_by() { # prefix program text option...
	prefix=$1 program=$2 text=$3
	shift 3
	shown=$(printf "%.60s" "$*" | LC_ALL=C tr -c ' -~' '?')
	timeout 30 "$program" "$@" >"$T/out" 2>"$T/err.log" </dev/null
	[ $? = 1 ] || fail "$shown: status is not 1"
	[ ! -s "$T/out" ] || fail "$shown: something on stdout"
	grep -q -- "^ERROR \[$prefix\] $text" "$T/err.log" ||
		fail "$shown: no \"$text\""
	[ "$(grep -c ERROR "$T/err.log")" = 1 ] || fail "$shown: not one error"
	! LC_ALL=C grep -q '[^ -~]' "$T/err.log" || fail "$shown: not printable"
	! grep -q '^INFO .*running$' "$T/err.log" || fail "$shown: was running"
	within 5 nothing_left || fail "$shown: something is left behind"
	for word; do
		echo "${word%%=*}"
	done >>"$T/tested"
	ok "$prefix: $shown"
}

long() { # length - a value of so many bytes
	printf "x%0$(($1 - 1))d" 7
}

# accepts OPTION... - the command line is right: what is wrong comes later
accepts() {
	"$HELPER" --fd 99 "$@" >"$T/out" 2>"$T/err.log"
	grep -q -- '--fd 99: no such open descriptor' "$T/err.log" ||
		fail "$*: refused"
	ok "main: accepts $*"
}

NL='
'
ESC=$(printf '\033')
A="--end-address 10.0.0.9 --subnet-mask 255.255.255.0"
BRIDGED="--operation-mode bridged --shared-interface"
ID=9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23

# --- how options are written

rejects 'unknown option: --frobnicate$' --fd 0 --frobnicate
rejects 'unknown option: --frobnicate=1$' --fd 0 --frobnicate=1
rejects 'unknown option: -x$' --fd 0 -x
rejects 'unknown option: -x$' -vx
rejects 'unknown option: --helper$' --fd 0 --helper /x
rejects 'unknown option: --sub (options cannot be abbreviated)$' \
	--fd 0 --sub 255.0.0.0
rejects 'unknown option: --sub=255.0.0.0 (options cannot be' \
	--fd 0 --sub=255.0.0.0
rejects 'unknown option: --enable$' --fd 0 --enable
rejects 'unknown option: --versio (options' --versio
rejects 'unknown option: --FD$' --FD 0
rejects 'unknown option: --=x$' --=x
rejects 'unexpected argument: eth0$' --fd 0 eth0
rejects 'unexpected argument: -x$' --fd 0 -- -x
rejects 'unexpected argument: -$' --fd 0 -
for flag in verbose version help doctor reconnect list-shared-interfaces \
	enable-isolation enable-tso enable-checksum-offload vnet-header \
	software-offload disable-dhcp; do
	rejects "--$flag: takes no value: --$flag=yes\$" --$flag=yes
done
for option in fd socket socket-type attach interface-id operation-mode \
	shared-interface network mtu reserve-address \
	start-address end-address subnet-mask stats-interval; do
	rejects "--$option: value is missing\$" --$option
	rejects "--$option: value is empty\$" --$option ''
	rejects "--$option: value is empty\$" --$option=
done
for letter in f s i; do
	rejects '--[a-z-]*: value is missing$' -v$letter
done
rejects '--fd 99: no such open descriptor$' -vf99
rejects '--fd 99: no such open descriptor$' -vf 99
rejects '--fd 99: no such open descriptor$' --fd=99
rejects '--socket --fd: value\|--fd 99, --socket --fd: only' -f 99 -s --fd

# --- of an option that is repeated the last value counts, but all are checked

rejects '--fd 98: no such' --fd 99 --fd 98
rejects '--fd x: not a file' --fd x --fd 98
rejects '--operation-mode bridged: needs' --fd 99 --operation-mode host \
	--operation-mode bridged
accepts --operation-mode bridged --operation-mode host
accepts --interface-id $ID -i $ID -v -v --enable-isolation --enable-isolation
accepts --stats-interval 1 --stats-interval=86400

# --- values

rejects '--fd or --socket is missing$'
rejects '--fd or --socket is missing$' --verbose
for value in x -1 +1 0x1 1.0 ' 1' '1 ' 1e3 2147483648 18446744073709551616 \
	99999999999999999999999; do
	rejects "--fd $value: not a file descriptor number\$" --fd "$value"
done
rejects '--fd 2147483647: no such open descriptor$' --fd 2147483647
rejects '--fd 0: not a socket$' --fd 0
rejects '--fd 1: is our standard output' --fd 1
rejects '--fd 2: is our standard output' --fd 2
for value in 0 -1 +5 1.5 x 86401 18446744073709551617; do
	rejects "--stats-interval $value: not a number of seconds from 1" \
		--fd 0 --stats-interval "$value"
done
for value in 1234 ${ID}0 "$ID " "{$ID}" 9c98753a6db04dd9bcfc5e9a1e1d7f23 \
	9c98753g-6db0-4dd9-bcfc-5e9a1e1d7f23; do
	rejects "--interface-id $value: not a UUID\$" --fd 0 -i "$value"
done
for value in nat Shared shared,host ' host'; do
	rejects "--operation-mode $value: not one of shared, host, bridged\$" \
		--fd 0 --operation-mode "$value"
done
for value in seqpacket Stream 'dgram '; do
	rejects "--socket-type $value: not one of dgram, stream\$" \
		--socket "$T/s.sock" --socket-type "$value"
done
for value in 10.0.0 10.0.0.1.1 10.0.0.256 010.0.0.1 10.0.0.-1 '10.0.0.1 ' \
	::1 host 10.0.0.1/24; do
	for option in --start-address --end-address --subnet-mask; do
		rejects "$option $value: not an IPv4 address\$" --fd 0 \
			$option "$value"
	done
done
for value in 255.0.255.0 0.0.0.0 255.255.255.255; do
	rejects "--subnet-mask $value: " --fd 0 --start-address 10.0.0.1 \
		--end-address 10.0.0.9 --subnet-mask $value
done
for start in 8.8.8.8 127.0.0.1 0.0.0.0 255.255.255.255 169.254.1.1; do
	# shellcheck disable=SC2086 # a list of options
	rejects "--start-address $start: not a private" --fd 0 \
		--start-address $start $A
done
# shellcheck disable=SC2086
rejects '--start-address 10.0.0.0: not a host address of 10.0.0.0/24' --fd 0 \
	--start-address 10.0.0.0 $A
# shellcheck disable=SC2086
rejects '--end-address 10.0.0.9: not a host address of 10.1.0.0/24' --fd 0 \
	--start-address 10.1.0.1 $A
# shellcheck disable=SC2086
rejects '--end-address 10.0.0.9: ' --fd 0 --start-address 10.0.0.9 $A

# --- bytes that would forge a line or reach a terminal, and long values

rejects '--fd a\\x0aERROR \[main\] b: not a file' --fd "a${NL}ERROR [main] b"
rejects 'unknown option: --a\\x0ab$' "--a${NL}b"
rejects 'unknown option: -\\x0a$' "-$NL"
rejects "--operation-mode \\\\x1b\[31m: not one" \
	--fd 0 --operation-mode "${ESC}[31m"
rejects '--interface-id \\xff\\xc2\\x9b: not a UUID' \
	--fd 0 -i "$(printf '\377\302\233')"
rejects 'unexpected argument: a\\x0db$' --fd 0 "$(printf 'a\rb')"
rejects '--socket \\x0a/nowhere/x: ' --socket "$NL/nowhere/x"
for option in fd interface-id operation-mode start-address stats-interval; do
	rejects "--$option x0*[.][.][.]0*7: not " --$option "$(long 100000)"
done
rejects 'unknown option: --x0*[.][.][.]0*7$' "--$(long 100000)"
rejects '--network x0*[.][.][.]0*7: cannot be used with --operation-mode$' \
	--fd 0 --operation-mode host --network "$(long 9999)"
# shellcheck disable=SC2086
rejects '--shared-interface abcdefghijklmnop: no such interface$' \
	--socket "$T/s.sock" $BRIDGED abcdefghijklmnop
rejects '--shared-interface x0*[.][.][.]0*7: needs --operation-mode bridged$' \
	--fd 0 --shared-interface "$(long 9999)"
rejects '--socket /x0.*[.][.][.]: longer than 107 bytes$' \
	--socket "/$(long 107)"
rejects '--socket /x0.*[.][.][.]: longer than 107 bytes$' \
	--socket "/$(long 99999)"

# --- options that do not go together

rejects '--fd 3, --socket /x: only one' --fd 3 --socket /x
for option in start-address=10.0.0.1 end-address=10.0.0.9 \
	subnet-mask=255.0.0.0; do
	rejects "--${option%=*} ${option#*=}: .*go together\$" --fd 0 --$option
done
rejects '--end-address 10.0.0.9: .*go together$' --fd 0 \
	--end-address 10.0.0.9 --subnet-mask 255.0.0.0
rejects '--start-address 10.0.0.1: .*go together$' --fd 0 \
	--start-address 10.0.0.1 --subnet-mask 255.0.0.0
# shellcheck disable=SC2086
rejects '--start-address 10.0.0.1: cannot be used with --operation-mode bri' \
	--fd 0 $BRIDGED lo --start-address 10.0.0.1 $A
# shellcheck disable=SC2086
rejects '--enable-isolation: cannot be used with --operation-mode bridged$' \
	--fd 0 $BRIDGED lo --enable-isolation
rejects '--operation-mode bridged: needs --shared-interface$' --fd 0 \
	--operation-mode bridged
rejects '--shared-interface lo: needs --operation-mode bridged$' --fd 0 \
	--shared-interface lo
rejects '--socket-type stream: needs --socket$' --fd 0 --socket-type stream
rejects '--reconnect: needs --socket$' --fd 0 --reconnect
for value in taps 'tap ' TAP; do
	rejects "--attach $value: not one of socket, tap\$" --fd 0 \
		--attach "$value"
done
for flag in --enable-tso --enable-checksum-offload --vnet-header; do
	rejects "--software-offload: cannot be used with $flag\$" --fd 0 \
		--software-offload $flag
done
for flag in --enable-tso --enable-checksum-offload --vnet-header \
	--software-offload; do
	rejects "--attach tap: cannot be used with $flag\$" --fd 0 \
		--attach tap $flag
done
rejects '--attach tap: cannot be used with --socket$' --attach tap \
	--socket "$T/s.sock"
rejects '--attach tap: cannot be used with --stats-interval$' --fd 0 \
	--attach tap --stats-interval 1
rejects '--attach tap: cannot be used with --socket-type$' --fd 0 \
	--attach tap --socket-type dgram
rejects '--network lab: cannot be used with --operation-mode$' --fd 0 \
	--network lab --operation-mode shared
rejects '--network lab: cannot be used with --shared-interface$' --fd 0 \
	--network lab --shared-interface lo
rejects '--network lab: cannot be used with --start-address' --fd 0 \
	--network lab --subnet-mask 255.0.0.0

rejects '--mtu 9000: cannot be used with --network$' --fd 0 --mtu 9000 \
	--network lab
rejects '--disable-dhcp: cannot be used with --operation-mode bridged$' \
	--fd 0 --disable-dhcp --operation-mode bridged --shared-interface lo
rejects '--reserve-address 10.0.0.9: needs --start-address' --fd 0 \
	--reserve-address 10.0.0.9

# --- what the system does not have, or does not let us do

rejects '--mtu 9000: needs macOS 26 or later$' --socket "$T/s.sock" --mtu 9000
rejects '--disable-dhcp: needs macOS 26 or later$' --socket "$T/s.sock" \
	--disable-dhcp
rejects '--reserve-address 10.9.0.9: needs macOS 26 or later$' \
	--socket "$T/s.sock" --reserve-address 10.9.0.9 \
	--start-address 10.9.0.1 --end-address 10.9.0.254 \
	--subnet-mask 255.255.255.0

rejects '--software-offload: is for macOS; on Linux the helper always does so$' \
	--socket "$T/s.sock" --software-offload

# shellcheck disable=SC2086
rejects '--shared-interface nosuch0: no such interface' --socket "$T/s.sock" \
	$BRIDGED nosuch0
# shellcheck disable=SC2086
rejects '--shared-interface lo: is not an Ethernet interface' \
	--socket "$T/s.sock" $BRIDGED lo
rejects '--network lab: needs macOS 26' --socket "$T/s.sock" --network lab
rejects '--socket /nowhere/s: ' --socket /nowhere/s
rejects "--socket $T/: exists and is not a socket" --socket "$T/"
: >"$T/file"
rejects "--socket $T/file: exists and is not a socket" --socket "$T/file"
rejects "--socket $T/file/s: .*Not a directory" --socket "$T/file/s"
check "the file is still there" [ -e "$T/file" ]
rm "$T/file"

# --- the client

client_rejects 'command is missing$'
client_rejects 'command is missing$' --verbose
client_rejects 'command is missing$' --verbose --
for option in fd=0 socket=/x; do
	client_rejects "unknown option: --$option" --$option -- \
		touch "$T/started"
done
client_rejects 'unknown option: --doctor$' --doctor
client_rejects 'unknown option: --list-shared-interfaces$' \
	--list-shared-interfaces
client_rejects 'unknown option: -x$' -vx -- touch "$T/started"
client_rejects 'unknown option: --help=1\|--help: takes no value' --help=1
client_rejects 'unknown option: --helpe (options cannot' --helpe /x -- \
	touch "$T/started"
for flag in $("$CLIENT" --help | grep -v -e ' [A-Z][A-Z0-9]*  ' -e '-version' |
	grep -o -e '--[a-z][a-z-]*'); do
	client_rejects "$flag: takes no value: $flag=yes\$" "$flag=yes" -- \
		touch "$T/started"
done
for option in $("$CLIENT" --help | grep -o -e '--[a-z-]* [A-Z][A-Z0-9]*  ' |
	sed 's/ .*//'); do
	client_rejects "$option: value is empty\$" "$option=" -- \
		touch "$T/started"
	client_rejects "$option: value is missing\$" "$option"
done
client_rejects '--stats-interval 0: not a number' --stats-interval 0 -- \
	touch "$T/started"
for value in -1 +1 1.5 x 3601; do
	client_rejects "--grace $value: not a number of seconds from 0 to 3600\$" \
		--grace "$value" -- touch "$T/started"
done
client_rejects '--interface-id \\x0a: not a UUID' -i "$NL" -- \
	touch "$T/started"
client_rejects '--start-address 10.0.0.1: .*go together$' \
	--start-address 10.0.0.1 -- touch "$T/started"
client_rejects '--helper /nowhere/h: ' --helper /nowhere/h -- touch "$T/started"
client_rejects '--helper /etc: ' --helper /etc -- touch "$T/started"
client_rejects '--helper \\x1b/h: ' --helper "$ESC/h" -- touch "$T/started"
client_rejects '--version: takes no value' --version=1

# --- nothing is missing above

"$HELPER" --help | grep -o -e '--[a-z][a-z-]*' >"$T/options"
"$CLIENT" --help | grep -o -e '--[a-z][a-z-]*' >>"$T/options"
sort -u "$T/options" >"$T/options.sorted"
grep -x -e '--[a-z][a-z-]*' "$T/tested" | sort -u >"$T/tested.sorted"
untested=$(comm -23 "$T/options.sorted" "$T/tested.sorted")
check "every option is in this test: $untested" [ -z "$untested" ]

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
