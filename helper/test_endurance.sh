#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_endurance.sh - many frames from guest to guest: none is lost, none is
# counted twice, and the memory of the helpers does not grow
#
# FRAMES sets how many, default 1000000; 100000000 take some minutes.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
FRAMES=${FRAMES:-1000000}
sanitized && FRAMES=$((FRAMES / 20))

"$BUILD/vmnet-endurance" "$HELPER" "$FRAMES" "$T/a.log" "$T/b.log" \
	>"$T/numbers" || fail "no end after $FRAMES frames"

number() { # NAME
	sed -n "s/^$1=//p" "$T/numbers"
}

# counter LOG DIRECTION NAME - of the last line of counters
counter() {
	sed -n 's/.*\[stats\].*"'"$2"'": {[^{]*"'"$3"'": \([0-9]*\).*/\1/p' \
		"$T/$1.log" | tail -n 1
}

sent=$(number sent) ms=$(number ms)
echo "$sent frames in $ms ms: $((sent / (ms + 1))) per millisecond"
check "all arrive: $(number ours)" [ "$(number ours)" = "$(number expected)" ]
packets=$(counter a vm packets) drops=$(counter a vm drops)
check "the first helper counts what was sent: $packets and $drops drops" \
	[ $((packets + drops)) = "$sent" ]
check "what it drops is what is to be dropped" \
	[ "$drops" = $((sent - $(number expected))) ]
packets=$(counter b host packets)
check "the second counts what came: $packets" [ "$packets" -ge \
	"$(number received_least)" -a "$packets" -le "$(number received_most)" ]
check "and has dropped none" [ "$(counter b host drops)" = 0 ]
# Not all of the buffers for reading, 32 of 64 KiB, have been in use so early.
room=2200
for helper in a b; do
	early=$(number rss_early_$helper) late=$(number rss_late_$helper)
	sanitized || check "memory of $helper: $early KiB, $late KiB at the end" \
		[ "$early" -gt 0 -a "$late" -le $((early + room)) ]
done
check_nothing_left
