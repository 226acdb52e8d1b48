#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_gate.sh - vmnet-gate end to end: files that are judged, a short real run
# shellcheck disable=SC2016 # what is for a shell of its own
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"

GATE=$BUILD/vmnet-gate
T=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

# samples FACTOR [MACHINE] - twelve pairs, throughput of head times FACTOR, with
# differences of up to 2 % that are the same every time
samples() {
	awk -v factor="$1" -v machine="${2:-made-up}" 'BEGIN {
		print "schema,run_id,time,machine,arm,commit,driver,mode," \
			"direction,proto,streams,mtu,size,offload,vms,round," \
			"order,seconds,metric,unit,better,value,status"
		for (r = 1; r <= 12; r++) {
			row("base", 6e9); row("head", 6e9 * factor)
			cpu("base", 1e-10); cpu("head", 1e-10)
		}
	}
	function noise() { n = (n * 137 + 59) % 1009; return 1 + (n - 504) / 50450 }
	function cell(arm) {
		return "1,made-up,2000-01-02T03:04:05Z," machine "," arm \
			",c0ffee,netns,shared,host-to-vm,tcp,1,1500,131072,off,2," \
			r ",1,1,"
	}
	function row(arm, v) {
		printf "%sthroughput,bit/s,higher,%.9g,ok\n", cell(arm), v * noise()
	}
	function cpu(arm, v) {
		printf "%scpu_per_bit,s/bit,lower,%.9g,ok\n", cell(arm), v * noise()
	}'
}

# gives STATUS WORD COMMAND... - exit status, and a line that has the word
gives() {
	want=$1 word=$2 status=0
	shift 2
	"$@" >"$T/out.log" 2>&1 || status=$?
	[ $status = "$want" ] || fail "$*: exit status $status, not $want"
	grep -qF -e "$word" "$T/out.log" || fail "$*: does not say $word"
	ok "$*: $want, $word"
}

# refused WORD COMMAND... - exit status 2 and one line
refused() {
	gives 2 "$@"
	[ "$(wc -l <"$T/out.log")" = 1 ] || fail "not one line"
}

samples 1 >"$T/same.csv"
samples 0.8 >"$T/worse.csv"
samples 1.3 >"$T/better.csv"
samples 0.97 >"$T/near.csv"
samples 0.8 elsewhere | tail -n 4 | sed 's/,made-up,/,other,/' |
	cat "$T/same.csv" - >"$T/machines.csv"
sed 's/throughput,bit.*/throughput,bit\/s,higher,,failed/' "$T/same.csv" \
	>"$T/failed.csv"
grep -v ,head, "$T/same.csv" >"$T/alone.csv"
head -n 13 "$T/same.csv" >"$T/few.csv"
sed '7s/ok$/good/' "$T/same.csv" >"$T/bad.csv"

gives 0 PASS "$GATE" judge "$T/same.csv"
gives 1 REGRESSED "$GATE" judge "$T/worse.csv"
check "names the change" grep -q -e '-20\.[0-9] %' "$T/out.log"
gives 0 IMPROVED "$GATE" judge "$T/better.csv"
gives 0 PASS "$GATE" judge --throughput 30 "$T/worse.csv"
gives 1 REGRESSED "$GATE" judge --throughput 1 "$T/near.csv"
gives 3 INCONCLUSIVE "$GATE" judge --throughput 3.2 "$T/near.csv"
gives 1 INCONCLUSIVE "$GATE" judge --strict --throughput 3.2 "$T/near.csv"
gives 4 FAILED "$GATE" judge "$T/failed.csv"
refused "not comparable" "$GATE" judge "$T/machines.csv"
refused "no measurement of arm head" "$GATE" judge "$T/alone.csv"
refused "3 rounds can never tell" "$GATE" judge "$T/few.csv"
refused "bad.csv: line 7 is malformed" "$GATE" judge "$T/bad.csv"
refused "none.csv: No such file" "$GATE" judge "$T/none.csv"
refused "rounds can never tell" "$GATE" judge --rounds 5 "$T/same.csv"
refused "unknown command fly" "$GATE" fly
refused "--base is missing" "$GATE" run
refused "--base /nonexistent: No such file" "$GATE" run --base /nonexistent
refused "--rounds: 4 rounds can never tell" "$GATE" run --base "$HELPER" \
	--rounds 4 --output "$T/never"
refute "nothing is made by a refused run" test -e "$T/never"
refused "--junit /nonexistent/x: No such file" sh -c '"$1" judge \
	--junit /nonexistent/x "$2" 2>&1 >/dev/null' - "$GATE" "$T/same.csv"

"$GATE" judge --markdown "$T/md" --junit "$T/xml" --csv "$T/csv" \
	"$T/worse.csv" >/dev/null
check "Markdown begins with the verdict" sh -c "head -n 1 '$T/md' |
	grep -q '^## Gate: REGRESSED\$'"
check "Markdown has the row" grep -q '^| netns shared host-to-vm | throughput' \
	"$T/md"
"$GATE" judge --markdown "$T/md" "$T/same.csv" >/dev/null
check "Markdown is appended" sh -c "[ \$(grep -c '^## Gate' '$T/md') = 2 ]"
check "JUnit has the failure" grep -q '<failure message="REGRESSED: -' "$T/xml"
check "JUnit counts" grep -q 'tests="2" failures="1" errors="0"' "$T/xml"
check "CSV has the verdict" grep -q \
	',throughput,.*,REGRESSED,vmnet-helper$' "$T/csv"
check "each line of CSV is whole" awk -F , 'NF != 25 { exit 1 }' "$T/csv"

# A row for each network: samples of older files are of the usual one.
{
	head -n 1 "$T/same.csv" | sed 's/$/,network,note/'
	sed '1d; s/$/,vmnet-helper,/' "$T/same.csv"
	sed '1d; s/$/,tap,/' "$T/worse.csv"
} >"$T/networks.csv"
gives 1 "netns shared host-to-vm on tap" "$GATE" judge --csv "$T/csv" \
	--junit "$T/xml" "$T/networks.csv"
check "one of them has lost" sh -c "[ \$(grep -c ,REGRESSED,tap\$ '$T/csv') = 1 ] &&
	[ \$(grep -c ,PASS,vmnet-helper\$ '$T/csv') = 2 ]"
check "JUnit tells them apart" grep -q 'name="shared.host-to-vm.tcp.tap.throughput"' \
	"$T/xml"

# --- trend ---

for day in 01 02 03 04 05 06 07 08 09 10 11 12; do
	value=6e9
	[ "$day" -lt 08 ] || value=5e9
	samples "$(awk "BEGIN { print $value / 6e9 }")" | sed "s/,made-up,2000-01-02/,run-$day,2000-02-$day/" \
		>"$T/day-$day.csv"
done
gives 0 "12 runs, 1 change" "$GATE" trend --csv "$T/trend.csv" "$T"/day-*.csv
check "the day and the change" grep -q '2000-02-08 .*-1[67]\.[0-9] %  WORSE' \
	"$T/out.log"
check "one change in the CSV" sh -c "[ \$(grep -c ',throughput,.*,1,vmnet-helper\$' \
	'$T/trend.csv') = 1 ]"
refused "which samples.csv?" "$GATE" trend
if command -v gnuplot >/dev/null; then
	check "a chart is drawn" sh plots/history.sh "$T/history" "$T"/day-*.csv
	check "the chart names the change" grep -q '>2000-02-08 c0ffee -1[67]' \
		"$T/history/history-throughput-made-up.svg"
	check "there is one of CPU time" test -s \
		"$T/history/history-cpu_per_bit-made-up.png"
fi

# --- help and manual page ---

"$GATE" --help | sed -n 's/^  \(-[a-z],\)* *\(--[a-z-]*\)\( [A-Z][A-Z0-9]*\)* .*/\1 \2\3/p' |
	tr -d , | sed 's/^ //' | tr '[:upper:]' '[:lower:]' | sort -u >"$T/help"
sed -n 's/ , -/ , Fl -/; s/^\.It Fl \([a-z] , Fl \)*-\([a-z-]*\)/\1--\2/p' \
	"$(dirname "$0")/vmnet-gate.1" | sed 's/ Ar / /; s/^\([a-z]\) , Fl /-\1 /' |
	sort -u >"$T/manual"
check "--help and manual page agree" diff "$T/help" "$T/manual"
if command -v mandoc >/dev/null; then
	check "the page is well formed" mandoc -Tlint -Wwarning \
		"$(dirname "$0")/vmnet-gate.1"
fi

# --- a real run ---

check "a normal helper has nothing of perf/slow.c" sh -c \
	"! nm '$HELPER' | grep -q -e ' slow_' -e __wrap_cutter"

(: <>/dev/net/tun) 2>/dev/null || skip "cannot open /dev/net/tun"
unshare -Urnmp --fork true 2>/dev/null || unshare -nmp --fork true ||
	skip "namespaces are not allowed"
need iperf3 dnsmasq busybox

gives 77 "cannot measure here" env PATH=/nonexistent "$GATE" run \
	--base "$HELPER" --output "$T/bare"
gives 2 "no such driver" "$GATE" run --base "$HELPER" --driver nosuch \
	--output "$T/driver"

refused "--processor 1023: there is none" "$GATE" run --base "$HELPER" \
	--processor 1023 --output "$T/never"
refute "nothing is made by it" test -e "$T/never"

# A container may have any of the processors.
processor=0
until taskset -c $processor true 2>/dev/null; do
	processor=$((processor + 1))
	[ $processor -lt 1024 ] || fail "no processor at all"
done

# Three rounds can tell only with chances that nobody wants.
run() {
	"$GATE" run --base "$HELPER" --head "$HELPER" --direction host-to-vm \
		--time 1 --rounds 3 --alpha 30 --beta 30 --seed 1 --processor $processor "$@"
}
status=0
run --output "$T/run" >"$T/out.log" 2>&1 || status=$?
case $status in
0 | 1 | 3) ok "a gate was run" ;;
*) fail "exit status $status" ;;
esac
check "three rounds by two arms" sh -c "[ \$(grep -c ,throughput, \
	'$T/run/samples.csv') = 6 ]"
check "both are paired" sh -c "[ \$(grep ,throughput, '$T/run/samples.csv' |
	cut -d , -f 5,16 | sort -u | wc -l) = 6 ]"
check "the machine is known" grep -q '^cpu,.' "$T/run/run.csv"
check "the seed is known" grep -q '^seed,1$' "$T/run/run.csv"
check "the processor, too" grep -q "^processor,$processor\$" "$T/run/run.csv"
check "and it is in the command to do it again" grep -q -e " --processor $processor " "$T/out.log"
refute "nothing is left of the measurements" test -e "$T/run/measurement"
"$GATE" judge --rounds 3 --alpha 30 --beta 30 --csv "$T/again.csv" \
	"$T/run/samples.csv" >/dev/null
check "judged again it is the same" diff "$T/run/gate.csv" "$T/again.csv"
refused "holds results already" run --output "$T/run"

# A helper that dies is the fault of its arm.
cat >"$T/broken" <<-END
	#!/bin/sh
	[ "\$1" != --version ] || exec "$HELPER" --version
	echo "INFO  [main] starting" >&2
	echo "ERROR [main] cannot open the network: broken on purpose" >&2
	exit 1
END
chmod 755 "$T/broken"
gives 4 FAILED run --head "$T/broken" --output "$T/broken-run"
# The reason is the helper's, with the log as it is called afterwards.
reason=$(sed -n 's/^vmnet-gate: round 2: host-to-vm of head failed: //p' "$T/out.log")
check "tells the error of the helper" test "${reason% (*}" = \
	"ERROR [main] cannot open the network: broken on purpose"
log=${reason#*\(}
check "names its log" grep -q "broken on purpose" "${log%)}"
check "the rows are there" sh -c "[ \$(grep -c 'throughput.*,failed,' \
	'$T/broken-run/samples.csv') = 3 ]"
check "its log is kept" test -s "$T/broken-run/failed-r1-1/bench.log" -o \
	-s "$T/broken-run/failed-r1-2/bench.log"

# Gates whose answer is known: what is done is not done again.
truth() {
	sh "$(dirname "$0")/gate_truth.sh" -o "$T/truth" "$@" -- --direction \
		host-to-vm --time 1 --rounds 3 --alpha 30 --beta 30
}
check "a gate of the same helper" truth same=1
check "has a row" test "$(wc -l <"$T/truth/gates.csv")" = 2
check "with all of its fields" awk -F , 'NF != 16 { exit 1 }
	NR == 2 && ($6 != 3 || $9 == "" || $13 == "") { exit 1 }' \
	"$T/truth/gates.csv"
check "the machine is known" grep -q '^cpu,.' "$T/truth/run.csv"
check "and the options" grep -qF 'gate_options,--direction host-to-vm' \
	"$T/truth/run.csv"
check "what it has measured is kept" sh -c "[ \$(grep -c ,throughput, \
	'$T/truth/samples/1.csv') = 6 ]"
cp "$T/truth/gates.csv" "$T/gates.csv"
check "it is not made twice" truth same=1
check "and its row stays" cmp "$T/gates.csv" "$T/truth/gates.csv"
refused "options --direction host-to-vm" sh "$(dirname "$0")/gate_truth.sh" \
	-o "$T/truth" same=2 -- --time 2
refused "want KIND=COUNT" sh "$(dirname "$0")/gate_truth.sh" same
refused "make slow SLOW=cpu:7" sh "$(dirname "$0")/gate_truth.sh" cpu:7=1

# A signal ends it, and all it has started.
"$GATE" run --base "$HELPER" --time 60 --output "$T/stopped" >"$T/out.log" \
	2>&1 &
pid=$!
within 20 test -s "$T/stopped/measurement/samples.csv" || fail "no measurement"
child=$(pgrep -P $pid -x vmnet-bench) || fail "no vmnet-bench"
kill -TERM $pid
status=0
wait $pid || status=$?
pid=
check "SIGTERM: exit status 143" test $status = 143
refute "vmnet-bench has ended" kill -0 "$child" 2>/dev/null
echo "$checks checks"
