#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_mac.sh - vmnet-bench as it is on macOS, end to end, on the doubles
#
# The helper and the benchmark are those of macOS; the hypervisors, iperf3 and
# ping are programs that tell what they were asked and answer what was recorded.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../../helper/testlib.sh"
need perl
cd "$(dirname "$0")/../.." || exit 1
BENCH=$BUILD/doubles/vmnet-bench
T=$(mktemp -d "${TMPDIR:-/tmp}/test_mac.XXXXXX")
pid= # of the run in the background
trap '[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
unset VM_DISK VM_EFI VM_DIR VM_CONTROL_SOCKET VM_CONTROL_FD VM_CONSOLE \
	VM_COMMAND VM_MEM VM_CPUS VM_MTU VM_GUEST

mkdir "$T/bin" "$T/guest"
echo disk >"$T/guest/disk.img"
# A guest whose agent comes to the socket that the VMM was given; STALL: never.
cat >"$T/bin/vfkit" <<'END'
#!/usr/bin/perl
use IO::Socket::UNIX;
open(my $log, '>>', "$ENV{T}/argv");
print $log join(' ', $0 =~ s/.*\///r, @ARGV), "\n";
close($log);
die "no frames\n" unless -S '/proc/self/fd/4';
exec 'sleep', '1000' if $ENV{STALL};
my ($path) = map { /virtio-vsock,port=1024,socketURL=(.*)/ } @ARGV;
my $host = IO::Socket::UNIX->new(Peer => $path) or die "$path: $!\n";
$host->autoflush(1);
print $host "ADDRESS 192.168.64.2\nREADY\n";
while (my $line = <$host>) {
	my $out = qx($line);
	print $host $out, "\001RC ", $? >> 8, "\n";
}
END
cp "$T/bin/vfkit" "$T/bin/krunkit"
cat >"$T/bin/iperf3" <<'END'
#!/bin/sh
case " $* " in
*" --version "*) echo "iperf 3.12 (recorded)"; exit ;;
esac
echo "iperf3 $*" >>"$T/traffic"
[ -z "${SLOW-}" ] || sleep "$SLOW"
case " $* " in
*" -R "*) exec cat harness/testdata/iperf3-reverse.json ;;
esac
exec cat harness/testdata/iperf3-forward.json
END
cat >"$T/bin/ping" <<'END'
#!/bin/sh
echo "ping $*" >>"$T/traffic"
for ms in 0.201 0.202 0.209; do
	echo "64 bytes from 192.168.64.2: icmp_seq=0 ttl=64 time=$ms ms"
done
END
chmod 755 "$T"/bin/*
PATH=$T/bin:$PATH
export T PATH

# bench STATUS ARGUMENT... - what it prints is in $T/log.log
bench() {
	want=$1
	shift
	rm -f "$T/argv" "$T/traffic"
	timeout 100 "$BENCH" "$@" >"$T/log.log" 2>&1 </dev/null
	status=$?
	[ $status = "$want" ] || fail "$*: status is $status, not $want"
}

run() { # STATUS OPTION...
	want=$1
	shift
	bench "$want" run --guest "$T/guest" --output "$T/run" --rounds 1 \
		--time 2 --plain "$@"
}

# count COLUMN=VALUE... - how many rows of samples.csv have these
count() {
	awk -F , -v want="$*" '
		BEGIN { n = split(want, pairs, " ") }
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		{
			for (i = 1; i <= n; i++) {
				split(pairs[i], p, "=")
				if (!(p[1] in col)) exit 1
				if ($col[p[1]] != p[2]) next
			}
			count++
		}
		END { print count + 0 }' "$T/run/samples.csv"
}

# The folders that guests had.
folders() {
	sed -n 's/.*socketURL=\(.*\)\/control.*/\1/p' "$T/argv"
}

# What this test has started, by its environment: are these among it?
runs() { # name...
	for dir in /proc/[0-9]*; do
		grep -qsz "^T=$T\$" "$dir/environ" || continue
		for name in "$@"; do
			[ "$(cat "$dir/comm" 2>/dev/null)" != "$name" ] ||
				return 0
		done
	done
	return 1
}

ended() {
	! runs vfkit krunkit sleep vmnet-helper vmnet-bench
}

nothing_left() {
	# shellcheck disable=SC2046 # paths without spaces
	! ls -d $(folders) 2>/dev/null && within 5 ended
}

bench 0 --help
check "drivers of macOS are the usual ones" \
	grep -q 'default vfkit,krunkit' "$T/log.log"
check "and so is its interface" grep -q '(default en0)' "$T/log.log"
for name in tap user passt vde flood vmnet-helper:tap vmnet-helper:stream; do
	run 1 --network "$name"
	[ "$(wc -l <"$T/log.log")" = 1 ] || fail "$name: not one line"
	check "--network $name is refused by its name" \
		grep -q -e "--network: .*$name.* vmnet-helper\$\|--network $name: .*vmnet-helper\$" "$T/log.log"
done
run 1 --driver netns
check "and so is a driver of Linux" grep -q -e '--driver netns: ' "$T/log.log"
check "nothing was started" [ ! -e "$T/argv" ]

run 0 --driver vfkit,krunkit
check "all directions of both hypervisors" [ "$(count status=ok \
	metric=throughput)" = 6 ]
check "each by its own" [ "$(count status=ok metric=throughput \
	driver=krunkit)" = 3 ]
check "CPU time of the helpers is known" [ "$(count status=ok \
	metric=cpu_per_bit)" = 6 ]
check "and their memory" [ "$(count metric=helper_rss)" = 6 ]
check "what krunkit uses is known, too" \
	[ "$(count metric=vmm_cpu_per_bit driver=krunkit) $(count \
		metric=vmm_rss driver=krunkit)" = "3 3" ]
check "what the VM of vfkit uses is not" [ "$(count metric=vmm_cpu_per_bit \
	driver=vfkit) $(count metric=total_cpu_per_bit driver=vfkit) $(count \
	metric=vmm_rss driver=vfkit)" = "0 0 0" ]
check "frames that vmnet drops are unknown, not none" \
	[ "$(count metric=drops)" = 0 ]
check "a boot is measured" [ "$(count metric=startup driver=vfkit)" = 1 ]
check "four guests, each with a port of vsock" [ "$(grep -c \
	"virtio-vsock,port=1024,socketURL=/tmp/vmnet-bench\.[^/]*/control" \
	"$T/argv")" = 4 ]
check "each in a folder of its own" [ "$(grep -o \
	'virtio-blk,path=[^ ]*/disk.img' "$T/argv" | sort -u | wc -l)" = 4 ]
check "consoles have logs of their own" grep -q \
	"logFilePath=$T/run/logs/r1-shared-krunkit-vm2-console.log" "$T/argv"
check "the congestion control is that of the system" \
	sh -c "! grep -q -e ' -C ' '$T/traffic'"
check "nothing is left" nothing_left
check "the facts are those of macOS" grep -q '^os,macOS 26.1$\|os.*macOS 26.1' \
	"$T/run/run.csv"
rm -rf "$T/run"

run 0 --driver krunkit --protocol rr --direction host-to-vm
check "round trips by the ping of macOS" grep -q \
	'^ping -n -i 0.1 -t 2 -c [0-9]* 192.168.64.2$' "$T/traffic"
check "are measured" [ "$(count status=ok proto=rr driver=krunkit)" -ge 2 ]
rm -rf "$T/run"

# Nothing but its name is used.
interface=$(find /sys/class/net -mindepth 1 ! -name lo -printf '%f\n' | head -n 1)
if [ -n "$interface" ]; then
	run 0 --driver vfkit --mode bridged --shared-interface "$interface" \
		--direction host-to-vm
	check "bridged mode joins an interface that is there" \
		[ "$(count status=ok metric=throughput mode=bridged)" = 1 ]
	rm -rf "$T/run"
fi
run 1 --driver vfkit --mode bridged --shared-interface en77
check "and says which is not" grep -q \
	-e '--shared-interface en77: cannot be used: ' "$T/log.log"
rm -rf "$T/run"

cat >"$T/matrix.yaml" <<'END'
drivers:
  - name: krunkit
    offloading: true
operation-modes: [shared]
tests: [host-to-vm]
END
run 0 --matrix "$T/matrix.yaml"
check "krunkit's offload" grep -q 'offloading=on' "$T/argv"
check "is the helper's, too" [ "$(count status=ok metric=throughput \
	offload=on)" = 1 ]
rm -rf "$T/run"

# A guest whose agent never comes does not keep the user.
rm -f "$T/argv"
STALL=1 timeout 60 "$BENCH" run --guest "$T/guest" --output "$T/run" \
	--driver vfkit --direction host-to-vm --plain --time 2 \
	>"$T/log.log" 2>&1 </dev/null &
pid=$!
within 20 [ -s "$T/argv" ] || fail "no guest"
sleep 0.5
# shellcheck disable=SC2046 # a pid and a space
kill -INT $(cat "/proc/$pid/task/$pid/children")
wait $pid
status=$?
pid=
check "SIGINT ends the wait for a guest" [ $status = 130 ]
check "and the guest" nothing_left
rm -rf "$T/run"

# The user has enough of it, or the run is killed.
for signal in INT KILL; do
	rm -f "$T/traffic"
	SLOW=30 timeout 60 "$BENCH" run --guest "$T/guest" --output "$T/run" \
		--driver vfkit --direction host-to-vm --plain --time 2 \
		>"$T/log.log" 2>&1 </dev/null &
	pid=$!
	within 20 [ -s "$T/traffic" ] || fail "no traffic"
	child=$(cat "/proc/$pid/task/$pid/children")
	check "they are seen while they run" runs vfkit
	# shellcheck disable=SC2086 # a pid and a space
	kill -$signal $child
	wait $pid
	status=$?
	pid=
	case $signal in
	INT)
		check "SIGINT ends it" [ $status = 130 ]
		check "and all it has started" nothing_left
		;;
	KILL)
		# What the traffic's stand-in sleeps may outlive it.
		check "guests and helpers end with it" within 40 ended
		# shellcheck disable=SC2046 # paths without spaces
		rm -rf $(folders)
		;;
	esac
	rm -rf "$T/run"
done

[ "$(id -u)" = 0 ] || exit 0
export DOUBLE="version=15.7"
run 0 --driver vfkit --direction host-to-vm
ok "before macOS 26 root can run it"
