/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* interval.c - what a helper did between two samples of its log */

#include <math.h>
#include <string.h>

#include "harness/interval.h"

/* A reason may be new in the later sample. */
static uint64_t interval_reason(const struct statlog_side *side,
				const char *name)
{
	size_t i;

	for (i = 0; i < side->n_reasons; i++) {
		if (!strcmp(side->reasons[i].name, name))
			return side->reasons[i].count;
	}
	return 0;
}

static bool interval_reasons(const struct statlog_side *before,
			     const struct statlog_side *after,
			     struct interval_side *side)
{
	const struct statlog_reason *now;
	uint64_t then;
	size_t i;

	side->n_reasons = 0;
	for (i = 0; i < after->n_reasons; i++) {
		now = &after->reasons[i];
		then = interval_reason(before, now->name);
		if (now->count < then)
			return false;
		if (now->count == then)
			continue;
		side->reasons[side->n_reasons] = *now;
		side->reasons[side->n_reasons++].count -= then;
	}
	return true;
}

static bool interval_side(const struct statlog_side *before,
			  const struct statlog_side *after,
			  struct interval_side *side)
{
	int i;

	for (i = 0; i < STATLOG_COUNTERS; i++) {
		if (after->counters[i] < before->counters[i])
			return false;
		side->counters[i] = after->counters[i] - before->counters[i];
	}
	return interval_reasons(before, after, side);
}

bool interval_between(const struct statlog_sample *before,
		      const struct statlog_sample *after,
		      struct stat_interval *i)
{
	int end;

	i->time = after->time;
	i->seconds = (double)(after->usec - before->usec) / 1e6;
	i->cpu = after->cpu - before->cpu;
	if (after->is_first || i->seconds <= 0 || i->cpu < 0)
		return false;
	for (end = 0; end < STATLOG_ENDS; end++) {
		if (!interval_side(&before->sides[end], &after->sides[end],
				   &i->sides[end]))
			return false;
	}
	return true;
}

double interval_rate(const struct stat_interval *i, enum statlog_end end,
		     enum statlog_counter counter)
{
	return (double)i->sides[end].counters[counter] / i->seconds;
}
