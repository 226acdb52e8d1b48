#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_kernelcut.sh - large frames are cut, merged and completed as the kernel
# does it, bit by bit; helper/linux/kernelcut.c says what is compared
#
# ROUNDS sets how many frames of each kind, SEED which ones.
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
ROUNDS=${ROUNDS:-1000}
SEED=${SEED:-1}

check "seed $SEED: what we make is what the kernel makes" \
	"$BUILD/vmnet-kernelcut" "$ROUNDS" "$SEED"
