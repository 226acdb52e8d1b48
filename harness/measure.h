/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.h - what is measured between the guests of a group
 *
 * Not thread safe.
 */
#ifndef HARNESS_MEASURE_H
#define HARNESS_MEASURE_H

#include <stdint.h>

#include "harness/group.h"
#include "harness/iperf.h"
#include "harness/latency.h"

/* What processes have used while the traffic ran. */
struct measure_cost {
	size_t n; /* processes; nothing below is known if there is none */
	double cpu_seconds; /* of all */
	uint64_t memory;    /* bytes resident in the largest; 0: unknown */
};

/* One measurement. */
struct measurement {
	struct iperf_result iperf; /* of all connections */
	double fairness;     /* of the guests, by Jain; NaN with one at work */
	struct latency idle; /* n is 0 where round trips are not measured */
	struct latency loaded;
	struct measure_cost helpers; /* and other processes of a network */
	struct measure_cost vmms;
	int64_t drops; /* frames, on the guests' TAPs; -1: unknown */
};

/**
 * measure_size() - Bytes of each write or datagram
 * @o:		Options of the run
 * @step:	What is measured
 *
 * Return: that of the step, or else what is usual: --length for TCP, and the
 * most that fits a frame for UDP; what ping sends for round trips.
 */
unsigned int measure_size(const struct options *o,
			  const struct matrix_step *step);

/**
 * measure_run() - Measure once
 * @g:		Booted
 * @step:	What to measure
 * @m:		Filled in; release it with measure_free()
 *
 * Return: 0; -ECANCELED when the user wants to stop; -ETIMEDOUT when the
 * traffic stalled; -ECHILD when a process of the group has ended; another
 * -errno when the traffic failed.  Except for -ECANCELED @g->problem says what
 * happened.
 */
int measure_run(struct group *g, const struct matrix_step *step,
		struct measurement *m);

/**
 * measure_free() - Release what a measurement holds
 * @m:		From measure_run(), also after a failure
 */
void measure_free(struct measurement *m);

#endif
