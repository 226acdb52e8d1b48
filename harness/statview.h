/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* statview.h - the command "vmnet-bench stats" */
#ifndef HARNESS_STATVIEW_H
#define HARNESS_STATVIEW_H

#include <stdio.h>

/**
 * statview_run() - Print what the helper of a log did in each interval
 * @argc:	Number of arguments
 * @argv:	The arguments after the word "stats"
 *
 * Errors and the warning of skipped lines go to stderr.
 *
 * Return: exit status.
 */
int statview_run(int argc, char *const argv[]);

/**
 * statview_usage() - Print the options
 * @out:	Where to
 */
void statview_usage(FILE *out);

#endif
