/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stats.c - what a few measurements say
 *
 * The interval of the centre is found by turning Wilcoxon's signed-rank test
 * around.  For a supposed centre c the statistic W+ is the number of Walsh
 * averages above c, so the centres that the test accepts are those between the
 * k-th smallest and the k-th largest Walsh average, where k - 1 is the largest
 * w with P(W+ <= w) <= (1 - confidence) / 2.  Without ties W+ is the sum of a
 * random subset of the ranks 1..n, each in with probability one half, which is
 * what signed_rank_tail() counts.  Ties make the interval wider than it needs
 * to be, never narrower.
 */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "perf/stats.h"

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static int check(const double *x, size_t n)
{
	size_t i;

	if (n == 0)
		return -EINVAL;
	if (n > STATS_MAX)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			return -EINVAL;
	}
	return 0;
}

/* Halves first: the sum of two large values is not finite. */
static double mean2(double a, double b)
{
	return a / 2 + b / 2;
}

static double middle(const double *sorted, size_t n)
{
	return mean2(sorted[(n - 1) / 2], sorted[n / 2]);
}

static double *sorted_copy(const double *x, size_t n)
{
	double *copy = calloc(n, sizeof(*copy));

	if (copy) {
		memcpy(copy, x, n * sizeof(*copy));
		qsort(copy, n, sizeof(*copy), compare_doubles);
	}
	return copy;
}

int stats_median(const double *x, size_t n, double *median)
{
	double *sorted;
	int err;

	err = check(x, n);
	if (err)
		return err;
	sorted = sorted_copy(x, n);
	if (!sorted)
		return -ENOMEM;
	*median = middle(sorted, n);
	free(sorted);
	return 0;
}

int stats_fairness(const double *x, size_t n, double *index)
{
	double most = 0, sum = 0, squares = 0;
	size_t i;
	int err;

	err = check(x, n);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		if (x[i] < 0)
			return -EINVAL;
		most = fmax(most, x[i]);
	}
	if (most <= 0)
		return -EDOM;
	/* Shares of the largest one: no square overflows. */
	for (i = 0; i < n; i++) {
		sum += x[i] / most;
		squares += x[i] / most * (x[i] / most);
	}
	*index = sum * sum / ((double)n * squares);
	return 0;
}

int stats_mad(const double *x, size_t n, double *mad)
{
	double *distance, median;
	size_t i;
	int err;

	err = stats_median(x, n, &median);
	if (err)
		return err;
	distance = calloc(n, sizeof(*distance));
	if (!distance)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		distance[i] = fabs(x[i] - median);
	err = stats_median(distance, n, mad);
	free(distance);
	return err;
}

int stats_extent(const double *x, size_t n, struct stats_range *extent)
{
	size_t i;
	int err;

	err = check(x, n);
	if (err)
		return err;
	extent->lo = x[0];
	extent->hi = x[0];
	for (i = 1; i < n; i++) {
		extent->lo = fmin(extent->lo, x[i]);
		extent->hi = fmax(extent->hi, x[i]);
	}
	return 0;
}

/* Return: n(n+1)/2 sorted averages, owned by the caller; NULL without memory */
static double *walsh_averages(const double *x, size_t n)
{
	double *walsh;
	size_t i, j, m = 0;

	walsh = calloc(n * (n + 1) / 2, sizeof(*walsh));
	if (!walsh)
		return NULL;
	for (i = 0; i < n; i++) {
		for (j = i; j < n; j++)
			walsh[m++] = mean2(x[i], x[j]);
	}
	qsort(walsh, m, sizeof(*walsh), compare_doubles);
	return walsh;
}

int stats_hodges_lehmann(const double *x, size_t n, double *centre)
{
	double *walsh;
	int err;

	err = check(x, n);
	if (err)
		return err;
	walsh = walsh_averages(x, n);
	if (!walsh)
		return -ENOMEM;
	*centre = middle(walsh, n * (n + 1) / 2);
	free(walsh);
	return 0;
}

/*
 * Counts the w, from 0 on, with P(W+ <= w) <= @alpha.  Probabilities and not
 * counts of subsets: those are over 2^53 from n = 54 on.
 *
 * Return: the k of the interval, 0 when there is none, or -ENOMEM.
 */
static long signed_rank_tail(size_t n, double alpha)
{
	size_t sums = n * (n + 1) / 2 + 1;
	double *p, below = 0;
	size_t rank, w;

	p = calloc(sums, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p[0] = 1;
	for (rank = 1; rank <= n; rank++) {
		/* downwards, so that no rank is taken twice */
		for (w = rank * (rank + 1) / 2; w >= rank; w--)
			p[w] = (p[w] + p[w - rank]) / 2;
		for (w = 0; w < rank; w++)
			p[w] /= 2;
	}
	for (w = 0; w < sums; w++) {
		below += p[w];
		if (below > alpha)
			break;
	}
	free(p);
	return (long)w;
}

int stats_signed_rank_interval(const double *x, size_t n, double confidence,
			       struct stats_range *interval)
{
	double *walsh;
	long k;
	int err;

	err = check(x, n);
	if (err)
		return err;
	if (!(confidence > 0 && confidence < 1))
		return -EINVAL;
	k = signed_rank_tail(n, (1 - confidence) / 2);
	if (k < 0)
		return (int)k;
	if (k == 0)
		return -ERANGE;
	walsh = walsh_averages(x, n);
	if (!walsh)
		return -ENOMEM;
	interval->lo = walsh[k - 1];
	interval->hi = walsh[n * (n + 1) / 2 - (size_t)k];
	free(walsh);
	return 0;
}

/* Position of a value, to sort values and keep what they were. */
struct place {
	double key;
	size_t at;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/*
 * Ranks by distance from 0, doubled: the mean of tied ranks may end in a half.
 * Zeros have a rank too, but it is given as 0.
 */
static int double_ranks(const double *x, size_t n, size_t *rank)
{
	struct place *places = calloc(n, sizeof(*places));
	size_t from, to, i;

	if (!places)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		places[i] = (struct place){ fabs(x[i]), i };
	qsort(places, n, sizeof(*places), compare_places);
	for (from = 0; from < n; from = to) {
		for (to = from + 1; to < n; to++) {
			if (places[to].key > places[from].key)
				break;
		}
		for (i = from; i < to; i++)
			rank[places[i].at] =
				places[i].key > 0 ? from + 1 + to : 0;
	}
	free(places);
	return 0;
}

/* The distribution of the sum of @rank with random signs, up to @most. */
static double *rank_sums(const size_t *rank, size_t n, size_t most)
{
	double *p = calloc(most + 1, sizeof(*p));
	size_t i, w, reached = 0;

	if (!p)
		return NULL;
	p[0] = 1;
	for (i = 0; i < n; i++) {
		if (!rank[i])
			continue;
		reached += rank[i];
		/* downwards, so that no rank is taken twice */
		for (w = reached; w >= rank[i]; w--)
			p[w] = (p[w] + p[w - rank[i]]) / 2;
		for (w = 0; w < rank[i]; w++)
			p[w] /= 2;
	}
	return p;
}

static int rank_test(const double *x, const size_t *rank, size_t n,
		     struct stats_test *test)
{
	size_t i, above = 0, most = 0;
	double less = 0, greater = 0;
	double *p;

	for (i = 0; i < n; i++) {
		most += rank[i];
		above += x[i] > 0 ? rank[i] : 0;
	}
	p = rank_sums(rank, n, most);
	if (!p)
		return -ENOMEM;
	for (i = 0; i <= above; i++)
		less += p[i];
	for (i = most + 1; i > above; i--)
		greater += p[i - 1];
	free(p);
	test->less = fmin(less, 1);
	test->greater = fmin(greater, 1);
	return 0;
}

int stats_signed_rank_test(const double *x, size_t n, struct stats_test *test)
{
	size_t *rank;
	int err;

	err = check(x, n);
	if (err)
		return err;
	rank = calloc(n, sizeof(*rank));
	if (!rank)
		return -ENOMEM;
	err = double_ranks(x, n, rank);
	if (!err)
		err = rank_test(x, rank, n, test);
	free(rank);
	return err;
}

int stats_interval(const double *x, size_t n, double confidence,
		   struct stats_range *interval)
{
	int err = stats_signed_rank_interval(x, n, confidence, interval);

	return err == -ERANGE ? stats_extent(x, n, interval) : err;
}

int stats_ratio(const double *logs, size_t n, double confidence, double *ratio,
		struct stats_range *interval)
{
	int err = stats_hodges_lehmann(logs, n, ratio);

	if (!err)
		err = stats_interval(logs, n, confidence, interval);
	if (err)
		return err;
	*ratio = exp(*ratio);
	interval->lo = exp(interval->lo);
	interval->hi = exp(interval->hi);
	return 0;
}

int stats_holm(const double *p, size_t n, double *adjusted)
{
	struct place *places;
	double least = 0;
	size_t i;
	int err;

	err = check(p, n);
	if (err)
		return err;
	places = calloc(n, sizeof(*places));
	if (!places)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		places[i] = (struct place){ p[i], i };
	qsort(places, n, sizeof(*places), compare_places);
	for (i = 0; i < n; i++) {
		least = fmax(least, fmin(1, places[i].key * (double)(n - i)));
		adjusted[places[i].at] = least;
	}
	free(places);
	return 0;
}
