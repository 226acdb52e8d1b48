/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* import.h - a tree of reports as the tables of a run */
#ifndef HARNESS_IMPORT_H
#define HARNESS_IMPORT_H

#include "harness/tree.h"

#define IMPORT_ID 48

/**
 * import_id() - Name a tree
 * @t:		Tree with a report
 * @id:		Receives text such as "20250222T142536Z-8c1d", made from the
 *		first report and the machine: the same tree has always the same
 */
void import_id(const struct tree *t, char id[IMPORT_ID]);

/**
 * import_write() - Write samples.csv, intervals.csv, run.csv and summary.csv
 * @t:		Tree with a report
 * @name:	What people call it; fact "tree" of run.csv
 * @out:	Folder without a run, which is there
 *
 * Every report is the first round of its cell.  A report of a failure is a row
 * that has failed.  What iperf3 does not tell is not made up: a row without
 * helper CPU time is not written.
 *
 * Return: 0 or -errno.
 */
int import_write(const struct tree *t, const char *name, const char *out);

#endif
