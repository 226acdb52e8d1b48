/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* random.c - numbers by chance that are the same on every machine */

#include <math.h>

#include "perf/random.h"

uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

size_t random_below(uint64_t *state, size_t limit)
{
	return (size_t)(random_next(state) % limit);
}

/* Above 0 and at most 1. */
static double random_unit(uint64_t *state)
{
	return ldexp((double)((random_next(state) >> 11) + 1), -53);
}

double random_normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(random_unit(state)));

	return radius * cos(2 * M_PI * random_unit(state));
}

void random_shuffle(uint64_t *state, size_t *item, size_t n)
{
	size_t i, j, other;

	for (i = 0; i < n; i++)
		item[i] = i;
	for (i = n; i > 1; i--) {
		j = random_below(state, i);
		other = item[i - 1];
		item[i - 1] = item[j];
		item[j] = other;
	}
}
