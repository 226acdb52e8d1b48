#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# gate_truth.sh - how often is the gate right?
#
# usage: BUILD=build perf/gate_truth.sh [-o FOLDER] KIND=COUNT ... [-- GATE-OPTION ...]
#        perf/gate_truth.sh -s FOLDER
#
# Runs gates until there are COUNT of each KIND, and sums the verdicts up.  What is
# right is known: "same" is the helper against itself, "throughput:15" and "cpu:20"
# are helpers that perf/slow.c makes slower by so many percent.  Called again with
# the same folder it goes on where it was interrupted; the kinds take turns, so
# that what there is of each is comparable at any time.  -s only sums up.
#
# FOLDER, by default results/local/gate-truth, gets
#   gates.csv         a row for each gate
#   run.csv           machine, helper and options, of the first gate
#   samples/N.csv     what gate N has measured
#   truth.csv         the verdicts of each kind
set -eu
LC_ALL=C
export LC_ALL

build=${BUILD:-build}
folder=results/local/gate-truth
header=gate,time,machine,kind,verdict,rounds,seconds,load,throughput,\
throughput_lo,throughput_hi,throughput_detectable,cpu_per_bit,cpu_per_bit_lo,\
cpu_per_bit_hi,cpu_per_bit_detectable

die() {
	echo "gate_truth.sh: $1" >&2
	exit 2
}

# helper_of KIND - the helper that is judged
helper_of() {
	if [ "$1" = same ]; then
		echo "$build/vmnet-helper"
	else
		echo "$build/slow-$(echo "$1" | tr : -)/vmnet-helper"
	fi
}

# fact KEY - from run.csv; the last one holds
fact() {
	sed -n "s/^$1,//p" "$folder/run.csv" 2>/dev/null | tail -n 1
}

# count_of KIND - gates that are done
count_of() {
	[ -f "$folder/gates.csv" ] || {
		echo 0
		return
	}
	awk -F , -v kind="$1" '$4 == kind { n++ } END { print n + 0 }' \
		"$folder/gates.csv"
}

# The kind that is farthest from its count, or nothing when all are done.
next_kind() {
	for want in $wanted; do
		done=$(count_of "${want%=*}")
		[ "$done" -ge "${want##*=}" ] ||
			echo "$done ${want##*=} ${want%=*}"
	done | awk '{ share = $1 / $2 } !n++ || share < least { least = share; kind = $3 }
		END { print kind }'
}

# numbers METRIC - ratio, interval and what could be seen, of the last gate; of
# several cells the mean and the widest
numbers() {
	awk -F , -v metric="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		$col["metric"] == metric && $col["ratio"] != "" {
			sum += log($col["ratio"])
			n++
			if ($col["lo"] != "") {
				lo += log($col["lo"])
				hi += log($col["hi"])
				spread = $col["detectable"] > spread ? \
					$col["detectable"] : spread
				intervals++
			}
		}
		END {
			printf ",%s", n ? sprintf("%.4f", exp(sum / n)) : ""
			if (intervals)
				printf ",%.4f,%.4f,%.4f", exp(lo / intervals), \
					exp(hi / intervals), spread
			else printf ",,,"
		}' "$temp/gate/gate.csv"
}

verdict_of() { # exit status
	case $1 in
	0) echo PASS ;;
	1) echo REGRESSED ;;
	3) echo INCONCLUSIVE ;;
	4) echo FAILED ;;
	*) return 1 ;;
	esac
}

# run_gate KIND GATE-OPTION ... - one gate, one row
run_gate() {
	kind=$1
	shift
	start=$(date +%s) load=$(cut -d ' ' -f 1 /proc/loadavg) status=0
	rm -rf "$temp/gate"
	"$build/vmnet-gate" run --base "$build/vmnet-helper" \
		--head "$(helper_of "$kind")" --output "$temp/gate" \
		"$@" >"$temp/out" 2>"$temp/err" || status=$?
	verdict=$(verdict_of $status) || {
		cat "$temp/err" >&2
		die "$kind: exit status $status"
	}
	seconds=$(($(date +%s) - start))
	if [ ! -f "$folder/run.csv" ]; then
		{
			grep -v -e '^seed,' -e '^verdict,' -e '^head_commit,' \
				-e '^run_id,' -e '^rounds,' "$temp/gate/run.csv"
			echo "run_id,truth-$(date -u +%Y%m%dT%H%M%SZ)"
			echo "gate_options,$(plain "$@")"
		} >"$temp/run.csv"
		mv "$temp/run.csv" "$folder/run.csv"
	fi
	machine=$(sed -n 's/^machine,//p' "$temp/gate/run.csv" | tail -n 1)
	[ "$machine" = "$(fact machine)" ] ||
		die "$folder: measured on another machine, $(fact machine)"
	number=$(($(wc -l <"$folder/gates.csv")))
	cp "$temp/gate/samples.csv" "$folder/samples/$number.csv"
	row=$number,$(date -u +%Y-%m-%dT%H:%M:%SZ),$machine,$kind,$verdict,$(sed \
		-n 's/^machine .*, \([0-9]*\) rounds$/\1/p' "$temp/out"),$seconds
	echo "$row,$load$(numbers throughput)$(numbers cpu_per_bit)" |
		tee -a "$folder/gates.csv"
}

# plain WORD ... - without commas, which end a field
plain() {
	echo "$*" | tr , ';'
}

# The verdicts of each kind: as a table, and as truth.csv.  The interval of a share
# is exact (Clopper and Pearson): found by bisection of the binomial sum.
sum_up() {
	[ -f "$folder/gates.csv" ] || die "$folder: holds no gates"
	awk -F , -v table="$folder/truth.csv" '
	function upper(k, n, p,   i, term, sum) { # P(X <= k)
		for (i = 0; i <= k; i++) {
			term = i ? term * (n - i + 1) / i * p / (1 - p) : (1 - p) ^ n
			sum += term
		}
		return sum
	}
	function bound(k, n, share, above,   lo, hi, p, i) {
		lo = 1e-9
		hi = 1 - 1e-9
		for (i = 0; i < 60; i++) {
			p = (lo + hi) / 2
			if (above ? upper(k, n, p) > share : \
					1 - upper(k - 1, n, p) < share) lo = p
			else hi = p
		}
		return p
	}
	function median(list, n,   i, j, v) {
		if (!n) return ""
		for (i = 2; i <= n; i++) {
			v = list[i]
			for (j = i; j > 1 && v < list[j - 1]; j--)
				list[j] = list[j - 1]
			list[j] = v
		}
		return sprintf("%.4f", (list[int((n + 1) / 2)] + \
			list[int(n / 2) + 1]) / 2)
	}
	function middle(kind, name,   i, m, list) {
		for (i = 1; i <= n[kind]; i++)
			if (value[kind, i, name] != "")
				list[++m] = value[kind, i, name] + 0
		return median(list, m)
	}
	function whole(v) { return v == "" ? "" : sprintf("%g", v) }
	function share(v) { return v == "" ? "?" : sprintf("%.1f %%", 100 * v) }
	function percent(v) { return v == "" ? "" : sprintf("%+.1f %%", (v - 1) * 100) }
	NR == 1 {
		n_columns = NF
		for (i = 1; i <= NF; i++) {
			col[$i] = i
			name[i] = $i
		}
		next
	}
	NF == n_columns {
		k = $col["kind"]
		if (!(k in n)) kinds[++n_kinds] = k
		n[k]++
		verdicts[k, $col["verdict"]]++
		for (i = 1; i <= NF; i++) value[k, n[k], name[i]] = $i
	}
	END {
		print "kind,gates,regressed,inconclusive,pass,failed,regressed_lo," \
			"regressed_hi,rounds,seconds,throughput," \
			"throughput_detectable,cpu_per_bit,cpu_per_bit_detectable" \
			>table
		print "| head is | gates | REGRESSED | INCONCLUSIVE | PASS | FAILED " \
			"| share REGRESSED, 95 % | found throughput | CPU time " \
			"| can see | seconds |"
		print "|---|--:|--:|--:|--:|--:|---|--:|--:|---|--:|"
		for (i = 1; i <= n_kinds; i++) {
			k = kinds[i]
			r = verdicts[k, "REGRESSED"] + 0
			lo = r ? bound(r, n[k], 0.025, 0) : 0
			hi = r < n[k] ? bound(r, n[k], 0.025, 1) : 1
			t = middle(k, "throughput")
			c = middle(k, "cpu_per_bit")
			dt = middle(k, "throughput_detectable")
			dc = middle(k, "cpu_per_bit_detectable")
			printf "%s,%d,%d,%d,%d,%d,%.4f,%.4f,%s,%s,%s,%s,%s,%s\n", k, \
				n[k], r, verdicts[k, "INCONCLUSIVE"], \
				verdicts[k, "PASS"], verdicts[k, "FAILED"], lo, hi, \
				whole(middle(k, "rounds")), \
				whole(middle(k, "seconds")), t, dt, c, \
				dc >table
			printf "| %s | %d | %d | %d | %d | %d | %.1f to %.1f %% | %s " \
				"| %s | %s, %s | %g |\n", k, n[k], r, \
				verdicts[k, "INCONCLUSIVE"], verdicts[k, "PASS"], \
				verdicts[k, "FAILED"], 100 * lo, 100 * hi, percent(t), \
				percent(c), share(dt), share(dc), middle(k, "seconds")
		}
	}' "$folder/gates.csv"
}

only=
while getopts :o:s: option; do
	case $option in
	o) folder=$OPTARG ;;
	s) folder=$OPTARG only=yes ;;
	*) die "-$OPTARG: unknown option, or no value" ;;
	esac
done
shift $((OPTIND - 1))
if [ -n "$only" ]; then
	sum_up
	exit
fi

wanted=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	case $1 in
	*=*[!0-9]* | *= | =*) die "$1: want KIND=COUNT" ;;
	*=*) wanted="$wanted $1" ;;
	*) die "$1: want KIND=COUNT, such as same=40" ;;
	esac
	[ -x "$(helper_of "${1%=*}")" ] ||
		die "$1: no such helper; run: make slow SLOW=${1%=*}"
	# Built by two commands, of which one may have been forgotten.
	[ "$("$(helper_of "${1%=*}")" --version)" = \
		"$("$build/vmnet-helper" --version)" ] ||
		die "$1: of another version; run: make all slow SLOW=${1%=*}"
	shift
done
[ $# -eq 0 ] || shift
[ -n "$wanted" ] || die "want KIND=COUNT, such as same=40"

mkdir -p "$folder/samples"
[ -f "$folder/gates.csv" ] || echo "$header" >"$folder/gates.csv"
[ "$(head -n 1 "$folder/gates.csv")" = "$header" ] ||
	die "$folder/gates.csv: has other columns"
if [ -f "$folder/run.csv" ]; then
	[ "$(fact gate_options)" = "$(plain "$@")" ] ||
		die "$folder: its gates have the options $(fact gate_options)"
	commit=$("$build/vmnet-helper" --version | sed -n 's/^commit: //p')
	[ "$(fact base_commit)" = "$commit" ] ||
		die "$folder: its gates are of another helper, $(fact base_commit)"
fi

temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

while kind=$(next_kind) && [ -n "$kind" ]; do
	run_gate "$kind" "$@"
done
echo
sum_up
