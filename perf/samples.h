/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* samples.h - the samples of several runs */
#ifndef PERF_SAMPLES_H
#define PERF_SAMPLES_H

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

#endif
