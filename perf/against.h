/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * against.h - networks of one run, compared with one of them
 *
 * A run measures every network in every round, so that each measurement has a
 * partner from the same minutes.  The ratios of partners are what is compared:
 * what slows a whole machine for a while slows both.
 */
#ifndef PERF_AGAINST_H
#define PERF_AGAINST_H

#include <stddef.h>
#include <stdio.h>

#include "perf/csv.h"

/* A network of a cell, against the other one. */
struct against {
	size_t n;     /* pairs; what follows is NaN if there is none */
	double ratio; /* the centre of the pairs' ratios */
	double lo;    /* 95 % interval of it; the extremes of fewer than 6 */
	double hi;
	double median; /* of all of its own values, in the unit of the metric */
};

/**
 * against_make() - Compare one metric of one network
 * @samples:	@n of them, of one run
 * @n:		How many
 * @cell:	Which cell; its network is compared.  The offload of the two
 *		networks may differ
 * @against:	The other network
 * @metric:	Which metric
 * @r:		Filled in
 *
 * The centre is that of Hodges and Lehmann and the interval that of Wilcoxon's
 * signed ranks, both of logarithms.
 *
 * Return: 0 or -errno as of perf/stats.h.
 */
int against_make(const struct sample *samples, size_t n,
		 const struct cell *cell, const char *against,
		 const char *metric, struct against *r);

/**
 * against_print() - Print all networks against one, as a table for people
 * @dir:	Folder of the run; its samples.csv is read
 * @against:	Name of a network
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * Return: 0; -ENOENT when the run has nothing of that network, or is not there;
 * or as csv_read_samples().
 */
int against_print(const char *dir, const char *against, FILE *out);

#endif
