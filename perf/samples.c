/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* samples.c - the samples of a run, or of several, and which belong together */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "perf/samples.h"

/* Takes over @more. */
static int join(struct sample **list, size_t *n, struct sample *more,
		size_t n_more)
{
	struct sample *longer;

	longer = realloc(*list, (*n + n_more + 1) * sizeof(*longer));
	if (longer) {
		if (n_more)
			memcpy(longer + *n, more, n_more * sizeof(*more));
		*list = longer;
		*n += n_more;
	}
	free(more);
	return longer ? 0 : -ENOMEM;
}

int samples_read(char *const *paths, size_t files, struct sample **samples,
		 size_t *n, size_t *bad_file, size_t *bad_line)
{
	struct sample *list = NULL, *more;
	size_t i, n_more, count = 0;
	int err = 0;

	for (i = 0; i < files && !err; i++) {
		*bad_file = i;
		err = csv_read_samples(paths[i], &more, &n_more, bad_line);
		if (!err)
			err = join(&list, &count, more, n_more);
	}
	if (err) {
		free(list);
		return err;
	}
	*samples = list;
	*n = count;
	return 0;
}

int samples_of_run(const char *dir, struct sample **samples, size_t *n)
{
	char path[PATH_MAX];
	size_t line;

	if (snprintf(path, sizeof(path), "%s/samples.csv", dir) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	return csv_read_samples(path, samples, n, &line);
}

size_t samples_keep(struct sample *samples, size_t n,
		    bool (*wanted)(const struct sample *s))
{
	struct sample other;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		if (!wanted(&samples[i]))
			continue;
		other = samples[kept];
		samples[kept++] = samples[i];
		samples[i] = other;
	}
	return kept;
}

size_t samples_group(const struct sample *samples, size_t n,
		     int (*compare)(const struct sample *x,
				    const struct sample *y))
{
	size_t i = 1;

	while (i < n && !compare(&samples[0], &samples[i]))
		i++;
	return i;
}
