#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_integrity.sh - what goes in comes out, both ways, over IPv4 and IPv6
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
MIB=${MIB:-100}

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

# The guest: address for one family each, then what the test wants of it.
start_helper a
prefix=$(json "$T/a.json" vmnet_nat66_prefix)
mkfifo "$T/commands"
"$NETNS" --socket "$T/a.sock" -- sh -c "
	ip addr add 192.168.64.2/24 dev eth0
	ip addr add ${prefix}2/64 dev eth0 nodad
	while read -r line; do sh -c \"\$line\"; done" \
	<"$T/commands" >"$T/guest.log" 2>&1 &
exec 9>"$T/commands"

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

for address in 192.168.64.2 "${prefix}2"; do
	transfer "host to VM, $address" send "$address" receive
	transfer "VM to host, $address" receive "$address" send
done

bad() { # of the namespace that reads its /proc
	cat /proc/net/snmp /proc/net/netstat /proc/net/snmp6 | awk '
		/^Tcp:/ && !n++ { split($0, name); next }
		/^Tcp:/ { for (i in name) if (name[i] ~ /^InErrs|InCsumErrors$/)
			sum += $i }
		/Ip6InHdrErrors|Udp6InCsumErrors|Icmp6InCsumErrors/ { sum += $2 }
		END { print sum + 0 }'
}
check "the host saw no bad frame" [ "$(bad)" = 0 ]
echo "cat /proc/net/snmp | grep ^Tcp: >$T/snmp" >&9
within 5 [ -s "$T/snmp" ]
# shellcheck disable=SC2016 # of awk
check "the guest saw no bad frame" awk '
	!n++ { split($0, name); next }
	{ for (i in name) if (name[i] ~ /^(InErrs|InCsumErrors)$/) sum += $i }
	END { exit sum > 0 }' "$T/snmp"
exec 9>&-
wait $pid
check_nothing_left
