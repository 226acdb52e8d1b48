/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* matrix.c - what is measured, and in which order */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/matrix.h"
#include "helper/util.h"

static const char *const direction_names[DIRECTIONS] = {
	[HOST_TO_VM] = "host-to-vm",
	[VM_TO_HOST] = "vm-to-host",
	[VM_TO_VM] = "vm-to-vm",
};

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

static bool matrix_has(const struct matrix_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(list->name[i], name))
			return true;
	}
	return false;
}

int matrix_split(const char *text, struct matrix_list *list)
{
	char name[MATRIX_NAME];
	size_t length;

	list->n = 0;
	for (;;) {
		length = strcspn(text, ",");
		if (length == 0 || length >= sizeof(name))
			return -EINVAL;
		memcpy(name, text, length);
		name[length] = '\0';
		if (strspn(name, name_chars) != length || *name == '.' ||
		    *name == '-')
			return -EINVAL;
		if (matrix_has(list, name))
			return -EEXIST;
		if (list->n == MATRIX_ITEMS)
			return -E2BIG;
		memcpy(list->name[list->n++], name, length + 1);
		if (!text[length])
			return 0;
		text += length + 1;
	}
}

int matrix_direction(const char *name, enum direction *direction)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(direction_names); i++) {
		if (!strcmp(name, direction_names[i])) {
			*direction = (enum direction)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *matrix_direction_name(enum direction direction)
{
	return direction_names[direction];
}

/* SplitMix64: small, and the same on every machine, unlike rand(3). */
static uint64_t matrix_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Fisher-Yates; the bias of the modulus is below 2^-56 for these sizes. */
void matrix_shuffle(uint64_t *state, size_t *item, size_t n)
{
	size_t i, j, tmp;

	for (i = 0; i < n; i++)
		item[i] = i;
	for (i = n; i > 1; i--) {
		j = (size_t)(matrix_random(state) % i);
		tmp = item[i - 1];
		item[i - 1] = item[j];
		item[j] = tmp;
	}
}

static struct matrix_step *matrix_round(const struct matrix *m,
					unsigned int round, uint64_t *state,
					struct matrix_step *step)
{
	size_t group[MATRIX_ITEMS * MATRIX_ITEMS], dir[DIRECTIONS];
	size_t n = m->modes.n * m->drivers.n, i, j;
	unsigned int order = 0;

	matrix_shuffle(state, group, n);
	for (i = 0; i < n; i++) {
		matrix_shuffle(state, dir, m->n_directions);
		for (j = 0; j < m->n_directions; j++) {
			*step++ = (struct matrix_step){
				.round = round,
				.order = ++order,
				.mode = group[i] / m->drivers.n,
				.driver = group[i] % m->drivers.n,
				.direction = m->directions[dir[j]],
				.boot = j == 0,
			};
		}
	}
	return step;
}

int matrix_plan(const struct matrix *m, struct matrix_step **steps, size_t *n)
{
	size_t cells = m->modes.n * m->drivers.n * m->n_directions;
	uint64_t state = m->seed;
	struct matrix_step *next;
	unsigned int round;

	*n = cells * m->rounds;
	*steps = calloc(*n ? *n : 1, sizeof(**steps));
	if (!*steps)
		return -ENOMEM;
	next = *steps;
	for (round = 1; round <= m->rounds; round++)
		next = matrix_round(m, round, &state, next);
	return 0;
}
