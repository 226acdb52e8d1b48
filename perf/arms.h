/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arms.h - how many times as much of one arm as of another
 *
 * Measurements of the same cell in the same round are pairs: what the machine
 * did meanwhile hit both.  The ratio is the centre of the ratios of the pairs
 * (Hodges-Lehmann, of their logarithms), not of the medians.
 *
 * This shows how far two builds or two networks are apart.  Whether a change
 * may be merged is for the gate to say, which knows what chance can do.
 */
#ifndef PERF_ARMS_H
#define PERF_ARMS_H

#include <stddef.h>

#include "perf/csv.h"

/* One row of ratio.csv. */
struct arms {
	struct cell cell; /* the arm is the one that is compared */
	char base[CSV_TEXT];
	char metric[CSV_TEXT];
	char better[CSV_TEXT]; /* higher or lower, of the metric */
	size_t n;	       /* pairs of which both are ok and above 0 */
	double ratio;	       /* arm by base */
	double lo;	       /* of the centre, as in summary.csv */
	double hi;
};

extern const char CSV_RATIO[];

/**
 * arms_base() - Choose what others are compared with
 * @samples:	@n of them
 * @n:		How many
 *
 * Return: "base" if that is an arm; else "tap", which is the limit of what a
 * network can do here; else the first arm by name; NULL when there are fewer
 * than two.  Literal, or text of @samples.
 */
const char *arms_base(const struct sample *samples, size_t n);

/**
 * arms_compare() - Compare the arms of a run
 * @samples:	@n of them, in any order; reordered by the call
 * @n:		How many
 * @base:	Arm with which all others are compared
 * @rows:	Set to a malloc()ed array, owned by the caller
 * @n_rows:	Set to its length: one per cell, arm and metric that has a pair
 *
 * Only throughput and CPU time are compared.
 *
 * Return: 0 or -errno as of perf/stats.h.  Nothing is allocated on failure.
 */
int arms_compare(struct sample *samples, size_t n, const char *base,
		 struct arms **rows, size_t *n_rows);

/**
 * arms_write() - Write ratio.csv of a run with several arms
 * @dir:	Folder of the run; its samples.csv is read
 * @base:	Arm to compare with, or NULL for that of arms_base()
 *
 * A run with one arm gets no such file.
 *
 * Return: 0; -ENOENT when @base is no arm of it; or as csv_read_samples() and
 * arms_compare().
 */
int arms_write(const char *dir, const char *base);

#endif
