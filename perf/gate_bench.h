/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_bench.h - one measurement of one arm, by vmnet-bench
 *
 * A process of its own for each: so all that differs between two measurements
 * of a pair is which helper it is given.
 */
#ifndef PERF_GATE_BENCH_H
#define PERF_GATE_BENCH_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>

#include "perf/csv.h"
#include "perf/gate_problem.h"

struct gate_bench {
	const char *program;	     /* vmnet-bench */
	const char *output;	     /* folder of the gate */
	unsigned int time;	     /* seconds */
	unsigned int omit;	     /* seconds */
	struct gate_problem problem; /* of the last measurement */
};

/**
 * gate_bench_signals() - Let signals of the user end a measurement
 *
 * From now on SIGINT, SIGTERM and SIGHUP end the vmnet-bench that runs, and are
 * remembered.  SIGALRM is used, too.
 */
void gate_bench_signals(void);

/**
 * gate_bench_signal() - The signal that came
 *
 * Return: its number, 0 for none.
 */
int gate_bench_signal(void);

/**
 * gate_bench_run() - Measure
 * @b:		How; @problem is set, whether or not there is one
 * @cell:	Driver, mode and direction are looked at
 * @helper:	Path of the vmnet-helper
 * @samples:	Set to an array of what was measured, owned by the caller
 * @n:		Set to its length, 0 when nothing was
 *
 * vmnet-bench has three times as long as a measurement takes, and a minute;
 * then it is killed, which ends all it has started.  The files of vmnet-bench
 * stay in the folder GATE_WORK below that of the gate until gate_bench_clean(),
 * and what it has printed in GATE_LOG.
 *
 * Return: 0; -ECANCELED after a signal; or -errno.
 */
int gate_bench_run(struct gate_bench *b, const struct cell *cell,
		   const char *helper, struct sample **samples, size_t *n);

/**
 * gate_bench_clean() - Remove or keep what a measurement has left
 * @b:		How it was made; its problem is told where the log is then
 * @keep:	Name to keep it by, or NULL to remove it
 *
 * Return: 0 or -errno.
 */
int gate_bench_clean(struct gate_bench *b, const char *keep);

#endif
