/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trend.h - since when is it different?
 *
 * Theory of operation
 *
 * The past runs of one cell on one machine are a row of medians in the order of
 * time.  If nothing has changed, any order of them is as likely.  So each part
 * of the row is compared with what is left of it, and the one whose mean
 * differs most is the candidate (Olshen, Venkatraman, Lucito and Wigler,
 * "Circular binary segmentation", 2004): its ends are the change points, so
 * that a level that was left and came back is seen at once.  How far chance
 * alone gets is found by shuffling the row, with a fixed seed.  What is
 * significant is divided, and the parts again.  At last the change points go
 * whose levels have medians that differ by too little.
 *
 * Logarithms are compared, and those far from the median only count as three
 * standard deviations: a single run that went wrong moves nothing.  A change
 * needs three runs on either side, and eight or so in all, to be seen.  Pure.
 */
#ifndef PERF_TREND_H
#define PERF_TREND_H

#include <stdbool.h>
#include <stddef.h>

#include "perf/stats.h"

#define TREND_PART 3 /* least runs between two changes */

struct trend_rule {
	double alpha; /* chance to find a change where there is none */
	double shift; /* least change that counts, as 0.05 */
};

/**
 * trend_find() - Find the change points
 * @x:		Values above 0, in the order of time
 * @n:		How many, at most STATS_MAX
 * @rule:	What counts
 * @starts:	Receives @n values: whether another level starts here; the
 *		first is false
 *
 * Return: number of change points, or -errno as of perf/stats.h; -EINVAL for a
 * value that is not above 0, too.
 */
long trend_find(const double *x, size_t n, const struct trend_rule *rule,
		bool *starts);

/* Values between two change points. */
struct trend_level {
	size_t from, to; /* first, and the one after the last */
	double median;
	double mad; /* not scaled */
};

/**
 * trend_level_at() - The level that starts at a value
 * @x:		Values
 * @n:		How many
 * @starts:	From trend_find()
 * @from:	First of the level
 * @level:	Set
 *
 * Return: 0 or -errno as of perf/stats.h.
 */
int trend_level_at(const double *x, size_t n, const bool *starts, size_t from,
		   struct trend_level *level);

#endif
