/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* arms.c - how many times as much of one arm as of another */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "perf/arms.h"
#include "perf/rows.h"
#include "perf/samples.h"
#include "perf/stats.h"
#include "perf/summary.h"

const char CSV_RATIO[] =
	CSV_CELL_KEY ",arm,base,metric,better,n,ratio,lo,hi,network";

static bool ratio_metric(const char *metric)
{
	return !strcmp(metric, METRIC_THROUGHPUT) ||
	       !strcmp(metric, METRIC_CPU_PER_BIT);
}

/* Groups of one cell and metric, whatever the arm. */
static int compare_groups(const struct sample *x, const struct sample *y)
{
	struct cell a = x->cell, b = y->cell;
	int d;

	a.arm[0] = b.arm[0] = '\0';
	d = summary_compare(&a, &b);
	return d ? d : strcmp(x->metric, y->metric);
}

static int compare_arms(const struct sample *x, const struct sample *y)
{
	return strcmp(x->cell.arm, y->cell.arm);
}

static int compare_samples(const void *a, const void *b)
{
	const struct sample *x = a;
	const struct sample *y = b;
	int d = compare_groups(x, y);

	d = d ? d : compare_arms(x, y);
	return d ? d : (x->round > y->round) - (x->round < y->round);
}

const char *arms_base(const struct sample *samples, size_t n)
{
	const char *first = NULL, *arm;
	bool several = false, tap = false;
	size_t i;

	for (i = 0; i < n; i++) {
		arm = samples[i].cell.arm;
		several |= first && strcmp(first, arm);
		tap |= !strcmp(arm, "tap");
		if (!first || strcmp(arm, first) < 0)
			first = arm;
	}
	if (!several)
		return NULL;
	for (i = 0; i < n; i++) {
		if (!strcmp(samples[i].cell.arm, "base"))
			return "base";
	}
	return tap ? "tap" : first;
}

static bool ratio_ok(const struct sample *s)
{
	return !strcmp(s->status, "ok") && s->value > 0;
}

/* Logarithms of the ratios of all pairs of two arms; @x has room for them. */
static size_t ratio_pairs(const struct sample *arm, size_t n_arm,
			  const struct sample *base, size_t n_base, double *x)
{
	size_t i, j, n = 0;

	for (i = 0; i < n_arm; i++) {
		for (j = 0; j < n_base; j++) {
			if (arm[i].round == base[j].round &&
			    !strcmp(arm[i].run_id, base[j].run_id) &&
			    ratio_ok(&arm[i]) && ratio_ok(&base[j])) {
				x[n++] = log(arm[i].value / base[j].value);
				break;
			}
		}
	}
	return n;
}

static int ratio_fill(struct arms *row, const struct sample *arm,
		      const char *base, const double *x, size_t n)
{
	struct stats_range range;
	int err;

	memset(row, 0, sizeof(*row));
	row->cell = arm->cell;
	snprintf(row->base, sizeof(row->base), "%.*s", CSV_TEXT - 1, base);
	memcpy(row->metric, arm->metric, sizeof(row->metric));
	memcpy(row->better, arm->better, sizeof(row->better));
	row->n = n;
	err = stats_ratio(x, n, SUMMARY_CONFIDENCE, &row->ratio, &range);
	if (err)
		return err;
	row->lo = range.lo;
	row->hi = range.hi;
	return 0;
}

/* @group: @n samples of one cell and metric, arm by arm; @x: room for @n */
static int ratio_group(const struct sample *group, size_t n, const char *base,
		       double *x, struct arms *rows, size_t *n_rows)
{
	size_t from, length, pairs, n_base = 0, at = 0;
	int err = 0;

	for (from = 0; from < n; from += length) {
		length = samples_group(group + from, n - from, compare_arms);
		if (!strcmp(group[from].cell.arm, base)) {
			at = from;
			n_base = length;
		}
	}
	for (from = 0; from < n && n_base && !err; from += length) {
		length = samples_group(group + from, n - from, compare_arms);
		if (from == at)
			continue;
		pairs = ratio_pairs(group + from, length, group + at, n_base,
				    x);
		if (pairs)
			err = ratio_fill(&rows[(*n_rows)++], group + from, base,
					 x, pairs);
	}
	return err;
}

int arms_compare(struct sample *samples, size_t n, const char *base,
		 struct arms **rows, size_t *n_rows)
{
	struct arms *list = calloc(n + 1, sizeof(*list));
	double *x = calloc(n + 1, sizeof(*x));
	size_t from, length, count = 0;
	int err = list && x ? 0 : -ENOMEM;

	if (!err && n)
		qsort(samples, n, sizeof(*samples), compare_samples);
	for (from = 0; from < n && !err; from += length) {
		length =
			samples_group(samples + from, n - from, compare_groups);
		if (ratio_metric(samples[from].metric))
			err = ratio_group(samples + from, length, base, x, list,
					  &count);
	}
	free(x);
	if (err) {
		free(list);
		return err;
	}
	*rows = list;
	*n_rows = count;
	return 0;
}

static void ratio_line(struct line *l, const void *row)
{
	const struct arms *r = row;

	csv_line_cell(l, &r->cell);
	line_text(l, r->cell.arm, CSV_TEXT);
	line_text(l, r->base, CSV_TEXT);
	line_text(l, r->metric, CSV_TEXT);
	line_text(l, r->better, CSV_TEXT);
	line_uint(l, r->n);
	line_double(l, r->ratio);
	line_double(l, r->lo);
	line_double(l, r->hi);
	line_text(l, r->cell.network, CSV_TEXT);
}

static bool ratio_has(const struct sample *samples, size_t n, const char *arm)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(samples[i].cell.arm, arm))
			return true;
	}
	return false;
}

int arms_write(const char *dir, const char *base)
{
	static const struct rows_writer writer = { .header = CSV_RATIO,
						   .add = ratio_line,
						   .size = sizeof(
							   struct arms) };
	struct arms *rows = NULL;
	struct sample *samples;
	size_t n, n_rows;
	char path[PATH_MAX], name[CSV_TEXT];
	int err;

	if (snprintf(path, sizeof(path), "%s/ratio.csv", dir) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	err = samples_of_run(dir, &samples, &n);
	if (err)
		return err;
	if (!base)
		base = arms_base(samples, n);
	else if (!ratio_has(samples, n, base))
		err = -ENOENT;
	if (base && !err) {
		/* The samples move, and the name is in one of them. */
		snprintf(name, sizeof(name), "%.*s", CSV_TEXT - 1, base);
		err = arms_compare(samples, n, name, &rows, &n_rows);
	}
	if (rows)
		err = rows_write(&writer, path, rows, n_rows);
	free(rows);
	free(samples);
	return err;
}
