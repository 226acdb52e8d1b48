#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
# report.sh - one page of HTML about a benchmark run
#
# Writes RUNDIR/report.html with the charts that render.sh has drawn, the
# numbers, the machine, and the commands that measure it again.  The page is
# one file without scripts, and loads nothing from anywhere.

set -eu
script=report.sh
# shellcheck source=plots/common.sh
. "$(dirname "$0")/common.sh"
usage="usage: plots/report.sh RUNDIR"

case ${1-} in
-h | --help)
	echo "$usage"
	exit 0
	;;
esac
[ $# -eq 1 ] || die "want one folder of a run; $usage"
run=$1
[ -f "$run/summary.csv" ] ||
	die "$run/summary.csv is missing: run vmnet-summary $run"

facts=/dev/null
[ ! -f "$run/run.csv" ] || facts=$run/run.csv
ratio=/dev/null
for table in ratio.csv gate.csv; do
	[ ! -f "$run/$table" ] || ratio=$run/$table
done

matrix=/dev/null
[ ! -f "$run/matrix.yaml" ] || matrix=$run/matrix.yaml

status=0
awk -v part_head="$temp/head" -v part_tables="$temp/tables" \
	-v part_facts="$temp/facts" -v part_commands="$temp/commands" \
	-f "$plots/report.awk" kind=run "$facts" kind=summary \
	"$run/summary.csv" kind=ratio "$ratio" kind=matrix "$matrix" || status=$?
[ "$status" -ne 3 ] || die "$run/summary.csv has no rows"
[ "$status" -eq 0 ] || die "cannot read $run/summary.csv"
touch "$temp/facts" "$temp/commands"

escape() {
	sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

# As pictures of their own: the ids in them would clash on one page.  The
# heading is the first text of a chart.
charts() {
	for file in "$run"/throughput.svg "$run"/throughput-*.svg \
		"$run"/efficiency.svg "$run"/efficiency-*.svg \
		"$run"/networks.svg "$run"/networks-*.svg \
		"$run"/offload.svg "$run"/offload-*.svg "$run"/ratio.svg \
		"$run"/latency.svg "$run"/sizes.svg "$run"/mtus.svg \
		"$run"/scale.svg "$run"/streams.svg "$run"/intervals.svg; do
		[ -f "$file" ] || continue
		what=$(basename "$file" .svg | escape)
		printf '<figure>\n<img alt="Chart: %s" src="data:image/svg+xml;base64,' \
			"$what"
		base64 -w 0 "$file"
		printf '">\n</figure>\n'
	done
}

page() {
	cat <<-'END'
		<!DOCTYPE html>
		<html lang="en">
		<head>
		<meta charset="utf-8">
		<meta name="viewport" content="width=device-width, initial-scale=1">
	END
	echo "<title>vmnet-helper: $1</title>"
	cat <<-'END'
		<style>
		:root { color-scheme: light; }
		body { margin: 0 auto; padding: 0.5rem 1rem 3rem; max-width: 62rem;
			font: 100%/1.45 system-ui, sans-serif; color: #222; background: #fff; }
		h1 { font-size: 1.6rem; margin: 0.6em 0 0.3em; }
		h2 { font-size: 1.25rem; margin: 1.8em 0 0.4em;
			border-bottom: 1px solid #ccc; }
		dl { display: grid; grid-template-columns: max-content 1fr;
			gap: 0.15rem 1rem; margin: 0.5em 0; }
		dt { color: #666; }
		dd { margin: 0; overflow-wrap: anywhere; }
		figure { margin: 1em 0; overflow-x: auto; }
		img { width: 100%; min-width: 38rem; height: auto; display: block; }
		.scroll { overflow-x: auto; }
		table { border-collapse: collapse; margin: 1em 0 1.6em;
			font-size: 0.92rem; }
		caption { text-align: left; font-weight: 600; padding: 0.2em 0; }
		th, td { padding: 0.2em 0.9em 0.2em 0; text-align: left;
			border-bottom: 1px solid #e4e4e4; vertical-align: top; }
		thead th { color: #666; font-weight: 400; }
		tbody th { font-weight: 400; }
		.scroll th, .scroll td { white-space: nowrap; }
		.facts td { overflow-wrap: anywhere; }
		.n { font-variant-numeric: tabular-nums; }
		.bad { color: #a33c00; }
		pre { background: #f4f4f4; padding: 0.7em 1em; overflow-x: auto; }
		</style>
		</head>
		<body>
	END
	echo "<h1>Benchmark of vmnet-helper: $1</h1>"
	echo "<dl>"
	cat "$temp/head"
	echo "</dl>"
	charts >"$temp/charts"
	if [ -s "$temp/charts" ]; then
		echo "<h2>Charts</h2>"
		cat "$temp/charts"
	fi
	cat <<-'END'
		<h2>Numbers</h2>
		<p>The median of n measurements. From n = 6 on, the interval holds the
		centre with 95 % confidence (Wilcoxon's signed-rank test, exact); below
		that it is the least and the greatest value, and promises nothing. Numbers
		of different machines cannot be compared.</p>
		<div class="scroll">
	END
	cat "$temp/tables"
	echo "</div>"
	if [ -s "$temp/commands" ]; then
		echo "<h2>Measure it again</h2>"
		cat "$temp/commands"
	fi
	if [ -s "$temp/facts" ]; then
		echo "<h2>All that was recorded</h2>"
		echo "<table class=\"facts\"><tbody>"
		cat "$temp/facts"
		echo "</tbody></table>"
	fi
	echo "</body>"
	echo "</html>"
}

name=$(sed -n 's/^run_id,//p' "$facts" | tail -n 1)
[ -n "$name" ] || name=$(basename "$(cd "$run" && pwd)")
page "$(printf '%s\n' "$name" | escape)" >"$temp/report.html"
mv "$temp/report.html" "$run/report.html" || die "cannot write $run/report.html"
echo "$run/report.html"
