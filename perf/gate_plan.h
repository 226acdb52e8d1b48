/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_plan.h - in which order a gate measures */
#ifndef PERF_GATE_PLAN_H
#define PERF_GATE_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* One measurement. */
struct gate_step {
	unsigned int round; /* from 1 */
	unsigned int order; /* position in its round, from 1 */
	size_t cell;	    /* from 0 */
	unsigned int arm;   /* 0 base, 1 head */
};

/**
 * gate_plan() - All measurements in the order they are to be made
 * @cells:	How many cells
 * @rounds:	How many rounds
 * @seed:	The same gives the same order
 * @steps:	Set to an array of 2 * @cells * @rounds, owned by the caller
 *
 * Each round measures each cell by both arms, one right after the other, the
 * cells in random order.  For each cell a coin decides which arm is first in an
 * odd round; in the even one after it the other is (ABBA or BAAB), so that an
 * advantage of being first or second cancels out.
 *
 * Return: 0 or -ENOMEM.
 */
int gate_plan(size_t cells, unsigned int rounds, uint64_t seed,
	      struct gate_step **steps);

#endif
