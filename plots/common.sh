# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# common.sh - what the scripts that draw charts share; sourced, not run
#
# Sets plots, this folder, and temp, one that is removed at the end.  The
# variable script is the name for messages.
# shellcheck shell=sh disable=SC2154,SC2034

# numbers with a point, text in UTF-8
LC_ALL=C.UTF-8
export LC_ALL

die() {
	printf '%s: %s\n' "$script" "$1" >&2
	exit 1
}

command -v gnuplot >/dev/null || die "gnuplot is missing: make deps"
plots=$(cd "$(dirname "$0")" && pwd)
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

# Functions for awk: texts and numbers for gnuplot.
# shellcheck disable=SC2016
awk_texts='
# gnuplot runs what is in backquotes; nothing of a table may end a string
function clean(s) {
	gsub(/[\\"`$\047]/, "?", s)
	gsub(/[[:cntrl:]]/, "", s)
	return s
}
function join(a, separator, b) {
	return a == "" || b == "" ? a b : a separator b
}
function max(a, b) { return a > b ? a : b }
function text(name, value) { printf "%s = \"%s\"\n", name, value }
function digits(v) {
	return sprintf(v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : \
		v >= 1 ? "%.2f" : "%.3f", v)
}
function sort_numbers(list, n,   i, j, v) {
	for (i = 2; i <= n; i++) {
		v = list[i]
		for (j = i; j > 1 && v < list[j - 1]; j--) list[j] = list[j - 1]
		list[j] = v
	}
}
function centre(list, n) {
	sort_numbers(list, n)
	return (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
}
'

# paint SCRIPT DATA TARGET - draw a chart as TARGET.png and TARGET.svg
paint() {
	for format in png svg; do
		# Not by set -e, which does not hold where this is called in an if.
		(cd "$plots" && gnuplot -c "$1" "$2" "$temp/chart.$format" \
			"$format") || die "cannot draw $3.$format"
		mv "$temp/chart.$format" "$3.$format" ||
			die "cannot write $3.$format"
		echo "$3.$format"
	done
}
