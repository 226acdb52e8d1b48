/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.h - run a program to its end, within a time
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include <stdint.h>

#include "harness/events.h"
#include "harness/text.h"

/**
 * command_run() - Run a program and keep what it prints
 * @ev:		Where to wait
 * @argv:	Program and arguments, NULL-terminated; looked up in PATH
 * @timeout_ms:	Limit for the whole run
 * @out:	Its stdout and stderr are added here, as far as they came
 * @status:	Set to the wait status on success
 *
 * The program has /dev/null as its input and a process group of its own, all
 * of which gets SIGKILL when the wait ends early.
 *
 * Return: 0 when it ended by itself, with whatever status; -ETIMEDOUT,
 * -ECANCELED or -ECHILD when the wait ended early; another -errno when it could
 * not be started.
 */
int command_run(struct events *ev, char *const argv[], int64_t timeout_ms,
		struct text *out, int *status);

#endif
