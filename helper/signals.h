/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals.h - signals as something to poll for
 */
#ifndef HELPER_SIGNALS_H
#define HELPER_SIGNALS_H

#include <stdbool.h>

/**
 * signals_open() - Receive signals through a descriptor from now on
 * @signals:	Signal numbers
 * @n:		How many
 *
 * Blocks them in the calling thread; threads started later inherit that.  A
 * SIGHUP that nohup(1) has us ignore stays ignored.
 * SIGPIPE and SIGXFSZ are ignored from now on: a reader that went away, and a
 * file that may not grow, are error codes.
 *
 * Return: non-blocking, close-on-exec descriptor that is readable when a
 * signal is pending, or -errno.
 */
int signals_open(const int *signals, int n);

/**
 * signals_next() - Take one pending signal
 * @fd:		From signals_open()
 * @by_kernel:	Set to whether the kernel sent it, as it does for ^C on a
 *		terminal; NULL is allowed
 *
 * Return: signal number, 0 when none is pending, or -errno.
 */
int signals_next(int fd, bool *by_kernel);

#endif
