/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_problem.h - why a measurement of a gate has failed
 *
 * vmnet-bench writes much that is no reason: progress, a table, its legend.
 * The reason is in the note of the row that failed and, if that names the log
 * of a helper, in the last error there.
 */
#ifndef PERF_GATE_PROBLEM_H
#define PERF_GATE_PROBLEM_H

#include <limits.h>

#include "perf/csv.h"
#include "perf/gate.h"

#define GATE_WORK "measurement" /* folder of vmnet-bench, below the gate's */
#define GATE_LOG  "bench.log"	/* what vmnet-bench has printed */

struct gate_problem {
	char text[GATE_ERROR]; /* one line */
	char log[PATH_MAX];    /* where more is, below the folder of the gate */
};

/**
 * gate_problem_find() - Find the reason
 * @p:		Filled in
 * @output:	Folder of the gate, with GATE_WORK and GATE_LOG in it
 * @samples:	What was measured: @n rows
 * @n:		How many; may be 0
 *
 * In the order of what is known best: the last error in the log that the note
 * of a row that failed names; that note; what vmnet-bench has said of an
 * error; that it said nothing.
 */
void gate_problem_find(struct gate_problem *p, const char *output,
		       const struct sample *samples, size_t n);

/**
 * gate_problem_move() - GATE_WORK has got another name
 * @p:		Problem; its log is where it is now
 * @name:	The name, below the folder of the gate
 */
void gate_problem_move(struct gate_problem *p, const char *name);

#endif
