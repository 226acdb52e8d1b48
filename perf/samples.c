/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* samples.c - the samples of several runs */

#include <errno.h>
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
