/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratio.h - contenders against the one that is the reference
 *
 * Machines get slower and faster while one measures, all contenders alike.  So
 * a ratio is made in each round, of two measurements minutes apart at most,
 * and the centre of these ratios is what counts: the Hodges-Lehmann estimate
 * of their logarithms, with the interval of the signed-rank test, see stats.h.
 */
#ifndef PERF_RATIO_H
#define PERF_RATIO_H

#include <stddef.h>
#include <stdio.h>

#include "perf/csv.h"
#include "perf/stats.h"

struct ratio {
	struct cell cell; /* of the contender */
	char metric[CSV_TEXT];
	char reference[CSV_TEXT]; /* name of the reference */
	unsigned int size;	  /* of the reference's frames in bytes */
	size_t n;		  /* rounds in which both were measured */
	double centre;		  /* contender by reference */
	/* With 95 % confidence; least to most where @n is below 6. */
	struct stats_range range;
};

/**
 * ratio_reference() - Whom a measurement compares with, unless told
 * @mode:	"pump", "iperf" or "offload"
 *
 * Return: literal; NULL for another mode.
 */
const char *ratio_reference(const char *mode);

/**
 * ratio_make() - Compare throughput and processor time
 * @samples:	@n of them, as of csv_read_samples()
 * @n:		How many
 * @to:		Name of the reference; NULL for that of ratio_reference()
 * @rows:	Set to a malloc()ed array, owned by the caller
 * @n_rows:	Set to its length: one per cell and metric that has a reference
 *
 * The reference of a cell differs from it in the contender only; where it has
 * no large frames, it is measured by those of 1514 bytes.
 *
 * Return: 0 or -errno as of stats.h.
 */
int ratio_make(const struct sample *samples, size_t n, const char *to,
	       struct ratio **rows, size_t *n_rows);

/**
 * ratio_print() - Print medians and ratios as a table for people
 * @dir:	Folder of the run; its samples.csv is read
 * @to:		As ratio_make()
 * @out:	Where to
 *
 * Return: 0, -EBADMSG when samples.csv has a malformed line, or -errno.
 */
int ratio_print(const char *dir, const char *to, FILE *out);

#endif
