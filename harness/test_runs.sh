#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_runs.sh - matrix files, plans, runs that go on, and all that can be
# measured, with real frames but without a VM
#
#   BUILD   folder of the built programs, default build/
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need iperf3 dnsmasq busybox
BENCH=$BUILD/vmnet-bench
(: <>/dev/net/tun) 2>/dev/null || skip "cannot open /dev/net/tun"
unshare -Urnmp --fork true 2>/dev/null ||
	unshare -nmp --fork true 2>/dev/null ||
	skip "namespaces are not allowed"
T=$(mktemp -d "${TMPDIR:-/tmp}/test_runs.XXXXXX")
pid= # of the run in the background
trap '[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

# bench STATUS ARGUMENT... - what it prints is in $T/log.log
bench() {
	want=$1
	shift
	timeout 150 "$BENCH" "$@" >"$T/log.log" 2>&1 </dev/null
	status=$?
	[ $status = "$want" ] || fail "$*: status is $status, not $want"
}

# select FOLDER COLUMN=VALUE... - how many rows of samples.csv have these
select_rows() {
	folder=$1
	shift
	awk -F , -v want="$*" '
		BEGIN { n = split(want, pairs, " ") }
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		{
			for (i = 1; i <= n; i++) {
				split(pairs[i], p, "=")
				if ($col[p[1]] != p[2]) next
			}
			count++
		}
		END { print count + 0 }' "$folder/samples.csv"
}

# rows N FOLDER COLUMN=VALUE...
rows() {
	want=$1
	shift
	found=$(select_rows "$@")
	[ "$found" = "$want" ] || {
		echo "$*: $found rows, not $want"
		false
	}
}

# refuses TEXT ARGUMENT... - one line, and nothing is made
refuses() {
	text=$1
	shift
	bench 1 "$@"
	check "refused: $*" grep -q "^vmnet-bench: $text" "$T/log.log"
	[ "$(wc -l <"$T/log.log")" = 1 ] || fail "more than a line"
}

# --- files --------------------------------------------------------------------

cat >"$T/bad.yaml" <<'END'
drivers:
  - name: netns
time: 1
speed: 2
END
refuses "$T/bad.yaml:4: unknown key speed" run --matrix "$T/bad.yaml"
refuses "--matrix /nonexistent: No such file" run --matrix /nonexistent
refuses "--network x: not one of" run --network x
refuses "--driver netns: cannot run here: .*no way to user" \
	run --driver netns --network user
refuses "nothing to measure" run --driver netns --guests 1 \
	--direction vm-to-vm --dry-run

# A file such as people have runs as it is; what is not here is said to be so.
cat >"$T/theirs.yaml" <<'END'
---
drivers:
  - name: nosuch
    tag: offload
    offloading: true
  - name: netns
# operation-modes: [shared, bridged, host]
operation-modes: [bridged]
tests: [host-to-vm, vm-to-host]
shared-interface: en0
time: 1
length: "64k"
output: null
END
bench 0 run --matrix "$T/theirs.yaml" --rounds 1 --omit 0 --dry-run --seed 7
check "a plan names what it leaves out" \
	grep -q 'nosuch:offload .* skipped: there is no such driver' "$T/log.log"
check "a plan ends with its time" \
	grep -q '^seed 7, 2 measurements, 2 left out, about 0 min' "$T/log.log"
cp "$T/log.log" "$T/plan"
bench 0 run --matrix "$T/theirs.yaml" --rounds 1 --omit 0 --dry-run --seed 7
check "the same seed, the same plan" cmp "$T/plan" "$T/log.log"
refute "a plan makes nothing" [ -e "$T/theirs" ]

bench 0 run --matrix "$T/theirs.yaml" --rounds 2 --omit 0 \
	--output "$T/theirs"
check "skipped drivers have one row for each cell" \
	rows 2 "$T/theirs" driver=nosuch:offload status=skipped
check "which are no failures" rows 4 "$T/theirs" metric=throughput status=ok
check "and say why" grep -q ',there is no such driver here$' \
	"$T/theirs/samples.csv"
check "the length is that of the file" \
	rows 4 "$T/theirs" size=65536 metric=throughput status=ok mode=bridged

bench 1 run --matrix "$T/theirs.yaml" --driver nosuch
check "a driver of the command line must be there" \
	grep -q -- '--driver nosuch: no such driver' "$T/log.log"
sed -i '/name: netns/d' "$T/theirs.yaml"
bench 1 run --matrix "$T/theirs.yaml"
check "nothing but what is missing cannot run" \
	grep -q 'driver nosuch:offload on vmnet-helper: there is no' "$T/log.log"

cat >"$T/large.yaml" <<'END'
drivers: [{name: netns, tag: offload, offloading: true}]
networks: [flood, vmnet-helper]
tests: [host-to-vm]
time: 1
END
bench 0 run --matrix "$T/large.yaml" --rounds 1 --dry-run
check "large frames are not for every network" \
	grep -q ' flood .* takes no frames larger than the MTU' "$T/log.log"

# --- measures -----------------------------------------------------------------

bench 0 run --driver netns --rounds 1 --time 1 --omit 0 --guests 3 \
	--protocol udp,rr,tcp --direction host-to-vm,vm-to-vm,vms-to-host,host-and-vm \
	--network vmnet-helper:stream --output "$T/all"
check "UDP: rate, loss, jitter" rows 4 "$T/all" metric=packet_rate status=ok
check "UDP: loss" rows 4 "$T/all" metric=loss proto=udp status=ok
check "UDP: jitter" rows 4 "$T/all" metric=jitter proto=udp status=ok
check "round trips, idle" rows 2 "$T/all" metric=latency_p50 status=ok
check "round trips, under load" rows 2 "$T/all" metric=latency_load_p99 status=ok
check "all guests at once share" rows 2 "$T/all" metric=fairness status=ok
check "both ways at once" rows 2 "$T/all" direction=host-and-vm \
	metric=throughput status=ok
check "CPU time of VMMs" rows 8 "$T/all" metric=vmm_cpu_per_bit
check "and of all" rows 8 "$T/all" metric=total_cpu_per_bit status=ok
check "time to the address" rows 1 "$T/all" metric=startup_address status=ok
check "number of guests and network" \
	rows 10 "$T/all" vms=3 network=vmnet-helper:stream metric=helper_rss
check "a table for each protocol" grep -q 'loaded p50' "$T/log.log"

bench 0 run --driver netns --rounds 1 --time 1 --omit 1 --protocol udp \
	--direction host-to-vm --output "$T/warm"
check "UDP has a warm-up" grep -q '^.*,udp,.*,1,vmnet-helper$' "$T/warm/intervals.csv"
loss=$(awk -F , '$19 == "loss" { print $22 }' "$T/warm/samples.csv")
check "which is not in its loss: $loss" awk "BEGIN { exit !(\"$loss\" != \"\" && $loss + 0 < 1) }"

# --- other networks -----------------------------------------------------------

cat >"$T/networks.yaml" <<'END'
drivers: [{name: netns}]
operation-modes: [shared]
networks: [flood, passt, vmnet-helper, tap]
tests: [host-to-vm, vm-to-vm]
time: 1
omit: 0
rounds: 1
END
bench 0 run --matrix "$T/networks.yaml" --output "$T/networks"
for network in flood vmnet-helper; do
	check "$network: both directions" \
		rows 2 "$T/networks" network=$network metric=throughput status=ok
done
check "flood: its CPU time is that of the network" \
	rows 2 "$T/networks" network=flood metric=cpu_per_bit status=ok
check "tap: not for a namespace" \
	rows 2 "$T/networks" network=tap status=skipped
if command -v passt >/dev/null; then
	check "passt: to the guest" \
		rows 1 "$T/networks" network=passt metric=throughput status=ok
	check "passt: not between guests" \
		rows 1 "$T/networks" network=passt status=unsupported
else
	check "passt: not there" \
		rows 2 "$T/networks" network=passt status=skipped
fi
check "ratios of networks" "$BUILD/vmnet-summary" --against flood "$T/networks"
"$BUILD/vmnet-summary" --against flood "$T/networks" >"$T/ratios.log"
check "a network against itself" \
	grep -q 'host-to-vm .* flood  .* 1\.00 ' "$T/ratios.log"
refute "ratios to nothing" "$BUILD/vmnet-summary" --against vde "$T/networks"

# A network that dies costs what was to be measured on it.
of_ours() { # program - its pid, if it is of the run below
	find /proc/[0-9]*/exe -maxdepth 0 -lname "$BUILD/$1" 2>/dev/null |
		while read -r exe; do
			! grep -qsz "^RUN_OF=$T\$" "${exe%exe}environ" ||
				echo "$exe"
		done | head -n 1 | cut -d / -f 3 | grep .
}
RUN_OF=$T "$BENCH" run --driver netns --network flood --rounds 2 --time 5 --omit 0 \
	--direction host-to-vm --output "$T/dead" >"$T/dead.log" 2>&1 \
	</dev/null &
pid=$!
booted() {
	[ "$(select_rows "$T/dead" metric=startup status=ok)" = 1 ]
}
within 60 booted || fail "no boot"
kill -KILL "$(of_ours vmnet-flood)"
wait $pid
status=$?
pid=
check "a network that dies: status 1" [ $status = 1 ]
check "a failed row" rows 1 "$T/dead" metric=throughput status=failed
check "that says why" \
	grep -q ',failed,flood,flood ended (r1-shared-netns-flood-network.log)$' \
	"$T/dead/samples.csv"
check "and the next round works" rows 1 "$T/dead" metric=throughput status=ok

# --- runs that go on ----------------------------------------------------------

has_rows() { # FOLDER N
	[ "$(select_rows "$1" metric=throughput status=ok)" -ge "$2" ]
}

"$BENCH" run --driver netns --rounds 2 --time 1 --omit 0 --seed 11 \
	--output "$T/cut" >"$T/cut.log" 2>&1 </dev/null &
pid=$!
within 60 has_rows "$T/cut" 2 || fail "no rows"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
pid=
refute "the run is not complete" rows 6 "$T/cut" metric=throughput
# As if it had been killed in the middle of a measurement, and of a line.
grep ',helper_rss,' "$T/cut/samples.csv" | tail -n 1 |
	sed 'p; s/,ok,.*//' | head -c -1 >"$T/rest"
cat "$T/rest" >>"$T/cut/samples.csv"
refuses "--time: cannot be changed by --resume" run --resume "$T/cut" --time 2
refuses "--resume $T: holds no run" run --resume "$T"
bench 0 run --resume "$T/cut"
check "the rest is measured" rows 6 "$T/cut" metric=throughput status=ok
for round in 1 2; do
	for direction in host-to-vm vm-to-host vm-to-vm; do
		rows 1 "$T/cut" round=$round direction=$direction \
			metric=throughput || fail "round $round, $direction"
	done
done
ok "and nothing twice"
check "every metric once" rows 6 "$T/cut" metric=helper_rss status=ok
check "the seed stays" grep -q '^going on with run .*, seed 11, ' "$T/log.log"
check "and the id" [ "$(cut -d , -f 2 "$T/cut/samples.csv" | sort -u | wc -l)" = 2 ]
bench 0 run --resume "$T/cut"
check "a complete run has nothing left" grep -q ', 0 measurements ' "$T/log.log"
sed -i 's/^machine,.*/machine,x-1/' "$T/cut/run.csv"
refuses "--resume $T/cut: its machine is x-1, not " run --resume "$T/cut"

# VMs that create has made are known by their names and what they have.  None
# comes up here: what is asked for is what is recorded of them.
mkdir -p "$T/drivers" "$T/home/one" "$T/home/two"
cat >"$T/drivers/created" <<'END'
#!/bin/sh
[ "${1-}" = --check ]
END
chmod 755 "$T/drivers/created"
profile() { # name cpus
	cat >"$T/home/$1/vm.json" <<-END
		{ "driver": "qemu", "cpus": $2, "memory": 777, "user": "me",
		  "mac": "02:00:00:00:00:01",
		  "interface_id": "5f4c1a3e-0000-4000-8000-000000000001" }
	END
}
fact() { # line
	grep -qx "$1" "$T/created/run.csv"
}
profile one 3
profile two 5
command -v "qemu-system-$(uname -m)" >/dev/null || {
	echo "no QEMU, so no VM of its driver"
	exit 0
}
bench 1 run --vms "$T/drivers" --vm one,two --home "$T/home" --rounds 1 \
	--time 1 --direction host-to-vm --plain --output "$T/created"
check "which VMs" fact 'vm_created,one two'
check "their processors" fact 'vm_created_cpus,3 5'
check "their memory" fact 'vm_created_mem,777 777'
refute "not what others have" grep '^vm_cpus\|^vm_mem' "$T/created/run.csv"
check "by which QEMU" grep -q '^qemu,.' "$T/created/run.csv"
VM_CREATED=two,one
export VM_CREATED
refuses "--resume $T/created: its vm_created is one two, not two one" run --vms "$T/drivers" \
	--home "$T/home" --resume "$T/created"
VM_CREATED=one,two
bench 0 run --vms "$T/drivers" --home "$T/home" --resume "$T/created"
check "the same ones go on" grep -q ', 0 measurements ' "$T/log.log"
profile two 6
refuses "--resume $T/created: its vm_created_cpus is 3 5, not 3 6" run --vms "$T/drivers" \
	--home "$T/home" --resume "$T/created"
