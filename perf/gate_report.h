/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_report.h - what a gate has found out, for people and programs */
#ifndef PERF_GATE_REPORT_H
#define PERF_GATE_REPORT_H

#include <stdio.h>

#include "perf/gate.h"

/* How to get it again; "" where it is not known. */
struct gate_again {
	char reproduce[GATE_ERROR];
	char judge[GATE_ERROR];
	char bisect[GATE_ERROR];
};

/**
 * gate_table() - Print a table for a terminal
 * @gate:	Judged
 * @again:	How to get it again
 * @out:	Where to; write errors are left in ferror(@out)
 */
void gate_table(const struct gate *gate, const struct gate_again *again,
		FILE *out);

/**
 * gate_markdown() - Print it for the summary of a CI job
 * @gate:	Judged
 * @again:	How to get it again
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * The verdict and what is not a PASS can be seen at once, the rest unfolds.
 */
void gate_markdown(const struct gate *gate, const struct gate_again *again,
		   FILE *out);

/**
 * gate_junit() - Print it as JUnit XML
 * @gate:	Judged
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * REGRESSED is a failure, FAILED an error, INCONCLUSIVE skipped.
 */
void gate_junit(const struct gate *gate, FILE *out);

/**
 * gate_csv() - Print the rows of gate.csv, see results/README.md
 * @gate:	Judged
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * Return: 0 or -EINVAL.
 */
int gate_csv(const struct gate *gate, FILE *out);

#endif
