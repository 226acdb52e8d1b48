#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_guest.sh - the guest, its drivers and its agent, without a helper
#
# In the place of the helper a few lines of perl pump frames between the
# driver's socket and a TAP.  Everything is in namespaces of this test's own.
#
#   BUILD   folder of kvm-probe and vmnet-netns, default build/
#   VM_GUEST   folder of the guest, built when missing; default as build.sh

set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${VMNET_CACHE:-${HOME:-/tmp}/.cache/vmnet-helper}
VM_BUILD=$(cd "${BUILD:-$here/../build}" && pwd)
export VM_BUILD
export VM_GUEST="${VM_GUEST:-$cache/guest-$(uname -m)}"
soh=$(printf '\001')
limit=120 # seconds for one driver, under emulation on a busy machine

fail()
{
	echo "test_guest.sh: $1" >&2
	exit 1
}

skip()
{
	echo "test_guest.sh: skipped: $1" >&2
	exit 77
}

# Expects exit status $1 and one line of output that matches $2.
expect()
{
	want=$1
	pattern=$2
	shift 2
	status=0
	out=$("$@" 2>&1) || status=$?
	[ "$status" = "$want" ] || fail "$* exits with $status, not $want: $out"
	[ "$(printf '%s\n' "$out" | wc -l)" = 1 ] ||
		fail "$* prints more than a line: $out"
	printf '%s\n' "$out" | grep -q "$pattern" ||
		fail "$* prints \"$out\", not $pattern"
}

test_probe()
{
	status=0
	line=$("$VM_BUILD/kvm-probe") || status=$?
	case $status in
	0) expect 0 '^kvm: yes (.*)$' echo "$line" ;;
	[123]) expect 0 '^kvm: no (.*)$' echo "$line" ;;
	*) fail "kvm-probe exits with $status" ;;
	esac
	expect 1 'unexpected argument: --x$' "$VM_BUILD/kvm-probe" --x
}

test_usage()
{
	for driver in qemu netns; do
		expect 1 'unknown option: --typo$' "$here/$driver" --typo
		expect 1 'VMNET_FD is not set$' "$here/$driver"
	done
	expect 1 'VM_ACCEL is neither kvm nor tcg: hvf$' env VMNET_FD=4 \
		VMNET_MAC_ADDRESS=02:00:00:00:00:01 VM_ACCEL=hvf "$here/qemu"
	expect 1 'VM_CONTROL_FD is not .*: 10$' env VMNET_FD=4 \
		VMNET_MAC_ADDRESS=02:00:00:00:00:01 VM_CONTROL_FD=10 \
		"$here/netns"
	expect 77 'no kernel in /nonexistent' env VM_GUEST=/nonexistent \
		"$here/qemu" --check
	expect 77 'vmnet-netns not found' env VM_BUILD=/nonexistent \
		"$here/netns" --check
	expect 1 'usage: build.sh' "$here/guest/build.sh" --help
}

# A second build changes nothing and says nothing.
test_build()
{
	"$here/guest/build.sh" "$VM_GUEST" || fail "cannot build the guest"
	before=$(ls -l --time-style=full-iso "$VM_GUEST")
	out=$("$here/guest/build.sh" "$VM_GUEST" 2>&1)
	[ -z "$out" ] || fail "a second build.sh is not silent: $out"
	[ "$before" = "$(ls -l --time-style=full-iso "$VM_GUEST")" ] ||
		fail "a second build.sh changes the guest"
	for key in kernel iperf3 initramfs_sha256; do
		grep -q "^$key=." "$VM_GUEST/guest.txt" ||
			fail "guest.txt has no $key"
	done
}

# Runs driver $1 with its descriptors 4 and 5; stdin and stdout are our end of
# the control channel.  Ends when the driver has ended, with its status.
launch()
{
	perl -e '
	use strict; use Socket; use POSIX ":sys_wait_h"; use Fcntl;
	$| = 1; $SIG{PIPE} = "IGNORE";
	socketpair(my $net, my $vm_net, AF_UNIX, SOCK_DGRAM, 0) or die $!;
	socketpair(my $ctl, my $vm_ctl, AF_UNIX, SOCK_STREAM, 0) or die $!;
	sysopen(my $tap, "/dev/net/tun", O_RDWR) or die "tun: $!";
	# TUNSETIFF with IFF_TAP | IFF_NO_PI
	my $ifreq = pack("a16 s x22", "vm0", 0x1002);
	ioctl($tap, 0x400454ca, $ifreq) or die "TUNSETIFF: $!";
	my $pid = fork();
	if ($pid == 0) {
		my ($a, $b) = map { fcntl($_, F_DUPFD, 20) }
			$vm_net, $vm_ctl;
		POSIX::dup2($a, 4); POSIX::dup2($b, 5);
		POSIX::close($_) for 3, 6 .. 40;
		open(STDIN, "<", "/dev/null"); open(STDOUT, ">&STDERR");
		exec(@ARGV) or die "$ARGV[0]: $!";
	}
	close($vm_net); close($vm_ctl);
	my %to = (fileno($net) => [$net, $tap], fileno($tap) => [$tap, $net],
		fileno($ctl) => [$ctl, *STDOUT], 0 => [*STDIN, $ctl]);
	while (waitpid($pid, WNOHANG) == 0) {
		my ($r, $n) = ("", 0);
		vec($r, $_, 1) = 1 for keys %to;
		select($r, undef, undef, 0.05) > 0 or next;
		for my $fd (grep { vec($r, $_, 1) } keys %to) {
			my ($from, $out) = @{$to{$fd} // next};
			$n = sysread($from, my $data, 65536);
			if ($n) { syswrite($out, $data); next; }
			delete $to{$fd};
			# The end of our input ends the channel.
			if ($fd == 0) { delete $to{fileno($ctl)}; close($ctl); }
		}
	}
	exit($? >> 8 || $? & 127);
	' "$@"
}

# Reads lines until the pattern $1 matches one; $line is that line.
await()
{
	while IFS= read -r line <&7; do
		# shellcheck disable=SC2254 # it is a pattern
		case $line in
		$1) return 0 ;;
		FAILED*) fail "$driver: $line" ;;
		esac
	done
	fail "$driver: channel ended before $1"
}

# Runs $1 in the guest; expects status $2 and that the last line is $3.
command_gives()
{
	printf '%s\n' "$1" >&6
	await "*${soh}RC *"
	[ "$line" = "$3${soh}RC $2" ] ||
		fail "$driver: \"$1\" gives \"$line\", not \"$3\" and $2"
}

test_protocol()
{
	await "ADDRESS 192.168.105.*"
	address=${line#ADDRESS }
	await "READY"

	command_gives "printf hello" 0 hello
	command_gives "printf '%s' 'a\\b  c'" 0 'a\b  c'
	command_gives "printf oops >&2; exit 3" 3 oops
	command_gives "cat" 0 ""
	command_gives "no_such_command 2>/dev/null" 127 ""
	command_gives "kill -9 \$\$" 137 ""
	command_gives "" 0 ""
	printf '%s\n' "head -c 2000000 /dev/zero | tr '\\0' x" >&6
	[ "$(head -c 2000000 <&7 | tr -d x | wc -c)" = 0 ] ||
		fail "$driver: 2 MB of output came back damaged"
	await "${soh}RC 0"
	command_gives "busybox ip link show eth0 | grep -q 'mtu $VM_MTU '" 0 ""
	command_gives "busybox ip link show eth0 | grep -q $VMNET_MAC_ADDRESS" 0 ""

	ping -c 1 -W 5 "$address" >/dev/null 2>&1 ||
		busybox ping -c 1 -W 5 "$address" >/dev/null ||
		fail "$driver: $address does not answer"
	iperf3 -c "$address" -n 1M --connect-timeout 5000 >/dev/null ||
		fail "$driver: iperf3 to $address failed"
}

# Here in the namespaces: one driver from its start to its end.
test_driver()
{
	driver=$1
	export VMNET_FD=4 VM_CONTROL_FD=5 VMNET_MAC_ADDRESS=02:00:00:00:00:0a
	export VM_NAME="$driver" VM_MTU=1400
	mount -t tmpfs tmpfs /run
	mkfifo /run/in /run/out
	ip link set lo up
	ip tuntap add vm0 mode tap
	ip addr add 192.168.105.1/24 dev vm0
	ip link set vm0 mtu "$VM_MTU" up
	dnsmasq --conf-file=/dev/null --keep-in-foreground --user= --group= \
		--no-ping --no-hosts --no-resolv --interface=vm0 \
		--except-interface=lo --bind-interfaces \
		--dhcp-leasefile=/run/leases --dhcp-authoritative \
		--dhcp-range=192.168.105.2,192.168.105.9,255.255.255.0,1h \
		--pid-file=/run/dnsmasq.pid --log-facility=/run/dnsmasq.log &
	launch "$here/$driver" </run/in >/run/out 2>/run/log &
	pid=$!
	exec 6>/run/in 7</run/out
	trap 'cat /run/log >&2' EXIT

	test_protocol
	# The channel ends in the middle of a command.
	printf 'sleep 60\n' >&6
	exec 6>&-
	status=0
	wait "$pid" || status=$?
	[ "$status" = 0 ] || fail "$driver: exits with $status"
	test_left_behind
	trap - EXIT
}

# Names of the guest's processes in this process namespace of our own.
left_behind()
{
	cat /proc/[0-9]*/comm 2>/dev/null |
		grep -E '^(iperf3|udhcpc|sleep|qemu|vmnet-netns)' || :
}

# What was sent SIGTERM may take a moment to end.
test_left_behind()
{
	tries=20
	while left=$(left_behind) && [ -n "$left" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || fail "$driver: leaves $left behind"
		busybox sleep 0.1
	done
}

run_driver()
{
	status=0
	reason=$("$here/$1" --check 2>&1) || status=$?
	if [ "$status" = 77 ]; then
		skipped="$reason"
		return 0
	fi
	[ "$status" = 0 ] || fail "$1 --check exits with $status: $reason"
	timeout "$limit" unshare -Urnmpf --kill-child --mount-proc \
		"$here/test_guest.sh" --inside "$1" ||
		fail "driver $1 failed"
	echo "driver $1: ok"
}

if [ "${1-}" = --inside ]; then
	test_driver "$2"
	exit 0
fi

PATH=$PATH:/usr/sbin:/sbin
for tool in perl dnsmasq ip unshare busybox iperf3 apt-get; do
	command -v "$tool" >/dev/null || skip "$tool not found"
done
[ -x "$VM_BUILD/kvm-probe" ] || skip "$VM_BUILD/kvm-probe not found, run make"
test_probe
test_build
test_usage
unshare -Urnm true 2>/dev/null || skip "no user namespaces here"
(: <>/dev/net/tun) 2>/dev/null || skip "cannot open /dev/net/tun"
skipped=
run_driver netns
run_driver qemu
[ -z "$skipped" ] || skip "$skipped"
