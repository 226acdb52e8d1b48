/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.h - run programs to their end, within a time
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include <stdint.h>

#include "harness/events.h"
#include "harness/text.h"

#define COMMANDS_MAX EVENTS_FDS /* at once */

struct command_job {
	char *const *argv; /* as command_run() */
	struct text out;   /* what it prints is added here */
	int status;	   /* set to the wait status on success */
};

/**
 * command_run_all() - Run programs at the same time
 * @ev:		Where to wait
 * @jobs:	What to run
 * @n:		How many, at most COMMANDS_MAX
 * @timeout_ms:	Limit for all of them
 *
 * Return: as command_run(); on failure none of them is left.
 */
int command_run_all(struct events *ev, struct command_job *jobs, size_t n,
		    int64_t timeout_ms);

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
