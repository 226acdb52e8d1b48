/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_options.c - command lines of "vmnet-bench run", and their plans
 *
 * Arguments with a NUL behind each.  A plan has every cell once in each round.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options.h"
#include "helper/fuzz.h"

#define PLAN_MAX 3000 /* steps worth looking at */

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

static void check_plan(const struct matrix *m)
{
	size_t cells = m->modes.n * m->drivers.n * m->n_directions, i, n, at;
	struct matrix_step *steps;
	bool *seen;

	if (cells * m->rounds > PLAN_MAX)
		return;
	fuzz_check(matrix_plan(m, &steps, &n) == 0);
	fuzz_check(n == cells * m->rounds);
	seen = fuzz_alloc(n * DIRECTIONS);
	for (i = 0; i < n; i++) {
		fuzz_check(steps[i].round == i / cells + 1);
		fuzz_check(steps[i].order == i % cells + 1);
		at = ((steps[i].round - 1) * m->modes.n + steps[i].mode) *
			     m->drivers.n +
		     steps[i].driver;
		at = at * DIRECTIONS + (size_t)steps[i].direction;
		fuzz_check(at < n * DIRECTIONS);
		fuzz_check(!seen[at]);
		seen[at] = true;
	}
	free(seen);
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
