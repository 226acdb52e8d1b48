/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_design.c - what is decided before anything is measured */

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "perf/gate.h"

void gate_design_default(struct gate_design *d)
{
	*d = (struct gate_design){
		.n_looks = 3,
		.looks = { 12, 20, 30 },
		.alpha = 0.01,
		.beta = 0.10,
		.floor = { 0.05, 0.05 },
	};
}

/* Least n with 2^-n * @rows at most @share. */
static unsigned int least_rounds(double share, size_t rows)
{
	unsigned int n = 1;

	while (ldexp((double)rows, -(int)n) > share)
		n++;
	return n;
}

int gate_design_check(const struct gate_design *d, size_t rows,
		      char error[GATE_ERROR])
{
	unsigned int last = d->looks[d->n_looks - 1];
	double looks = (double)d->n_looks;
	unsigned int reject = least_rounds(d->alpha / looks, rows);
	unsigned int pass = least_rounds(d->beta / looks, 1);
	unsigned int least = reject > pass ? reject : pass;

	if (last >= least)
		return 0;
	snprintf(error, GATE_ERROR,
		 "%u rounds can never tell, with %zu cells and metrics, %zu "
		 "looks, alpha %g %% and beta %g %%: at least %u are needed",
		 last, rows, d->n_looks, d->alpha * 100, d->beta * 100, least);
	return -EDOM;
}
