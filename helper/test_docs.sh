#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_docs.sh - --help, man pages and README name the same options with the
# same letters and values, and every option of the client is one of the helper
# shellcheck disable=SC2016 # these quotes are of Markdown
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
need mandoc
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# Both print lines such as "-f --fd FD".
help_options() { # text of --help
	sed -n 's/^  \(-[a-z],\)* *\(--[a-z-]*\)\( [A-Z][A-Z0-9]*\)* .*/\1 \2\3/p' \
		"$1" | tr -d , | sed 's/^ //' | sort -u
}

man_options() { # page
	sed -n 's/ , -/ , Fl -/; s/^\.It Fl \([a-z] , Fl \)*-\([a-z-]*\)/\1--\2/p' "$1" |
		sed 's/ Ar / /; s/^\([a-z]\) , Fl /-\1 /' | sort -u
}

readme_options() { # file - those of the table only
	sed -n '/^## Options/,/^## Security/s/^| *\(`-.*`\) *|.*/\1/p' "$1" |
		tr '`' '\n' | sed -n 's/,//; s/^\(-[^ ].*\)/\1/p' | sort -u
}

# "--verbose" and "-v --verbose VALUE" become "--verbose"
names() { # file
	grep -o -e '--[a-z][a-z-]*' "$1" | sort -u
}

# agree HELP MAN - do the text of --help and the page say the same?
agree() {
	help_options "$1" >"$T/left"
	man_options "$2" >"$T/right"
	[ "$(wc -l <"$T/left")" -gt 10 ] && diff "$T/left" "$T/right"
}

"$HELPER" --help >"$T/helper.help"
"$CLIENT" --help >"$T/client.help"
# The page of the client describes what the helper does not have.
names "$T/helper.help" >"$T/helper.names"
sed 's/$/ /' "$T/helper.names" >"$T/patterns"
grep -v -F -f "$T/patterns" "$T/client.help" >"$T/client.own"
help_options "$T/client.own" >"$T/client.left"
man_options client/vmnet-client.1 >"$T/client.right"

check "helper: --help and man page agree" \
	agree "$T/helper.help" helper/vmnet-helper.1
check "client: own options and man page agree" \
	diff "$T/client.left" "$T/client.right"
printf '%s\n' --doctor --fd --list-shared-interfaces --reconnect --socket \
	>"$T/kept"
names "$T/client.help" >"$T/client.names"
comm -23 "$T/helper.names" "$T/client.names" >"$T/kept.seen"
check "client takes all of the helper's but five" \
	diff "$T/kept" "$T/kept.seen"

readme_agrees() { # file
	readme_options "$1" >"$T/readme"
	names "$T/readme" >"$T/readme.names"
	cat "$T/helper.names" "$T/client.left" >"$T/all"
	names "$T/all" >"$T/all.names"
	comm -23 "$T/readme.names" "$T/all.names" >"$T/unknown"
	[ ! -s "$T/unknown" ] || { cat "$T/unknown"; return 1; }
	while read -r name; do
		grep -q -e "[\`( ]${name}[\`,. =]" "$1" ||
			{ echo "$name is missing"; return 1; }
	done <"$T/all.names"
}
check "README names every option, and no other" readme_agrees README.md

# As above for the benchmark, whose page has its values in small letters.
"$BUILD/vmnet-bench" --help >"$T/bench.help"
help_options "$T/bench.help" | tr '[:upper:]' '[:lower:]' >"$T/left"
man_options harness/vmnet-bench.1 >"$T/right"
check "benchmark: --help and man page agree" diff "$T/left" "$T/right"

for page in helper/vmnet-helper.1 client/vmnet-client.1 \
	harness/vmnet-bench.1; do
	check "$page is well formed" mandoc -Tlint -Wwarning "$page"
done

disagree() {
	! "$@" >/dev/null
}

# Does this test notice a line that is gone, and a value that was renamed?
sed '/^  *--end-address/d' "$T/helper.help" >"$T/mutant"
check "notices an option that --help lacks" \
	disagree agree "$T/mutant" helper/vmnet-helper.1
sed '/^\.It Fl -end-address/d' helper/vmnet-helper.1 >"$T/mutant"
check "notices an option that the page lacks" \
	disagree agree "$T/helper.help" "$T/mutant"
sed 's/^\.It Fl f , /.It /' helper/vmnet-helper.1 >"$T/mutant"
check "notices a letter that the page lacks" \
	disagree agree "$T/helper.help" "$T/mutant"
sed 's/ Ar UUID/ Ar ID/' helper/vmnet-helper.1 >"$T/mutant"
check "notices a value with another name" \
	disagree agree "$T/helper.help" "$T/mutant"
sed '/enable-isolation/d' README.md >"$T/mutant"
check "notices an option that the README lacks" disagree readme_agrees "$T/mutant"
sed 's/--enable-isolation/--isolate/' README.md >"$T/mutant"
check "notices an option that is none" disagree readme_agrees "$T/mutant"
