/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* trend.c - since when is it different? */

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "perf/random.h"
#include "perf/trend.h"

#define SHUFFLES  1999
#define SEED	  1 /* any: the same row gives the same answer */
#define CLIP	  3 /* standard deviations, estimated from the MAD */
#define MAD_SIGMA 1.4826

struct part {
	size_t from, to;
	double score; /* what the sum of squares loses by having it apart */
};

/* Whether so many values can be a level, or are none. */
static bool can_stand(size_t n)
{
	return n == 0 || n >= TREND_PART;
}

/* @sum: @n + 1 sums of the values before; the last one is 0 */
static struct part best_part(const double *sum, size_t n)
{
	struct part best = { 0 };
	double d, k, all = (double)n, score;
	size_t from, to;

	for (from = 0; from + TREND_PART <= n; from++) {
		if (!can_stand(from))
			continue;
		for (to = from + TREND_PART; to <= n; to++) {
			if (!can_stand(n - to) || to - from == n)
				continue;
			k = (double)(to - from);
			d = sum[to] - sum[from];
			score = d * d * all / (k * (all - k));
			if (score > best.score)
				best = (struct part){ from, to, score };
		}
	}
	return best;
}

/* @order may be NULL for the order of time. */
static void add_up(const double *y, const size_t *order, size_t n, double *sum)
{
	size_t i;

	sum[0] = 0;
	for (i = 0; i < n; i++)
		sum[i + 1] = sum[i] + y[order ? order[i] : i];
}

/* Return: the chance of a part as good in a random order, or -errno */
static double chance(const double *y, size_t n, double *sum, double score)
{
	size_t *order = calloc(n, sizeof(*order));
	unsigned int i, as_good = 1;
	uint64_t state = SEED;

	if (!order)
		return -ENOMEM;
	for (i = 0; i < SHUFFLES; i++) {
		random_shuffle(&state, order, n);
		add_up(y, order, n, sum);
		as_good += best_part(sum, n).score >= score * (1 - 1e-9);
	}
	free(order);
	return as_good / (double)(SHUFFLES + 1);
}

/* Logarithms less their mean, after clipping. */
static int prepare(const double *x, size_t n, double *y)
{
	double median, mad, mean = 0;
	size_t i;
	int err;

	for (i = 0; i < n; i++)
		y[i] = log(x[i]);
	err = stats_median(y, n, &median);
	if (!err)
		err = stats_mad(y, n, &mad);
	if (err)
		return err;
	if (mad <= 0)
		mad = INFINITY;
	for (i = 0; i < n; i++) {
		y[i] = fmin(y[i], median + CLIP * MAD_SIGMA * mad);
		y[i] = fmax(y[i], median - CLIP * MAD_SIGMA * mad);
		mean += y[i] / (double)n;
	}
	for (i = 0; i < n; i++)
		y[i] -= mean;
	return 0;
}

/* Return: 1 when a part is different, 0 when none is, or -errno */
static int find_part(const double *x, size_t n, double alpha, struct part *part)
{
	double *y = calloc(n, sizeof(*y));
	double *sum = calloc(n + 1, sizeof(*sum));
	double p = -ENOMEM;
	int err = 0;

	if (y && sum) {
		err = prepare(x, n, y);
		add_up(y, NULL, n, sum);
		*part = best_part(sum, n);
		p = part->to ? chance(y, n, sum, part->score) : 1;
	}
	free(y);
	free(sum);
	if (err)
		return err;
	return p < 0 ? (int)p : p <= alpha;
}

static int find_all(const double *x, size_t n, double alpha, bool *starts)
{
	struct part part;
	int ret;

	if (n < 2 * TREND_PART)
		return 0;
	ret = find_part(x, n, alpha, &part);
	if (ret <= 0)
		return ret;
	if (part.from)
		starts[part.from] = true;
	if (part.to < n)
		starts[part.to] = true;
	ret = find_all(x, part.from, alpha, starts);
	if (!ret)
		ret = find_all(x + part.from, part.to - part.from, alpha,
			       starts + part.from);
	if (!ret)
		ret = find_all(x + part.to, n - part.to, alpha,
			       starts + part.to);
	return ret;
}

/* Return: the place where levels differ least, 0 when there is none, or -errno
 */
static long find_least(const double *x, size_t n, const bool *starts,
		       double *difference)
{
	struct trend_level before, level;
	double d;
	long least = 0;
	int err;

	err = trend_level_at(x, n, starts, 0, &level);
	while (!err && level.to < n) {
		before = level;
		err = trend_level_at(x, n, starts, level.to, &level);
		if (err)
			break;
		d = fabs(log(level.median / before.median));
		if (!least || d < *difference) {
			*difference = d;
			least = (long)level.from;
		}
	}
	return err ? err : least;
}

/* Return: the number of changes that are large enough; the others go */
static long prune(const double *x, size_t n, double shift, bool *starts)
{
	double difference;
	long least, left = 0;
	size_t i;

	while ((least = find_least(x, n, starts, &difference)) > 0 &&
	       difference < log1p(shift))
		starts[least] = false;
	for (i = 0; i < n; i++)
		left += starts[i];
	return least < 0 ? least : left;
}

long trend_find(const double *x, size_t n, const struct trend_rule *rule,
		bool *starts)
{
	size_t i;
	int err;

	if (n == 0)
		return -EINVAL;
	if (n > STATS_MAX)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		if (!isfinite(x[i]) || x[i] <= 0)
			return -EINVAL;
		starts[i] = false;
	}
	err = find_all(x, n, rule->alpha, starts);
	return err ? err : prune(x, n, rule->shift, starts);
}

int trend_level_at(const double *x, size_t n, const bool *starts, size_t from,
		   struct trend_level *level)
{
	int err;

	level->from = from;
	level->to = from + 1;
	while (level->to < n && !starts[level->to])
		level->to++;
	err = stats_median(x + from, level->to - from, &level->median);
	if (!err)
		err = stats_mad(x + from, level->to - from, &level->mad);
	return err;
}
