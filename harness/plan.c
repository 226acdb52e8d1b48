/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c - what a run will do on this machine */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan.h"
#include "harness/progress.h"
#include "harness/resume.h"

#define PLAN_LOAD 3 /* seconds that a load takes besides the ping */

/* With the warm-up. */
static unsigned int plan_seconds(const struct options *o,
				 const struct matrix_step *step)
{
	if (step->protocol == RR)
		return 2 * o->seconds + PLAN_LOAD;
	return o->seconds + o->omit;
}

/* The first of those that share guests, and are measured, boots them. */
static void plan_boots(struct matrix_step *steps, size_t n)
{
	const struct matrix_step *last = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		steps[i].boot = !steps[i].skipped &&
				(!last || !matrix_same_group(last, &steps[i]));
		if (!steps[i].skipped)
			last = &steps[i];
	}
}

static size_t plan_skip(const struct setup *setup, struct matrix_step *steps,
			size_t n)
{
	const char *status;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		steps[i].seconds = plan_seconds(&setup->options, &steps[i]);
		steps[i].skipped = setup_skips(setup, &steps[i], &status);
		if (!steps[i].skipped || steps[i].round == 1)
			steps[kept++] = steps[i];
	}
	return kept;
}

int plan_make(const struct setup *setup, struct matrix_step **steps, size_t *n)
{
	int err;

	err = matrix_plan(&setup->options.matrix, steps, n);
	if (err)
		return err;
	*n = plan_skip(setup, *steps, *n);
	if (setup->resumed)
		err = resume_filter(setup, *steps, n);
	if (err) {
		free(*steps);
		return err;
	}
	plan_boots(*steps, *n);
	return 0;
}

static void plan_print_step(const struct setup *setup,
			    const struct matrix_step *s, FILE *out)
{
	const struct matrix *m = &setup->options.matrix;
	const char *status, *why;
	struct cell c;

	record_cell(setup, s, &c);
	fprintf(out, "%5u  %5u  %-8s %-16s %-20s %3u  %-12s %-4s %3u %7u",
		s->round, s->order, m->modes.name[s->mode], c.driver, c.network,
		s->guests, c.direction, c.proto, c.streams, c.size);
	why = setup_skips(setup, s, &status);
	if (why)
		fprintf(out, "  %s: %s", status, why);
	else if (s->boot)
		fputs("  boots", out);
	fputc('\n', out);
}

void plan_print(const struct setup *setup, const struct matrix_step *steps,
		size_t n, FILE *out)
{
	const struct options *o = &setup->options;
	struct progress p;
	size_t i, skipped = 0;
	unsigned long left;

	fprintf(out, "round  order  %-8s %-16s %-20s %3s  %-12s %-4s %3s %7s\n",
		"mode", "driver", "network", "vms", "direction", "prot", "str",
		"size");
	for (i = 0; i < n; i++) {
		plan_print_step(setup, &steps[i], out);
		skipped += steps[i].skipped;
	}
	progress_open(&p, out, false, &o->matrix, steps, n,
		      o->seconds + o->omit);
	left = (unsigned long)progress_left(&p, 0);
	fprintf(out,
		"\nseed %llu, %zu measurements, %zu left out, about %lu min "
		"%lu s\n",
		(unsigned long long)o->matrix.seed, n - skipped, skipped,
		left / 60, left % 60);
}
