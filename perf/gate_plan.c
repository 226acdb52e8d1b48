/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_plan.c - in which order a gate measures */

#include <errno.h>
#include <stdlib.h>

#include "perf/gate_plan.h"
#include "perf/random.h"

/* @first: the arm that starts, of each cell */
static struct gate_step *plan_round(size_t cells, unsigned int round,
				    uint64_t *state, size_t *cell,
				    unsigned int *first, struct gate_step *step)
{
	unsigned int order = 0, second;
	size_t i;

	for (i = 0; i < cells; i++) {
		if (round % 2)
			first[i] = random_next(state) >> 63;
		else
			first[i] = !first[i];
	}
	random_shuffle(state, cell, cells);
	for (i = 0; i < cells; i++) {
		for (second = 0; second < 2; second++)
			*step++ = (struct gate_step){
				.round = round,
				.order = ++order,
				.cell = cell[i],
				.arm = first[cell[i]] ^ second,
			};
	}
	return step;
}

int gate_plan(size_t cells, unsigned int rounds, uint64_t seed,
	      struct gate_step **steps)
{
	struct gate_step *list = calloc(2 * cells * rounds, sizeof(*list));
	unsigned int *first = calloc(cells, sizeof(*first));
	size_t *cell = calloc(cells, sizeof(*cell));
	struct gate_step *next = list;
	unsigned int round;
	int err = 0;

	if (!list || !first || !cell)
		err = -ENOMEM;
	for (round = 1; round <= rounds && !err; round++)
		next = plan_round(cells, round, &seed, cell, first, next);
	free(first);
	free(cell);
	if (err)
		free(list);
	else
		*steps = list;
	return err;
}
