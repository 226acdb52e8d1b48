#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_integrity.sh - what goes in comes out, both ways, over IPv4 and IPv6, for
# every kind of guest
#
# Odd-sized writes of random data, so that frames of all sizes are cut and
# merged; the digests must agree, and no kernel may have seen a bad checksum.
# MIB sets how much each transfer moves.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
need perl
isolate "$0"
export T
MIB=${MIB:-30}

cat >"$T/tcp.pl" <<'END'
# usage: tcp.pl send|receive listen|connect ADDRESS MIB
use strict;
use Socket qw(:DEFAULT inet_pton);
my ($what, $how, $address, $mib) = @ARGV;
my $six = $address =~ /:/;
my $family = $six ? AF_INET6 : AF_INET;
my $port = 7000;
my $name = $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address))
	: pack_sockaddr_in($port, inet_aton($address));
socket(my $s, $family, SOCK_STREAM, 0) or die "socket: $!";
if ($how eq "listen") {
	setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
	bind($s, $name) or die "bind $address: $!";
	listen($s, 1);
	accept(my $c, $s) or die "accept: $!";
	$s = $c;
} else {
	my $tries = 200;
	until (connect($s, $name)) {
		die "connect $address: $!" unless $tries--;
		select(undef, undef, undef, 0.05);
		socket($s, $family, SOCK_STREAM, 0);
	}
}
if ($what eq "receive") {
	while (sysread($s, my $data, 262144)) { print $data }
	exit 0;
}
open(my $random, "<", "/dev/urandom");
my $left = $mib * 1048576 + 12345;
srand(42);
while ($left > 0) {
	my $n = 1 + int(rand(rand() < 0.5 ? 3000 : 200000));
	$n = $left if $n > $left;
	sysread($random, my $data, $n);
	$left -= length($data);
	print $data; # for the digest
	while (length($data)) {
		my $sent = syswrite($s, $data);
		die "send: $!" unless $sent;
		substr($data, 0, $sent) = "";
	}
}
END

bad() { # of the namespace that reads its /proc
	cat /proc/net/snmp /proc/net/netstat /proc/net/snmp6 | awk '
		/^Tcp:/ && !n++ { split($0, name); next }
		/^Tcp:/ { for (i in name) if (name[i] ~ /^InErrs|InCsumErrors$/)
			sum += $i }
		/Ip6InHdrErrors|Udp6InCsumErrors|Icmp6InCsumErrors/ { sum += $2 }
		END { print sum + 0 }'
}

cat >"$T/udp.pl" <<'END'
# usage: udp.pl send|receive ADDRESS
use strict;
use Socket;
my ($what, $address) = @ARGV;
my $name = pack_sockaddr_in(7001, inet_aton($address));
socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!;
if ($what eq "send") {
	setsockopt($s, 17, 103, 1400) or die "UDP_SEGMENT: $!";
	send($s, join("", map { chr($_) x 1400 } 1 .. 9) . chr(10) x 77, 0,
		$name) or die "send: $!";
	exit 0;
}
bind($s, $name) or die $!;
open(my $bound, ">", "$ENV{T}/bound");
$| = 1;
for (1 .. 10) {
	recv($s, my $data, 65536, 0);
	print length($data), " ", ord($data), "\n";
}
END

# start NAME HELPER-OPTIONS GUEST-OPTIONS - a helper and a guest with commands
# from descriptor 9; each kind of guest has its own address
start() {
	kind=$1
	number=$((${number:-1} + 1))
	# shellcheck disable=SC2086 # lists of options
	start_helper a $2
	prefix=$(json "$T/a.json" vmnet_nat66_prefix)
	rm -f "$T/commands"
	mkfifo "$T/commands"
	# shellcheck disable=SC2086
	"$NETNS" --socket "$T/a.sock" $3 -- sh -c "
		ip addr add 192.168.64.$number/24 dev eth0
		ip addr add $prefix$number/64 dev eth0 nodad
		while read -r line; do sh -c \"\$line\"; done" \
		<"$T/commands" >"$T/guest.log" 2>&1 &
	exec 9>"$T/commands"
}

# transfer NAME SENDER ADDRESS - guest listens on ADDRESS
transfer() {
	echo "perl $T/tcp.pl $4 listen $3 $MIB | md5sum >$T/there" >&9
	perl "$T/tcp.pl" "$2" connect "$3" "$MIB" | md5sum >"$T/here"
	within 20 [ -s "$T/there" ] || fail "$1: no digest from the guest"
	! grep -q d41d8cd98f00b204e9800998ecf8427e "$T/here" ||
		fail "$1: nothing was sent"
	check "$1: $(cat "$T/here")" cmp "$T/here" "$T/there"
	rm "$T/here" "$T/there"
}

# datagrams ADDRESS - ten at once, which the kernel puts together into one
# frame where the network takes such (UDP_SEGMENT of Linux), to be cut again
datagrams() {
	rm -f "$T/sizes" "$T/bound"
	echo "perl $T/udp.pl receive $1 >$T/sizes" >&9
	within 5 [ -e "$T/bound" ] || fail "$kind: the guest does not listen"
	perl "$T/udp.pl" send "$1" || fail "$kind: cannot send datagrams"
	printf '1400 %s\n' 1 2 3 4 5 6 7 8 9 >"$T/want"
	echo "77 10" >>"$T/want"
	within 5 cmp "$T/sizes" "$T/want" || :
	check "$kind: datagrams arrive one by one" cmp "$T/sizes" "$T/want"
}

# average - bytes per frame, both ways together
average() {
	grep '\[stats\]' "$T/a.log" | tail -n 1 | awk '
		{ gsub(/[",:{}]/, " ") }
		{ for (i = 1; i < NF; i++) {
			if ($i == "packets") packets += $(i + 1)
			if ($i == "bytes") bytes += $(i + 1)
		} }
		END { printf "%d", bytes / packets }'
}

finish() {
	check "$kind: the host saw no bad frame" [ "$(bad)" = 0 ]
	rm -f "$T/snmp"
	echo "cat /proc/net/snmp | grep ^Tcp: >$T/snmp" >&9
	within 5 [ -s "$T/snmp" ]
	# shellcheck disable=SC2016 # of awk
	check "$kind: the guest saw no bad frame" awk '
		!n++ { split($0, name); next }
		{ for (i in name)
			if (name[i] ~ /^(InErrs|InCsumErrors)$/) sum += $i }
		END { exit sum > 0 }' "$T/snmp"
	kill -USR1 "$pid"
	within 2 grep -q '\[stats\]' "$T/a.log"
	size=$(average)
	case $kind in
	*offload* | *header*) check "$kind: frames are large: $size bytes" \
		[ "$size" -gt 4000 ] ;;
	*) check "$kind: frames are of the MTU: $size bytes" \
		[ "$size" -le 1514 ] ;;
	esac
	exec 9>&-
	wait "$pid"
	check "$kind: no frame was dropped" no_drops "$T/a.log"
	check_nothing_left
}

# try NAME HELPER-OPTIONS GUEST-OPTIONS
try() {
	start "$@"
	for address in "192.168.64.$number" "$prefix$number"; do
		transfer "$kind, host to VM, $address" send "$address" receive
		transfer "$kind, VM to host, $address" receive "$address" send
	done
	datagrams "192.168.64.$number"
	finish
}

OFFLOAD="--enable-tso --enable-checksum-offload"
try plain "" ""
try stream "--socket-type stream" --stream
try offload "$OFFLOAD" --offload
try header --vnet-header --vnet-header
try "offload stream" "$OFFLOAD --socket-type stream" "--offload --stream"
try "header stream" "--vnet-header --socket-type stream" "--vnet-header --stream"
