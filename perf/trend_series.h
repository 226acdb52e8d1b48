/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* trend_series.h - the past of each cell on each machine */
#ifndef PERF_TREND_SERIES_H
#define PERF_TREND_SERIES_H

#include "perf/csv.h"
#include "perf/gate.h"

/* One run. */
struct trend_point {
	char run_id[CSV_TEXT];
	char time[CSV_TEXT]; /* of its first measurement */
	char commit[CSV_TEXT];
	size_t n; /* good measurements */
	double median;
	struct stats_range range; /* 95 %, the extremes below 6 measurements */
};

/* All runs of a cell and metric on one machine, in the order of time. */
struct trend_series {
	char machine[CSV_TEXT];
	struct cell cell;
	enum gate_metric metric;
	char unit[CSV_TEXT];
	bool higher;
	size_t n;
	struct trend_point *points;
};

/**
 * trend_series_make() - Sort samples into series
 * @samples:	@n of them; reordered by the call
 * @n:		How many
 * @series:	Set to an array, free it with trend_series_free()
 * @count:	Set to its length
 *
 * Samples that are not gated, are not ok or are of the arm base do not count.
 *
 * Return: 0 or -errno as of perf/stats.h.
 */
int trend_series_make(struct sample *samples, size_t n,
		      struct trend_series **series, size_t *count);

/**
 * trend_series_free() - Release series
 * @series:	From trend_series_make(), or NULL
 * @count:	Its length
 */
void trend_series_free(struct trend_series *series, size_t count);

#endif
