/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trend_series.c - the past of each cell on each machine
 *
 * A run is sorted by the name it has, which starts with its date.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "perf/samples.h"
#include "perf/stats.h"
#include "perf/summary.h"
#include "perf/trend_series.h"

static int compare_series(const struct sample *x, const struct sample *y)
{
	int d = strcmp(x->machine, y->machine);

	d = d ? d : summary_compare(&x->cell, &y->cell);
	d = d ? d : -strcmp(x->metric, y->metric);
	return d ? d : strcmp(x->unit, y->unit);
}

static int compare_samples(const void *a, const void *b)
{
	const struct sample *x = a;
	const struct sample *y = b;
	int d = compare_series(x, y);

	d = d ? d : strcmp(x->run_id, y->run_id);
	return d ? d : strcmp(x->time, y->time);
}

/* By time; runs of other programs may have names of another kind. */
static int compare_points(const void *a, const void *b)
{
	const struct trend_point *x = a;
	const struct trend_point *y = b;
	int d = strcmp(x->time, y->time);

	return d ? d : strcmp(x->run_id, y->run_id);
}

static int compare_runs(const struct sample *x, const struct sample *y)
{
	return strcmp(x->run_id, y->run_id);
}

static bool is_good(const struct sample *s)
{
	enum gate_metric metric;

	return gate_is_gated(s, &metric) && !strcmp(s->status, "ok") &&
	       s->value > 0 && strcmp(s->cell.arm, GATE_BASE) != 0;
}

/* @s: the @n samples of one run */
static int make_point(struct trend_point *p, const struct sample *s, size_t n)
{
	double *x = calloc(n, sizeof(*x));
	size_t i;
	int err;

	if (!x)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		x[i] = s[i].value;
	memcpy(p->run_id, s->run_id, CSV_TEXT);
	memcpy(p->time, s->time, CSV_TEXT);
	memcpy(p->commit, s->cell.commit, CSV_TEXT);
	p->n = n;
	err = stats_median(x, n, &p->median);
	if (!err)
		err = stats_interval(x, n, SUMMARY_CONFIDENCE, &p->range);
	free(x);
	return err;
}

static int make_series(struct trend_series *t, const struct sample *s, size_t n)
{
	size_t from, length;
	int err = 0;

	memcpy(t->machine, s->machine, CSV_TEXT);
	memcpy(t->unit, s->unit, CSV_TEXT);
	t->cell = s->cell;
	gate_is_gated(s, &t->metric);
	t->higher = !strcmp(s->better, "higher");
	t->points = calloc(n, sizeof(*t->points));
	if (!t->points)
		return -ENOMEM;
	for (from = 0; from < n && !err; from += length) {
		length = samples_group(s + from, n - from, compare_runs);
		err = make_point(&t->points[t->n++], s + from, length);
	}
	qsort(t->points, t->n, sizeof(*t->points), compare_points);
	return err;
}

int trend_series_make(struct sample *samples, size_t n,
		      struct trend_series **series, size_t *count)
{
	struct trend_series *list;
	size_t from, length, made = 0;
	int err = 0;

	n = samples_keep(samples, n, is_good);
	list = calloc(n + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	if (n)
		qsort(samples, n, sizeof(*samples), compare_samples);
	for (from = 0; from < n && !err; from += length) {
		length =
			samples_group(samples + from, n - from, compare_series);
		err = make_series(&list[made++], samples + from, length);
	}
	if (err) {
		trend_series_free(list, made);
		return err;
	}
	*series = list;
	*count = made;
	return 0;
}

void trend_series_free(struct trend_series *series, size_t count)
{
	size_t i;

	for (i = 0; series && i < count; i++)
		free(series[i].points);
	free(series);
}
