/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_options.c - command lines of "vmnet-bench run", and their plans
 *
 * Arguments with a NUL behind each.  A plan has no cell twice in a round.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options.h"
#include "helper/fuzz.h"

#define PLAN_MAX 1000 /* steps worth looking at */

static void check_list(const struct matrix_list *list)
{
	size_t i, j;

	fuzz_check(list->n >= 1 && list->n <= MATRIX_ITEMS);
	for (i = 0; i < list->n; i++) {
		fuzz_check(list->name[i][0] && list->name[i][0] != '.');
		fuzz_check(memchr(list->name[i], '\0', MATRIX_NAME));
		fuzz_check(!strchr(list->name[i], '/'));
		for (j = 0; j < i; j++)
			fuzz_check(strcmp(list->name[i], list->name[j]) != 0);
	}
}

static bool same_cell(const struct matrix_step *a, const struct matrix_step *b)
{
	return matrix_same_group(a, b) && a->direction == b->direction &&
	       a->protocol == b->protocol && a->streams == b->streams &&
	       a->size == b->size;
}

static void check_plan(const struct matrix *m)
{
	size_t n, cells, i, j;
	struct matrix_step *steps;
	int err;

	err = matrix_plan(m, &steps, &n);
	fuzz_check(err == 0 || err == -ENOENT || err == -E2BIG);
	if (err)
		return;
	cells = n / m->rounds;
	fuzz_check(n >= 1 && cells * m->rounds == n);
	for (i = 0; i < n && n <= PLAN_MAX; i++) {
		fuzz_check(steps[i].round == i / cells + 1);
		fuzz_check(steps[i].order == i % cells + 1);
		fuzz_check(steps[i].mode < m->modes.n);
		fuzz_check(steps[i].driver < m->drivers.n);
		for (j = i / cells * cells; j < i; j++)
			fuzz_check(!same_cell(&steps[j], &steps[i]));
	}
	free(steps);
}

static void check_result(const struct options *o)
{
	size_t i, j;

	check_list(&o->matrix.modes);
	check_list(&o->matrix.drivers);
	fuzz_check(o->matrix.n_directions >= 1);
	fuzz_check(o->matrix.n_directions <= DIRECTIONS);
	for (i = 0; i < o->matrix.n_directions; i++) {
		for (j = 0; j < i; j++)
			fuzz_check(o->matrix.directions[i] !=
				   o->matrix.directions[j]);
	}
	fuzz_check(o->seconds >= 1 && o->seconds <= 3600 && o->omit <= 60);
	fuzz_check(o->matrix.rounds >= 1 && o->matrix.rounds <= 1000);
	fuzz_check(o->length >= 1);
	check_plan(&o->matrix);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options o;
	char *argv[FUZZ_ARGS + 1], *text = fuzz_text(data, size);
	char error[OPTIONS_ERROR] = "";
	int argc = fuzz_argv(text, size, argv), err;

	err = options_parse(&o, argc - 1, argv + 1, error);
	fuzz_check(err == 0 || err == -EINVAL);
	fuzz_error(err, error, sizeof(error));
	if (!err)
		check_result(&o);
	free(text);
	return 0;
}
