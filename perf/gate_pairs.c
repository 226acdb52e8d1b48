/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_pairs.c - which measurements of the two arms belong together
 *
 * Sorting the samples brings the two of a pair beside each other.
 */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf/gate_pairs.h"
#include "perf/samples.h"
#include "perf/summary.h"

bool gate_is_gated(const struct sample *s, enum gate_metric *metric)
{
	if (!strcmp(s->cell.direction, "-"))
		return false;
	if (!strcmp(s->metric, METRIC_THROUGHPUT))
		*metric = GATE_THROUGHPUT;
	else if (!strcmp(s->metric, METRIC_CPU_PER_BIT))
		*metric = GATE_CPU;
	else
		return false;
	return true;
}

/* Cells without their arms, then metrics, the better known one first. */
static int compare_rows(const struct sample *x, const struct sample *y)
{
	struct cell a = x->cell, b = y->cell;
	int d;

	a.arm[0] = b.arm[0] = '\0';
	d = summary_compare(&a, &b);
	d = d ? d : -strcmp(x->metric, y->metric);
	return d ? d : strcmp(x->unit, y->unit);
}

static int compare_pairs(const struct sample *x, const struct sample *y)
{
	int d = compare_rows(x, y);

	d = d ? d : strcmp(x->run_id, y->run_id);
	return d ? d : (x->round > y->round) - (x->round < y->round);
}

static int compare_samples(const void *a, const void *b)
{
	const struct sample *x = a;
	const struct sample *y = b;
	int d = compare_pairs(x, y);

	return d ? d : strcmp(x->cell.arm, y->cell.arm);
}

static bool is_gated(const struct sample *s)
{
	enum gate_metric metric;

	return gate_is_gated(s, &metric);
}

static bool is_good(const struct sample *s)
{
	return !strcmp(s->status, "ok") && s->value > 0;
}

/* @s are base and head of a round. */
static void add_pair(struct gate_pairs *p, const struct sample *s)
{
	double d = log(s[1].value / s[0].value);
	size_t arm;

	for (arm = 0; arm < 2; arm++)
		p->row.failed[arm] += !is_good(&s[arm]);
	if (!is_good(&s[0]) || !is_good(&s[1]) || !isfinite(d))
		return;
	p->d[p->row.n] = p->row.higher ? d : -d;
	for (arm = 0; arm < 2; arm++)
		p->value[arm][p->row.n] = s[arm].value;
	p->row.n++;
}

static int start_row(struct gate_pairs *p, const struct sample *s, size_t most)
{
	memset(p, 0, sizeof(*p));
	p->row.cell = s->cell;
	p->row.cell.arm[0] = '\0';
	gate_is_gated(s, &p->row.metric);
	p->row.higher = !strcmp(s->better, "higher");
	memcpy(p->row.unit, s->unit, sizeof(p->row.unit));
	p->d = calloc(most, sizeof(*p->d));
	p->value[0] = calloc(most, sizeof(*p->d));
	p->value[1] = calloc(most, sizeof(*p->d));
	return p->d && p->value[0] && p->value[1] ? 0 : -ENOMEM;
}

static int refuse_twice(const struct sample *s, char error[GATE_ERROR])
{
	snprintf(error, GATE_ERROR,
		 "round %u of run %s has arm %s of %s %s %s twice", s->round,
		 s->run_id, s->cell.arm, s->cell.driver, s->cell.mode,
		 s->cell.direction);
	return -EINVAL;
}

static int make_row(struct gate_pairs *p, const struct sample *s, size_t n,
		    char error[GATE_ERROR])
{
	size_t i;
	int err;

	err = start_row(p, s, n);
	for (i = 1; !err && i < n; i++) {
		if (!compare_samples(&s[i - 1], &s[i]))
			err = refuse_twice(&s[i], error);
		else if (!compare_pairs(&s[i - 1], &s[i]))
			add_pair(p, &s[i - 1]);
	}
	return err;
}

int gate_pairs_make(struct sample *samples, size_t n, struct gate_pairs **pairs,
		    size_t *count, char error[GATE_ERROR])
{
	struct gate_pairs *list;
	size_t from, length, rows = 0;
	int err = 0;

	n = samples_keep(samples, n, is_gated);
	list = calloc(n + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	if (n)
		qsort(samples, n, sizeof(*samples), compare_samples);
	for (from = 0; from < n && !err; from += length) {
		length = samples_group(samples + from, n - from, compare_rows);
		err = make_row(&list[rows++], samples + from, length, error);
	}
	if (err) {
		gate_pairs_free(list, rows);
		return err;
	}
	*pairs = list;
	*count = rows;
	return 0;
}

void gate_pairs_free(struct gate_pairs *pairs, size_t count)
{
	size_t i;

	for (i = 0; pairs && i < count; i++) {
		free(pairs[i].d);
		free(pairs[i].value[0]);
		free(pairs[i].value[1]);
	}
	free(pairs);
}
