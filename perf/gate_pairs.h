/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_pairs.h - which measurements of the two arms belong together */
#ifndef PERF_GATE_PAIRS_H
#define PERF_GATE_PAIRS_H

#include "perf/gate.h"

/* The good pairs of one row, as three arrays of @row.n. */
struct gate_pairs {
	struct gate_row row; /* cell to failed are set */
	double *value[2];    /* of base and head */
	double *d;	     /* s * ln(head / base) */
};

/**
 * gate_pairs_make() - Find the pairs of all gated cells and metrics
 * @samples:	@n of them; reordered by the call
 * @n:		How many
 * @pairs:	Set to an array, free it with gate_pairs_free()
 * @count:	Set to its length
 * @error:	Set to one line that says why, on -EINVAL
 *
 * A measurement is good when its status is ok and its value above 0; the others
 * are counted as failed.  One whose partner is not there at all, as when a gate
 * was interrupted, is neither.
 *
 * Return: 0, -EINVAL when a round has an arm of a cell twice, or -ENOMEM.
 */
int gate_pairs_make(struct sample *samples, size_t n, struct gate_pairs **pairs,
		    size_t *count, char error[GATE_ERROR]);

/**
 * gate_pairs_free() - Release pairs
 * @pairs:	From gate_pairs_make(), or NULL
 * @count:	Its length
 */
void gate_pairs_free(struct gate_pairs *pairs, size_t count);

#endif
