/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary.c - what a benchmark run has shown so far
 *
 * Sorting the samples brings those of one summary row together; no map is
 * needed.
 */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "perf/arms.h"
#include "perf/samples.h"
#include "perf/stats.h"
#include "perf/summary.h"
#include "perf/table.h"

static int compare_uints(unsigned int a, unsigned int b)
{
	return (a > b) - (a < b);
}

int summary_compare(const struct cell *a, const struct cell *b)
{
	int d = strcmp(a->driver, b->driver);

	d = d ? d : strcmp(a->mode, b->mode);
	d = d ? d : strcmp(a->direction, b->direction);
	d = d ? d : strcmp(a->proto, b->proto);
	d = d ? d : compare_uints(a->streams, b->streams);
	d = d ? d : compare_uints(a->mtu, b->mtu);
	d = d ? d : compare_uints(a->size, b->size);
	d = d ? d : strcmp(a->offload, b->offload);
	d = d ? d : compare_uints(a->vms, b->vms);
	d = d ? d : strcmp(a->network, b->network);
	return d ? d : strcmp(a->arm, b->arm);
}

static int compare_rows(const struct sample *x, const struct sample *y)
{
	int d = summary_compare(&x->cell, &y->cell);

	d = d ? d : strcmp(x->metric, y->metric);
	return d ? d : strcmp(x->unit, y->unit);
}

static int compare_samples(const void *a, const void *b)
{
	return compare_rows(a, b);
}

static int fill_numbers(struct summary *row, const double *values)
{
	struct stats_range range, extent;
	int err;

	err = stats_extent(values, row->n, &extent);
	if (!err)
		err = stats_median(values, row->n, &row->median);
	if (!err)
		err = stats_mad(values, row->n, &row->mad);
	if (!err)
		err = stats_interval(values, row->n, SUMMARY_CONFIDENCE,
				     &range);
	if (err)
		return err;
	row->lo = range.lo;
	row->hi = range.hi;
	row->min = extent.lo;
	row->max = extent.hi;
	return 0;
}

/* @values: room for @n */
static int make_row(struct summary *row, const struct sample *group, size_t n,
		    double *values)
{
	size_t i;

	memset(row, 0, sizeof(*row));
	row->cell = group->cell;
	memcpy(row->metric, group->metric, sizeof(row->metric));
	memcpy(row->unit, group->unit, sizeof(row->unit));
	memcpy(row->better, group->better, sizeof(row->better));
	row->median = row->lo = row->hi = NAN;
	row->mad = row->min = row->max = NAN;
	for (i = 0; i < n; i++) {
		if (!strcmp(group[i].status, "ok"))
			values[row->n++] = group[i].value;
		else if (csv_is_failure(group[i].status))
			row->failed++;
	}
	return row->n ? fill_numbers(row, values) : 0;
}

int summary_make(struct sample *samples, size_t n, struct summary **rows,
		 size_t *n_rows)
{
	struct summary *list = calloc(n + 1, sizeof(*list));
	double *values = calloc(n + 1, sizeof(*values));
	size_t from, length, count = 0;
	int err = 0;

	if (!list || !values) {
		err = -ENOMEM;
		goto out;
	}
	if (n)
		qsort(samples, n, sizeof(*samples), compare_samples);
	for (from = 0; from < n && !err; from += length) {
		length = samples_group(samples + from, n - from, compare_rows);
		err = make_row(&list[count++], samples + from, length, values);
	}
out:
	free(values);
	if (err) {
		free(list);
		return err;
	}
	*rows = list;
	*n_rows = count;
	return 0;
}

static int read_summary(const char *dir, struct summary **rows, size_t *n)
{
	struct sample *samples;
	size_t count;
	int err = samples_of_run(dir, &samples, &count);

	if (err)
		return err;
	err = summary_make(samples, count, rows, n);
	free(samples);
	return err;
}

int summary_write(const char *dir)
{
	struct summary *rows;
	char path[PATH_MAX];
	size_t n;
	int err;

	err = read_summary(dir, &rows, &n);
	if (err)
		return err;
	if (snprintf(path, sizeof(path), "%s/summary.csv", dir) >=
	    (int)sizeof(path))
		err = -ENAMETOOLONG;
	else
		err = csv_write_summary(path, rows, n);
	free(rows);
	return err ? err : arms_write(dir, NULL);
}

int summary_print(const char *dir, FILE *out)
{
	struct summary *rows;
	size_t n;
	int err;

	err = read_summary(dir, &rows, &n);
	if (err)
		return err;
	err = table_print(rows, n, out);
	free(rows);
	return err;
}
