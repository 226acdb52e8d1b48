/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_trend.c - change points in made-up pasts */

#include <errno.h>
#include <math.h>

#include "helper/check.h"
#include "helper/util.h"
#include "perf/gate_fixture.h"
#include "perf/random.h"
#include "perf/trend.h"
#include "perf/trend_series.h"

#define MOST 60

static const struct trend_rule rule = { .alpha = 0.02, .shift = 0.05 };
static bool starts[MOST];

/* Values around @level that are 2 % apart or so. */
static void fill(double *x, size_t n, double level, uint64_t *random)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = level * exp(0.02 * random_normal(random));
}

START_TEST(a_step)
{
	uint64_t random = 1;
	double x[30];
	size_t i;

	fill(x, 18, 6e9, &random);
	fill(x + 18, 12, 5.2e9, &random);
	ck_assert_int_eq(trend_find(x, 30, &rule, starts), 1);
	for (i = 0; i < 30; i++)
		ck_assert_int_eq(starts[i], i == 18);
}
END_TEST

START_TEST(a_late_step)
{
	uint64_t random = 2;
	double x[24];

	fill(x, 20, 1e-10, &random);
	fill(x + 20, 4, 1.2e-10, &random);
	ck_assert_int_eq(trend_find(x, 24, &rule, starts), 1);
	ck_assert(starts[20]);
}
END_TEST

START_TEST(there_and_back)
{
	struct trend_level level;
	uint64_t random = 3;
	double x[45];

	fill(x, 15, 6e9, &random);
	fill(x + 15, 15, 5e9, &random);
	fill(x + 30, 15, 6e9, &random);
	ck_assert_int_eq(trend_find(x, 45, &rule, starts), 2);
	ck_assert(starts[15] && starts[30]);
	ck_assert_int_eq(trend_level_at(x, 45, starts, 15, &level), 0);
	ck_assert_uint_eq(level.from, 15);
	ck_assert_uint_eq(level.to, 30);
	ck_assert_double_eq_tol(level.median, 5e9, 1e8);
	ck_assert_double_lt(level.mad, 1.5e8);
}
END_TEST

START_TEST(outliers_are_no_change)
{
	uint64_t random = 4;
	double x[30];

	fill(x, 30, 6e9, &random);
	x[7] = 1e9;
	x[8] = 2e10;
	x[29] = 1e8;
	ck_assert_int_eq(trend_find(x, 30, &rule, starts), 0);
}
END_TEST

START_TEST(small_steps_do_not_count)
{
	struct trend_rule fine = { .alpha = 0.02, .shift = 0.01 };
	double x[40];
	size_t i;

	for (i = 0; i < 40; i++)
		x[i] = (i < 20 ? 1 : 0.97) + (double)(i * 7 % 5) / 1e4;
	ck_assert_int_eq(trend_find(x, 40, &rule, starts), 0);
	ck_assert_int_eq(trend_find(x, 40, &fine, starts), 1);
	ck_assert(starts[20]);
}
END_TEST

START_TEST(few_or_equal_values)
{
	double x[10] = { 1, 1, 1, 2, 2, 2, 2, 2, 2, 2 };

	/* three of each can be such by chance: 2 of 20 orders */
	ck_assert_int_eq(trend_find(x, 6, &rule, starts), 0);
	ck_assert_int_eq(trend_find(x, 1, &rule, starts), 0);
	ck_assert_int_eq(trend_find(x + 3, 7, &rule, starts), 0);
	ck_assert_int_eq(trend_find(x, 0, &rule, starts), -EINVAL);
	x[4] = 0;
	ck_assert_int_eq(trend_find(x, 10, &rule, starts), -EINVAL);
	x[4] = NAN;
	ck_assert_int_eq(trend_find(x, 10, &rule, starts), -EINVAL);
}
END_TEST

/* alpha of 2 % for each past; 200 of them without a change. */
START_TEST(false_alarms)
{
	unsigned int i, alarms = 0;
	uint64_t random = 5;
	struct trend_rule any = { .alpha = 0.02, .shift = 1e-9 };
	double x[20];

	for (i = 0; i < 200; i++) {
		fill(x, 20, 6e9, &random);
		alarms += trend_find(x, 20, &any, starts) > 0;
	}
	/* binomial: 11 or more has a chance below 0.3 % */
	ck_assert_uint_le(alarms, 10);
}
END_TEST

static struct sample past(const char *run, const char *time, double value)
{
	struct sample s = fixture(METRIC_THROUGHPUT, GATE_HEAD, 1, value);

	strcpy(s.run_id, run);
	strcpy(s.time, time);
	return s;
}

START_TEST(series)
{
	struct sample s[9];
	struct trend_series *t;
	size_t n;

	s[0] = past("c", "2000-01-03T00:00:00Z", 5);
	s[1] = past("a", "2000-01-01T00:00:00Z", 1);
	s[2] = past("a", "2000-01-01T00:01:00Z", 3);
	s[3] = past("b", "2000-01-04T00:00:00Z", 7);
	s[4] = past("a", "2000-01-01T00:02:00Z", 99);
	strcpy(s[4].status, "short");
	s[5] = past("a", "2000-01-01T00:02:00Z", 99);
	strcpy(s[5].cell.arm, GATE_BASE);
	s[6] = past("a", "2000-01-01T00:02:00Z", 8);
	strcpy(s[6].machine, "made-up-2");
	s[7] = past("a", "2000-01-01T00:02:00Z", 99);
	strcpy(s[7].metric, METRIC_DROPS);
	s[8] = past("a", "2000-01-01T00:02:00Z", 9);
	strcpy(s[8].cell.direction, "vm-to-vm");
	ck_assert_int_eq(trend_series_make(s, 9, &t, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(t[0].machine, "made-up-1");
	ck_assert_uint_eq(t[0].n, 3);
	ck_assert_uint_eq(t[0].points[0].n, 2);
	ck_assert_double_eq_tol(t[0].points[0].median, 2, 1e-12);
	ck_assert_double_eq_tol(t[0].points[0].range.hi, 3, 1e-12);
	ck_assert_double_eq_tol(t[0].points[1].median, 5, 1e-12);
	ck_assert_str_eq(t[0].points[2].run_id, "b");
	ck_assert_str_eq(t[1].cell.direction, "vm-to-vm");
	ck_assert_str_eq(t[2].machine, "made-up-2");
	trend_series_free(t, n);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_step,
		a_late_step,
		there_and_back,
		outliers_are_no_change,
		small_steps_do_not_count,
		few_or_equal_values,
		false_alarms,
		series,
		NULL,
	};

	return check_main("trend", tests);
}
