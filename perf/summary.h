/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary.h - what a benchmark run has shown so far
 *
 * Works on a run that is still going on or was interrupted: what was measured
 * is summarised.
 */
#ifndef PERF_SUMMARY_H
#define PERF_SUMMARY_H

#include <stddef.h>
#include <stdio.h>

#include "perf/csv.h"

#define SUMMARY_CONFIDENCE 0.95
#define SUMMARY_INTERVAL_N 6 /* least values for an interval of that */

/**
 * summary_compare() - Order of cells in a summary
 * @a:		Cell
 * @b:		Cell
 *
 * The commit is not looked at: in one run it follows from the arm.
 *
 * Return: below, equal to or above 0, as strcmp(3).
 */
int summary_compare(const struct cell *a, const struct cell *b);

/**
 * summary_make() - Summarise samples
 * @samples:	@n of them, in any order; reordered by the call
 * @n:		How many; may be 0
 * @rows:	Set to a malloc()ed array, owned by the caller
 * @n_rows:	Set to its length: one per cell, arm, metric and unit, sorted
 *
 * Samples whose status is not "ok" are counted as failed and enter no number.
 *
 * Return: 0 or -errno as of perf/stats.h.  Nothing is allocated on failure.
 */
int summary_make(struct sample *samples, size_t n, struct summary **rows,
		 size_t *n_rows);

/**
 * summary_write() - Write the summary.csv of a run
 * @dir:	Folder of the run; its samples.csv is read
 *
 * And ratio.csv, if it has several arms: see perf/arms.h.
 *
 * Return: 0, -EBADMSG when samples.csv has a malformed line (its number comes
 * from csv_read_samples()), or -errno.
 */
int summary_write(const char *dir);

/**
 * summary_print() - Print the summary of a run as a table for people
 * @dir:	Folder of the run; its samples.csv is read
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * Return: as summary_write().
 */
int summary_print(const char *dir, FILE *out);

#endif
