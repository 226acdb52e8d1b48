#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_stress.sh - helpers started and killed at random on one network: the
# living keep it, and nothing is left behind
#
# ROUNDS and SEED make it longer, or repeat a run that failed.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../testlib.sh"
isolate "$0"

stress() { # options
	"$BUILD/vmnet-stress" ${SEED:+--seed "$SEED"} --rounds \
		"${ROUNDS:-$rounds}" "$@" "$HELPER" "$T" 2>&1
}

rounds=200
sanitized && rounds=20
check "helpers come and go, none loses its network" stress
check_nothing_left
rounds=$((rounds / 4))
check "keeper, spare and dnsmasq are killed as well" stress --chaos
check_nothing_left
