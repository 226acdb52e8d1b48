/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.h - a place where a benchmark cannot touch the machine's network
 *
 * Exactly one implementation is linked in.
 */
#ifndef HARNESS_SANDBOX_H
#define HARNESS_SANDBOX_H

#include <stddef.h>

#define SANDBOX_REASON 256

/**
 * sandbox_run() - Run a function in namespaces of its own
 * @inside:	Called as process 1 of a new pid namespace, with a network, an
 *		IPC and a mount namespace of its own (empty /run, only lo);
 *		what it returns is the exit status
 * @ctx:	Passed to @inside
 * @why:	Receives one line with the reason and what to do, on failure
 *
 * The caller is single threaded and has blocked SIGINT, SIGTERM, SIGHUP and
 * SIGCHLD.  The first three are passed on to @inside; when one comes again
 * more than half a second later, everything inside is killed.  Whatever runs
 * inside is killed by the kernel when @inside returns and when the caller
 * dies, however it dies.
 *
 * Root is not needed where the system lets users make user namespaces.
 *
 * On macOS, which has no namespaces, @inside is just called: the networks are
 * the machine's, and every process that is started has a watcher that ends it
 * after the caller.
 *
 * Return: the exit status, 128 + the signal that ended it, or -errno when the
 * sandbox could not be made.
 */
int sandbox_run(int (*inside)(void *ctx), void *ctx, char why[SANDBOX_REASON]);

#endif
