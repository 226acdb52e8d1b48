/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* samples.h - the samples of a run, or of several, and which belong together */
#ifndef PERF_SAMPLES_H
#define PERF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "perf/csv.h"

/**
 * samples_read() - Read several files of samples
 * @paths:	@files of them
 * @files:	How many
 * @samples:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length
 * @bad_file:	Set to the index of the file that is the reason, on failure
 * @bad_line:	As csv_read_samples()
 *
 * Return: as csv_read_samples().  Nothing is allocated on failure.
 */
int samples_read(char *const *paths, size_t files, struct sample **samples,
		 size_t *n, size_t *bad_file, size_t *bad_line);

/**
 * samples_of_run() - Read those of one run
 * @dir:	Folder of the run
 * @samples:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length
 *
 * Return: as csv_read_samples(), or -ENAMETOOLONG.
 */
int samples_of_run(const char *dir, struct sample **samples, size_t *n);

/**
 * samples_keep() - Move those that are wanted to the front
 * @samples:	@n of them; reordered by the call
 * @n:		How many
 * @wanted:	Tells which
 *
 * Return: how many are wanted.
 */
size_t samples_keep(struct sample *samples, size_t n,
		    bool (*wanted)(const struct sample *s));

/**
 * samples_group() - Count those that belong to the first
 * @samples:	@n of them, sorted so that what belongs together is together
 * @n:		How many, at least 1
 * @compare:	0 for two that belong together
 *
 * Return: their number, 1 to @n.
 */
size_t samples_group(const struct sample *samples, size_t n,
		     int (*compare)(const struct sample *x,
				    const struct sample *y));

#endif
