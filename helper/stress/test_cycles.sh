#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_cycles.sh - client, helper and guest, of which one is killed at random:
# all end as documented, and nothing is left behind
#
# `make cycles N=1000` is a long run.  CYCLES, SEED, FIRST and JOBS repeat one
# that failed; with CYCLES there is progress, and with REAL=1 the users are
# those of the machine, so that the helper changes its own.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../testlib.sh"
isolate "$0" "${REAL:+root}"

cycles=60
sanitized && cycles=16
check "start and kill" "$BUILD/vmnet-cycles" --cycles "${CYCLES:-$cycles}" \
	${CYCLES:+--progress} ${SEED:+--seed "$SEED"} ${JOBS:+--jobs "$JOBS"} \
	${FIRST:+--first "$FIRST"} "$CLIENT" "$HELPER" "$NETNS"
check_nothing_left
