#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_docs.sh - man pages and --help name the same options, and every option
# of the client is one of the helper
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
need mandoc
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

help_options() { # program
	"$1" --help | grep -o -e '--[a-z][a-z-]*' | sort -u
}

man_options() { # page
	sed -n 's/^\.It .*Fl -\([a-z][a-z-]*\).*/--\1/p' "$1" | sort -u
}

help_options "$HELPER" >"$T/helper"
help_options "$CLIENT" >"$T/client"
man_options helper/vmnet-helper.1 >"$T/helper.man"
man_options client/vmnet-client.1 >"$T/client.man"

check "helper: --help and man page agree" diff "$T/helper" "$T/helper.man"
check "client: own options and man page agree" sh -c \
	"comm -23 $T/client $T/helper | diff - $T/client.man"
printf '%s\n' --doctor --fd --list-shared-interfaces --reconnect --socket \
	>"$T/kept"
check "client takes all of the helper's but five" sh -c \
	"comm -13 $T/client $T/helper | diff - $T/kept"
for page in helper/vmnet-helper.1 client/vmnet-client.1 \
	harness/vmnet-bench.1; do
	check "$page is well formed" mandoc -Tlint -Wwarning "$page"
done
