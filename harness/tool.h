/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool.h - run programs of others that make something or fail with a line
 */
#ifndef HARNESS_TOOL_H
#define HARNESS_TOOL_H

#include "harness/events.h"
#include "harness/text.h"

#define TOOL_REASON 256

/**
 * tool_run() - Run a program that has to end with status 0
 * @ev:		Where to wait
 * @argv:	Program and arguments, NULL-terminated; looked up in PATH
 * @seconds:	Limit for the whole run
 * @out:	What it prints is added here; NULL when nobody wants it
 * @why:	Receives one line on failure: the program, and what it said last
 *
 * Return: 0; -ECANCELED when the user wants to stop; or another -errno.
 */
int tool_run(struct events *ev, const char *const argv[], unsigned int seconds,
	     struct text *out, char why[TOOL_REASON]);

#endif
