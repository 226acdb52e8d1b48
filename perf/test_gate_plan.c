/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_gate_plan.c - what a gate decides before it measures */

#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "perf/gate.h"
#include "perf/gate_plan.h"

static char error[GATE_ERROR];

/* By the formulas: 2^-n * rows <= alpha / looks. */
START_TEST(designs)
{
	struct gate_design d;

	gate_design_default(&d);
	ck_assert_int_eq(gate_design_check(&d, 6, error), 0);
	d.looks[0] = 10;
	d.n_looks = 1;
	ck_assert_int_eq(gate_design_check(&d, 10, error), 0);
	ck_assert_int_eq(gate_design_check(&d, 11, error), -EDOM);
	ck_assert_msg(strstr(error, "at least 11 "), "%s", error);
	d.looks[0] = 3;
	d.alpha = 0.4; /* could reject, but not pass */
	ck_assert_int_eq(gate_design_check(&d, 1, error), -EDOM);
}
END_TEST

/* Each cell once by each arm and round, neighbours, and ABBA or BAAB. */
START_TEST(plan)
{
	struct gate_step *a, *b;
	unsigned int first[3] = { 0 };
	size_t i, heads = 0;

	ck_assert_int_eq(gate_plan(3, 20, 7, &a), 0);
	ck_assert_int_eq(gate_plan(3, 20, 7, &b), 0);
	ck_assert_mem_eq(a, b, 2 * 3 * 20 * sizeof(*a));
	for (i = 0; i < 2 * 3 * 20; i += 2) {
		ck_assert_uint_eq(a[i].round, i / 6 + 1);
		ck_assert_uint_eq(a[i].order, i % 6 + 1);
		ck_assert_uint_eq(a[i].cell, a[i + 1].cell);
		ck_assert_uint_eq(a[i].arm + a[i + 1].arm, 1);
		if (a[i].round % 2 == 0)
			ck_assert_uint_ne(a[i].arm, first[a[i].cell]);
		else
			heads += a[i].arm;
		first[a[i].cell] = a[i].arm;
	}
	/* 30 throws of a coin */
	ck_assert_uint_gt(heads, 5);
	ck_assert_uint_lt(heads, 25);
	free(b);
	ck_assert_int_eq(gate_plan(3, 20, 8, &b), 0);
	ck_assert_mem_ne(a, b, 2 * 3 * 20 * sizeof(*a));
	free(a);
	free(b);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		designs,
		plan,
		NULL,
	};

	return check_main("gate_plan", tests);
}
