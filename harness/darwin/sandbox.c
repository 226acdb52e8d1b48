/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.c - no place of its own for a benchmark
 *
 * macOS has no namespaces.  The networks are those of vmnet, which end with
 * their helpers; and these, and the guests, end with us, however we end: each
 * has a watcher (client/darwin/process.c), and a guest also its control
 * channel.
 */

#include "harness/sandbox.h"

int sandbox_run(int (*inside)(void *ctx), void *ctx, char why[SANDBOX_REASON])
{
	why[0] = '\0';
	return inside(ctx);
}
