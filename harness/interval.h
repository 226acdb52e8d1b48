/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interval.h - what a helper did between two samples of its log
 *
 * Pure functions.
 */
#ifndef HARNESS_INTERVAL_H
#define HARNESS_INTERVAL_H

#include "harness/statlog.h"

struct interval_side {
	uint64_t counters[STATLOG_COUNTERS];		/* in the interval */
	struct statlog_reason reasons[STATLOG_REASONS]; /* none is zero */
	size_t n_reasons;
};

struct stat_interval {
	const char *time; /* its end; belongs to the sample */
	double seconds;
	double cpu; /* seconds of processor time; NaN: unknown */
	struct interval_side sides[STATLOG_ENDS];
};

/**
 * interval_between() - Take one sample from the next
 * @before:	Sample
 * @after:	The one after it in the log; must outlive @i
 * @i:		Filled in on success
 *
 * Return: true, or false when there is no interval: a helper was started in
 * between, which shows in the log or by a counter that went down, or no time
 * has passed by the clock of the log.
 */
bool interval_between(const struct statlog_sample *before,
		      const struct statlog_sample *after,
		      struct stat_interval *i);

/**
 * interval_rate() - A counter by the second
 * @i:		Interval
 * @end:	Direction
 * @counter:	Which one
 *
 * Return: its increase in a second.
 */
double interval_rate(const struct stat_interval *i, enum statlog_end end,
		     enum statlog_counter counter);

#endif
