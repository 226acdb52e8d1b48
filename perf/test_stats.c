/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_stats.c - statistics against values computed elsewhere
 *
 * Sources: by hand where the arithmetic is in the comment; the critical values
 * are those of the printed table of Wilcoxon's signed-rank test (two-sided
 * 0.05), found in any textbook; the rest by SciPy, with the script.
 */

#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "helper/util.h"
#include "perf/stats.h"

#define EPSILON 1e-12

static void ck_median(const double *x, size_t n, double expected)
{
	double median;

	ck_assert_int_eq(stats_median(x, n, &median), 0);
	ck_assert_double_eq_tol(median, expected, EPSILON);
}

START_TEST(median_and_mad)
{
	const double odd[] = { 9, 1, 5 };
	const double even[] = { 4, 1, 3, 2 };
	/* median 2, distances 1 1 0 0 2 4 7 sorted 0 0 1 1 2 4 7 */
	const double spread[] = { 1, 1, 2, 2, 4, 6, 9 };
	const double one[] = { -7.5 };
	double mad;

	ck_median(odd, 3, 5);
	ck_median(even, 4, 2.5);
	ck_median(one, 1, -7.5);
	ck_median(spread, 7, 2);
	ck_assert_int_eq(stats_mad(spread, 7, &mad), 0);
	ck_assert_double_eq_tol(mad, 1, EPSILON);
	ck_assert_int_eq(stats_mad(one, 1, &mad), 0);
	ck_assert_double_eq_tol(mad, 0, EPSILON);
	/* the input is not sorted in place */
	ck_assert_double_eq_tol(odd[0], 9, EPSILON);
}
END_TEST

START_TEST(extremes_do_not_overflow)
{
	const double huge[] = { 1.7e308, 1.7e308 };
	double centre;

	ck_median(huge, 2, 1.7e308);
	ck_assert_int_eq(stats_hodges_lehmann(huge, 2, &centre), 0);
	ck_assert(isfinite(centre));
}
END_TEST

START_TEST(extent)
{
	const double x[] = { 3, -1, 2, -1 };
	struct stats_range r;

	ck_assert_int_eq(stats_extent(x, 4, &r), 0);
	ck_assert_double_eq_tol(r.lo, -1, EPSILON);
	ck_assert_double_eq_tol(r.hi, 3, EPSILON);
}
END_TEST

START_TEST(hodges_lehmann)
{
	/* averages 1 1.5 2 5.5 6 10, middle (2 + 5.5) / 2 */
	const double three[] = { 10, 1, 2 };
	/* averages of 0 0 4: 0 0 0 2 2 4, middle (0 + 2) / 2 */
	const double ties[] = { 0, 4, 0 };
	const double pair[] = { 1, 4 };
	double h;

	ck_assert_int_eq(stats_hodges_lehmann(three, 3, &h), 0);
	ck_assert_double_eq_tol(h, 3.75, EPSILON);
	ck_assert_int_eq(stats_hodges_lehmann(ties, 3, &h), 0);
	ck_assert_double_eq_tol(h, 1, EPSILON);
	ck_assert_int_eq(stats_hodges_lehmann(pair, 2, &h), 0);
	ck_assert_double_eq_tol(h, 2.5, EPSILON);
	ck_assert_int_eq(stats_hodges_lehmann(pair, 1, &h), 0);
	ck_assert_double_eq_tol(h, 1, EPSILON);
}
END_TEST

/*
 * The critical value w of the table is the largest that is significant, so
 * the interval runs from the Walsh average number w + 1.  With the powers of
 * two as values its index can be read off a sorted list made here, by another
 * and slower way than in stats.c.
 */
static const struct {
	size_t n;
	size_t critical;
} wilcoxon_table[] = {
	{ 6, 0 },   { 7, 2 },	{ 8, 3 },   { 9, 5 },	{ 10, 8 },   { 11, 10 },
	{ 12, 13 }, { 13, 17 }, { 14, 21 }, { 15, 25 }, { 16, 29 },  { 17, 34 },
	{ 18, 40 }, { 19, 46 }, { 20, 52 }, { 25, 89 }, { 30, 137 },
};

/* The number of Walsh averages below @value. */
static size_t averages_below(const double *x, size_t n, double value)
{
	size_t i, j, count = 0;

	for (i = 0; i < n; i++) {
		for (j = i; j < n; j++)
			count += (x[i] + x[j]) / 2 < value;
	}
	return count;
}

START_TEST(interval_is_the_table)
{
	size_t n = wilcoxon_table[_i].n;
	size_t critical = wilcoxon_table[_i].critical;
	struct stats_range r;
	double x[30] = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = ldexp(1, (int)i);
	ck_assert_int_eq(stats_signed_rank_interval(x, n, 0.95, &r), 0);
	ck_assert_uint_eq(averages_below(x, n, r.lo), critical);
	ck_assert_uint_eq(averages_below(x, n, r.hi),
			  n * (n + 1) / 2 - critical - 1);
}
END_TEST

START_TEST(interval_by_hand)
{
	/* P(W+ = 0) = 1/64 < 0.025 < P(W+ <= 1) = 2/64: the whole extent */
	const double six[] = { 6, 1, 4, 2, 5, 3 };
	/* critical value 2: third of 1 1.5 2 2 2.5 2.5 ... from either end */
	const double seven[] = { 1, 2, 3, 4, 5, 6, 7 };
	const double same[] = { 5, 5, 5, 5, 5, 5, 5 };
	struct stats_range r;

	ck_assert_int_eq(stats_signed_rank_interval(six, 6, 0.95, &r), 0);
	ck_assert_double_eq_tol(r.lo, 1, EPSILON);
	ck_assert_double_eq_tol(r.hi, 6, EPSILON);
	ck_assert_int_eq(stats_signed_rank_interval(seven, 7, 0.95, &r), 0);
	ck_assert_double_eq_tol(r.lo, 2, EPSILON);
	ck_assert_double_eq_tol(r.hi, 6, EPSILON);
	ck_assert_int_eq(stats_signed_rank_interval(same, 7, 0.95, &r), 0);
	ck_assert_double_eq_tol(r.lo, 5, EPSILON);
	ck_assert_double_eq_tol(r.hi, 5, EPSILON);
}
END_TEST

START_TEST(interval_needs_values)
{
	const double x[] = { 1, 2, 3, 4, 5, 6 };
	struct stats_range r = { -1, -1 };
	size_t n;

	for (n = 1; n < 6; n++)
		ck_assert_int_eq(stats_signed_rank_interval(x, n, 0.95, &r),
				 -ERANGE);
	ck_assert_double_eq_tol(r.lo, -1, EPSILON);
	/* P(W+ = 0) is 1/32, enough for 90 % */
	ck_assert_int_eq(stats_signed_rank_interval(x, 5, 0.90, &r), 0);
	ck_assert_double_eq_tol(r.lo, 1, EPSILON);
	ck_assert_double_eq_tol(r.hi, 5, EPSILON);
	ck_assert_int_eq(stats_signed_rank_interval(x, 6, 0, &r), -EINVAL);
	ck_assert_int_eq(stats_signed_rank_interval(x, 6, 1, &r), -EINVAL);
	ck_assert_int_eq(stats_signed_rank_interval(x, 6, NAN, &r), -EINVAL);
}
END_TEST

/* Twice, four times and eight times as much, and 2^1 to 2^7. */
START_TEST(ratios)
{
	const double three[] = { log(8), log(2), log(4) };
	double seven[7], ratio;
	struct stats_range r;
	size_t i;

	ck_assert_int_eq(stats_ratio(three, 3, 0.95, &ratio, &r), 0);
	ck_assert_double_eq_tol(ratio, 4, EPSILON);
	ck_assert_double_eq_tol(r.lo, 2, EPSILON);
	ck_assert_double_eq_tol(r.hi, 8, EPSILON);
	for (i = 0; i < 7; i++)
		seven[i] = log(2) * (double)(i + 1);
	ck_assert_int_eq(stats_ratio(seven, 7, 0.95, &ratio, &r), 0);
	ck_assert_double_eq_tol(ratio, 16, EPSILON);
	/* see interval_by_hand */
	ck_assert_double_eq_tol(r.lo, 4, EPSILON);
	ck_assert_double_eq_tol(r.hi, 64, 1e-10);
	ck_assert_int_eq(stats_ratio(seven, 0, 0.95, &ratio, &r), -EINVAL);
	ck_assert_int_eq(stats_interval(seven, 7, 1, &r), -EINVAL);
}
END_TEST

/* A random sample of a known centre: the interval must hold it as promised. */
START_TEST(interval_covers)
{
	unsigned int seed = 1, held = 0, trial;
	struct stats_range r;
	double x[8];
	size_t i;

	for (trial = 0; trial < 2000; trial++) {
		for (i = 0; i < ARRAY_SIZE(x); i++)
			x[i] = rand_r(&seed) / (double)RAND_MAX - 0.5;
		ck_assert_int_eq(
			stats_signed_rank_interval(x, ARRAY_SIZE(x), 0.95, &r),
			0);
		held += r.lo <= 0 && 0 <= r.hi;
	}
	/* exact: 1 - 2 * 5/256 = 96.1 %; 94.6 % is over three sigma below */
	ck_assert_uint_ge(held, 1892);
	ck_assert_uint_le(held, 1952);
}
END_TEST

START_TEST(interval_of_many)
{
	static double x[STATS_MAX];
	struct stats_range r;
	double h;
	size_t i;

	for (i = 0; i < STATS_MAX; i++)
		x[i] = (double)i;
	ck_assert_int_eq(stats_signed_rank_interval(x, STATS_MAX, 0.95, &r), 0);
	ck_assert_int_eq(stats_hodges_lehmann(x, STATS_MAX, &h), 0);
	ck_assert_double_eq_tol(h, (STATS_MAX - 1) / 2.0, EPSILON);
	ck_assert_double_eq_tol((r.lo + r.hi) / 2, h, EPSILON);
	ck_assert_double_lt(r.lo, h);
}
END_TEST

START_TEST(bad_values_refused)
{
	static const double many[STATS_MAX + 1];
	const double bad[] = { 1, 2, _i ? INFINITY : NAN, 4, 5, 6, 7 };
	struct stats_range r;
	double v;

	ck_assert_int_eq(stats_median(bad, 7, &v), -EINVAL);
	ck_assert_int_eq(stats_mad(bad, 7, &v), -EINVAL);
	ck_assert_int_eq(stats_extent(bad, 7, &r), -EINVAL);
	ck_assert_int_eq(stats_hodges_lehmann(bad, 7, &v), -EINVAL);
	ck_assert_int_eq(stats_signed_rank_interval(bad, 7, 0.95, &r), -EINVAL);
	ck_assert_int_eq(stats_median(bad, 0, &v), -EINVAL);
	ck_assert_int_eq(stats_mad(bad, 0, &v), -EINVAL);
	ck_assert_int_eq(stats_extent(bad, 0, &r), -EINVAL);
	ck_assert_int_eq(stats_hodges_lehmann(bad, 0, &v), -EINVAL);
	ck_assert_int_eq(stats_signed_rank_interval(bad, 0, 0.95, &r), -EINVAL);
	ck_assert_int_eq(stats_median(many, STATS_MAX + 1, &v), -E2BIG);
	ck_assert_int_eq(stats_hodges_lehmann(many, STATS_MAX + 1, &v), -E2BIG);
}
END_TEST

START_TEST(fairness)
{
	const double even[] = { 3, 3, 3 }, alone[] = { 0, 8, 0, 0 };
	const double uneven[] = { 1, 2, 3 }; /* 36 / (3 * 14) */
	const double huge[] = { 1e300, 1e300 }, none[] = { 0, 0 };
	const double negative[] = { 1, -1 };
	double index;

	ck_assert_int_eq(stats_fairness(even, 3, &index), 0);
	ck_assert_double_eq_tol(index, 1, EPSILON);
	ck_assert_int_eq(stats_fairness(alone, 4, &index), 0);
	ck_assert_double_eq_tol(index, 0.25, EPSILON);
	ck_assert_int_eq(stats_fairness(uneven, 3, &index), 0);
	ck_assert_double_eq_tol(index, 6.0 / 7, EPSILON);
	ck_assert_int_eq(stats_fairness(huge, 2, &index), 0);
	ck_assert_double_eq_tol(index, 1, EPSILON);
	ck_assert_int_eq(stats_fairness(none, 2, &index), -EDOM);
	ck_assert_int_eq(stats_fairness(negative, 2, &index), -EINVAL);
}
END_TEST

/*
 * Computed by SciPy 1.10.1:
 *
 *   import numpy as np
 *   from scipy import stats
 *   def wplus(x, axis):
 *       r = np.apply_along_axis(lambda v: stats.rankdata(np.abs(v)), axis, x)
 *       return (r * (x > 0)).sum(axis=axis)
 *   for side in ("less", "greater"):
 *       stats.wilcoxon(x, alternative=side, mode="exact").pvalue
 *       # with ties and zeros, by going through all signs:
 *       stats.permutation_test((x,), wplus, permutation_type="samples",
 *           vectorized=True, n_resamples=np.inf, alternative=side).pvalue
 *   np.median([(x[i] + x[j]) / 2
 *       for i in range(len(x)) for j in range(i, len(x))])
 */
static const struct {
	double x[10];
	size_t n;
	double less, greater, centre;
} scipy[] = {
	{ { -0.152, 0.031, -0.087, -0.205, 0.012, -0.11, -0.043, -0.178, -0.066,
	    -0.139 },
	  10,
	  0.0048828125,
	  0.9970703125,
	  -0.0965 },
	{ { 0.02, -0.01, 0.05, 0.03, -0.04, 0.06, 0.07, 0.015 },
	  8,
	  0.9609375,
	  0.0546875,
	  0.025 },
	/* ties */
	{ { -3, -1, -1, 2, -2, -2, 1, -4, -5, -3 },
	  10,
	  0.01953125,
	  0.9892578125,
	  -2 },
	/* ties and zeros */
	{ { 0, -1, -2, 0, 3, -4, -1, -6 }, 8, 0.078125, 0.9375, -1 },
};

START_TEST(test_is_that_of_scipy)
{
	struct stats_test test;
	double centre;

	ck_assert_int_eq(
		stats_signed_rank_test(scipy[_i].x, scipy[_i].n, &test), 0);
	ck_assert_double_eq_tol(test.less, scipy[_i].less, EPSILON);
	ck_assert_double_eq_tol(test.greater, scipy[_i].greater, EPSILON);
	ck_assert_int_eq(
		stats_hodges_lehmann(scipy[_i].x, scipy[_i].n, &centre), 0);
	ck_assert_double_eq_tol(centre, scipy[_i].centre, EPSILON);
}
END_TEST

START_TEST(test_of_thirty)
{
	struct stats_test test;
	double x[30];
	int i;

	/* x = [-i if i % 3 else i for i in range(1, 31)], as above */
	for (i = 1; i <= 30; i++)
		x[i - 1] = i % 3 ? -i : i;
	ck_assert_int_eq(stats_signed_rank_test(x, 30, &test), 0);
	ck_assert_double_eq_tol(test.less, 0.08529919758439064, EPSILON);
	ck_assert_double_eq_tol(test.greater, 0.9179079588502645, EPSILON);
}
END_TEST

START_TEST(test_of_few)
{
	const double zeros[] = { 0, 0, 0 };
	const double one[] = { -2 };
	const double bad[] = { 1, NAN };
	struct stats_test test;

	ck_assert_int_eq(stats_signed_rank_test(zeros, 3, &test), 0);
	ck_assert_double_eq_tol(test.less, 1, EPSILON);
	ck_assert_double_eq_tol(test.greater, 1, EPSILON);
	ck_assert_int_eq(stats_signed_rank_test(one, 1, &test), 0);
	ck_assert_double_eq_tol(test.less, 0.5, EPSILON);
	ck_assert_double_eq_tol(test.greater, 1, EPSILON);
	ck_assert_int_eq(stats_signed_rank_test(bad, 2, &test), -EINVAL);
	ck_assert_int_eq(stats_signed_rank_test(one, 0, &test), -EINVAL);
}
END_TEST

/* 4 * 0.01, 2 * 0.04 raised to 3 * 0.03, 3 * 0.03, 5 * 0.005, 0.5 */
START_TEST(holm)
{
	const double p[] = { 0.01, 0.04, 0.03, 0.005, 0.5 };
	const double expected[] = { 0.04, 0.09, 0.09, 0.025, 0.5 };
	const double high[] = { 0.9, 0.8 };
	double adjusted[5];
	size_t i;

	ck_assert_int_eq(stats_holm(p, 5, adjusted), 0);
	for (i = 0; i < 5; i++)
		ck_assert_double_eq_tol(adjusted[i], expected[i], EPSILON);
	ck_assert_int_eq(stats_holm(high, 2, adjusted), 0);
	ck_assert_double_eq_tol(adjusted[0], 1, EPSILON);
	ck_assert_double_eq_tol(adjusted[1], 1, EPSILON);
	ck_assert_int_eq(stats_holm(p, 0, adjusted), -EINVAL);
}
END_TEST

static Suite *stats_suite(void)
{
	Suite *s = suite_create("stats");
	TCase *tc = tcase_create("stats");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, median_and_mad);
	tcase_add_test(tc, extremes_do_not_overflow);
	tcase_add_test(tc, fairness);
	tcase_add_test(tc, extent);
	tcase_add_test(tc, hodges_lehmann);
	tcase_add_loop_test(tc, interval_is_the_table, 0,
			    ARRAY_SIZE(wilcoxon_table));
	tcase_add_test(tc, interval_by_hand);
	tcase_add_test(tc, interval_needs_values);
	tcase_add_test(tc, ratios);
	tcase_add_test(tc, interval_covers);
	tcase_add_test(tc, interval_of_many);
	tcase_add_loop_test(tc, bad_values_refused, 0, 2);
	tcase_add_loop_test(tc, test_is_that_of_scipy, 0, ARRAY_SIZE(scipy));
	tcase_add_test(tc, test_of_thirty);
	tcase_add_test(tc, test_of_few);
	tcase_add_test(tc, holm);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(stats_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
