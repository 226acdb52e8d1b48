/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stats.h - what a few measurements say
 *
 * Robust and exact: no assumption of a normal distribution, no random numbers,
 * the same answer every time.  The functions are pure; the arrays given to them
 * are not changed.  All of them refuse an empty array and values that are not
 * finite with -EINVAL, more than STATS_MAX values with -E2BIG, and return
 * -ENOMEM when out of memory; nothing is set unless they return 0.
 */
#ifndef PERF_STATS_H
#define PERF_STATS_H

#include <stddef.h>

#define STATS_MAX 1000 /* values; the cost of an interval grows as n^3 */

/* A closed interval. */
struct stats_range {
	double lo;
	double hi;
};

/**
 * stats_median() - The middle value
 * @x:		Values
 * @n:		How many
 * @median:	Set to the middle value; the mean of the two when @n is even
 *
 * Return: 0, or an error as above.
 */
int stats_median(const double *x, size_t n, double *median);

/**
 * stats_mad() - Median absolute deviation from the median
 * @x:		Values
 * @n:		How many
 * @mad:	Set in the unit of @x, not scaled to a standard deviation
 *
 * Return: 0, or an error as above.
 */
int stats_mad(const double *x, size_t n, double *mad);

/**
 * stats_extent() - The smallest and the largest value
 * @x:		Values
 * @n:		How many
 * @extent:	Set
 *
 * Return: 0, or an error as above.
 */
int stats_extent(const double *x, size_t n, struct stats_range *extent);

/**
 * stats_fairness() - How evenly a whole is shared
 * @x:		Shares, none negative
 * @n:		How many
 * @index:	Set to that of Jain, Chiu and Hawe (DEC-TR-301): the square of
 *		the sum, by @n times the sum of the squares; from 1 / @n, when
 *		one has all, to 1, when all have the same
 *
 * Return: 0; -EDOM when there is nothing to share; or an error as above.
 */
int stats_fairness(const double *x, size_t n, double *index);

/**
 * stats_hodges_lehmann() - The centre of a symmetric distribution
 * @x:		Values
 * @n:		How many
 * @centre:	Set to the median of the Walsh averages: the means of all pairs
 *		of values, each value paired with itself too
 *
 * Nearly as precise as the mean on good data, and not moved by an outlier.
 *
 * Return: 0, or an error as above.
 */
int stats_hodges_lehmann(const double *x, size_t n, double *centre);

/**
 * stats_signed_rank_interval() - Interval of the centre
 * @x:		Values
 * @n:		How many
 * @confidence:	Above 0 and below 1, as 0.95
 * @interval:	Set to the narrowest pair of Walsh averages, the k-th from
 *		either end, that holds the centre with at least @confidence
 *
 * The inverse of Wilcoxon's signed-rank test, from the exact distribution of
 * its statistic, so that it is valid for small @n.
 *
 * Return: 0; -ERANGE when @n values are too few for such a confidence (fewer
 * than 6 for 0.95); or an error as above.
 */
int stats_signed_rank_interval(const double *x, size_t n, double confidence,
			       struct stats_range *interval);

/**
 * stats_interval() - Interval of the centre, or all there is
 * @x:		Values
 * @n:		How many
 * @confidence:	Above 0 and below 1, as 0.95
 * @interval:	Set as by stats_signed_rank_interval(), or to the extremes where
 *		@n values are too few for that
 *
 * Return: 0, or an error as above.
 */
int stats_interval(const double *x, size_t n, double confidence,
		   struct stats_range *interval);

/**
 * stats_ratio() - The centre of ratios, and its interval
 * @logs:	Logarithms of the ratios
 * @n:		How many
 * @confidence:	Above 0 and below 1, as 0.95
 * @ratio:	Set to the Hodges-Lehmann centre
 * @interval:	Set as by stats_interval()
 *
 * Return: 0, or an error as above.
 */
int stats_ratio(const double *logs, size_t n, double confidence, double *ratio,
		struct stats_range *interval);

/* How likely a rank sum so far to either side is, if the centre is 0. */
struct stats_test {
	double less;	/* small when the centre is below 0 */
	double greater; /* small when the centre is above 0 */
};

/**
 * stats_signed_rank_test() - Wilcoxon's signed-rank test against a centre of 0
 * @x:		Values, such as differences of pairs
 * @n:		How many
 * @test:	Set to the exact one-sided probabilities, each above 0
 *
 * Exact with ties too: equal distances from 0 share the mean of their ranks,
 * and the distribution is that of these ranks with random signs.  Zeros take
 * part in the ranking and then speak for neither side (Pratt, "Remarks on Zeros
 * and Ties in the Wilcoxon Signed Rank Procedures", 1959).
 *
 * Return: 0, or an error as above.
 */
int stats_signed_rank_test(const double *x, size_t n, struct stats_test *test);

/**
 * stats_holm() - Correct probabilities for being the smallest of many
 * @p:		Probabilities of @n tests, 0 to 1
 * @n:		How many
 * @adjusted:	Set, in the order of @p: rejecting those at most alpha keeps the
 *		chance of any false rejection at most alpha (Holm, "A Simple
 *		Sequentially Rejective Multiple Test Procedure", 1979)
 *
 * Return: 0, or an error as above.
 */
int stats_holm(const double *p, size_t n, double *adjusted);

#endif
