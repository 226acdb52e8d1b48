/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_ratio.c - ratios by rounds, whatever the machine does meanwhile */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "helper/check.h"
#include "perf/ratio.h"

#define ROUNDS 7

static struct sample samples[256];
static size_t n_samples;

static void add(const char *driver, unsigned int size, unsigned int round,
		double value)
{
	struct sample *s = &samples[n_samples++];

	*s = (struct sample){ .round = round, .value = value };
	snprintf(s->cell.driver, CSV_TEXT, "%s", driver);
	snprintf(s->cell.mode, CSV_TEXT, "pump");
	snprintf(s->cell.direction, CSV_TEXT, "vm-to-host");
	snprintf(s->cell.proto, CSV_TEXT, "tcp");
	snprintf(s->metric, CSV_TEXT, "%s", METRIC_THROUGHPUT);
	snprintf(s->unit, CSV_TEXT, "bit/s");
	snprintf(s->status, CSV_TEXT, "ok");
	s->cell.size = size;
}

static const struct ratio *find(const struct ratio *rows, size_t n,
				const char *driver)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(rows[i].cell.driver, driver))
			return &rows[i];
	}
	return NULL;
}

START_TEST(test_pairs_cancel)
{
	const struct ratio *r;
	struct ratio *rows;
	unsigned int round;
	size_t n;

	n_samples = 0;
	/* A machine that halves its speed from round to round. */
	for (round = 1; round <= ROUNDS; round++) {
		add("ours", 1514, round, 2.0 / (1 << round));
		add("naive", 1514, round, 1.0 / (1 << round));
		add("large", 64294, round, 8.0 / (1 << round));
	}
	ck_assert_int_eq(ratio_make(samples, n_samples, NULL, &rows, &n), 0);
	ck_assert_uint_eq(n, 3);
	r = find(rows, n, "ours");
	ck_assert_uint_eq(r->n, ROUNDS);
	ck_assert_double_eq_tol(r->centre, 2, 1e-9);
	ck_assert_double_eq_tol(r->range.lo, 2, 1e-9);
	ck_assert_double_eq_tol(r->range.hi, 2, 1e-9);
	/* No reference of its size: that of plain frames. */
	r = find(rows, n, "large");
	ck_assert_double_eq_tol(r->centre, 8, 1e-9);
	ck_assert_uint_eq(r->size, 1514);
	free(rows);
}
END_TEST

START_TEST(test_only_pairs_count)
{
	const struct ratio *r;
	struct ratio *rows;
	size_t n;

	n_samples = 0;
	add("naive", 1514, 1, 1);
	add("ours", 1514, 1, 3);
	add("ours", 1514, 2, 100); /* nobody to compare with */
	add("naive", 1514, 3, 2);
	add("ours", 1514, 3, 8);
	add("naive", 1514, 4, 1);
	add("ours", 1514, 4, NAN);
	snprintf(samples[n_samples - 1].status, CSV_TEXT, "failed");
	ck_assert_int_eq(ratio_make(samples, n_samples, NULL, &rows, &n), 0);
	r = find(rows, n, "ours");
	ck_assert_uint_eq(r->n, 2);
	ck_assert_double_eq_tol(r->centre, sqrt(12), 1e-9);
	ck_assert_double_eq_tol(r->range.lo, 3, 1e-9);
	ck_assert_double_eq_tol(r->range.hi, 4, 1e-9);
	free(rows);
	/* Another reference. */
	ck_assert_int_eq(ratio_make(samples, n_samples, "ours", &rows, &n), 0);
	ck_assert_double_eq_tol(find(rows, n, "naive")->centre, 1 / sqrt(12),
				1e-9);
	free(rows);
	ck_assert_int_eq(ratio_make(samples, n_samples, "nobody", &rows, &n),
			 0);
	ck_assert_uint_eq(n, 0);
	free(rows);
}
END_TEST

START_TEST(test_added_run)
{
	struct ratio *rows;
	size_t n;

	n_samples = 0;
	add("naive", 1514, 1, 1);
	add("ours", 1514, 1, 2);
	add("ours", 1514, 1, 200); /* on a day that was faster */
	add("naive", 1514, 1, 100);
	ck_assert_int_eq(ratio_make(samples, n_samples, NULL, &rows, &n), 0);
	ck_assert_uint_eq(find(rows, n, "ours")->n, 2);
	ck_assert_double_eq_tol(find(rows, n, "ours")->range.lo, 2, 1e-9);
	ck_assert_double_eq_tol(find(rows, n, "ours")->range.hi, 2, 1e-9);
	free(rows);
}
END_TEST

START_TEST(test_nothing)
{
	struct ratio *rows;
	size_t n;

	ck_assert_int_eq(ratio_make(NULL, 0, NULL, &rows, &n), 0);
	ck_assert_uint_eq(n, 0);
	free(rows);
	ck_assert_ptr_null(ratio_reference("shared"));
	ck_assert_str_eq(ratio_reference("iperf"), "batched");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		test_pairs_cancel,
		test_only_pairs_count,
		test_added_run,
		test_nothing,
		NULL,
	};

	return check_main("ratio", tests);
}
