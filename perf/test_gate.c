/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_gate.c - verdicts on made-up samples */

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "helper/check.h"
#include "helper/util.h"
#include "perf/gate.h"
#include "perf/gate_fixture.h"

#define EPSILON 1e-12
#define MOST	40 /* rounds of a test */

static struct sample samples[4 * MOST];
static size_t n_samples;
static struct gate_design design;
static char error[GATE_ERROR];

/* Differences of pairs in percent that are no ties; head is base plus these. */
static const double noise[] = { 0.3,  -0.2, 0.1,  -0.4, 0.25,
				-0.1, 0.35, -0.3, 0.15, -0.22 };

/* Base and head of both metrics, head @loss worse. */
static void make(unsigned int rounds, double loss)
{
	unsigned int r;
	double d;

	n_samples = 0;
	gate_design_default(&design);
	design.n_looks = 0;
	for (r = 1; r <= rounds; r++) {
		d = 1 + noise[r % ARRAY_SIZE(noise)] / 100 + r * 1e-6;
		samples[n_samples++] =
			fixture(METRIC_THROUGHPUT, GATE_BASE, r, 6e9);
		samples[n_samples++] = fixture(METRIC_THROUGHPUT, GATE_HEAD, r,
					       6e9 * d * (1 - loss));
		samples[n_samples++] =
			fixture(METRIC_CPU_PER_BIT, GATE_BASE, r, 1e-10);
		samples[n_samples++] = fixture(METRIC_CPU_PER_BIT, GATE_HEAD, r,
					       1e-10 * d / (1 - loss));
	}
}

/* Samples are reordered by being judged, so each test makes its own. */
static enum gate_verdict judged(struct gate *g)
{
	ck_assert_msg(gate_judge(samples, n_samples, &design, g, error) == 0,
		      "%s", error);
	return g->verdict;
}

static enum gate_verdict verdict(void)
{
	struct gate g;
	enum gate_verdict v = judged(&g);

	gate_free(&g);
	return v;
}

static void ck_refused(int err, const char *why)
{
	struct gate g;

	ck_assert_int_eq(gate_judge(samples, n_samples, &design, &g, error),
			 err);
	ck_assert_msg(strstr(error, why), "%s", error);
}

static struct sample *find(const char *metric, const char *arm,
			   unsigned int round)
{
	size_t i;

	for (i = 0; i < n_samples; i++) {
		if (!strcmp(samples[i].metric, metric) &&
		    !strcmp(samples[i].cell.arm, arm) &&
		    samples[i].round == round)
			return &samples[i];
	}
	ck_abort_msg("no such sample");
	return NULL;
}

START_TEST(verdicts)
{
	struct gate g;

	make(10, 0);
	ck_assert_int_eq(verdict(), GATE_PASS);
	make(10, 0.15);
	ck_assert_int_eq(verdict(), GATE_REGRESSED);
	make(10, 0.03); /* significant, and tolerated */
	ck_assert_int_eq(verdict(), GATE_PASS);
	make(10, 0.0495); /* nearly on the floor */
	ck_assert_int_eq(verdict(), GATE_INCONCLUSIVE);
	make(10, -0.2);
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_int_eq(g.rows[0].verdict, GATE_IMPROVED);
	ck_assert_int_eq(g.rows[1].verdict, GATE_IMPROVED);
	gate_free(&g);
}
END_TEST

/* d is ln(0.9) plus or minus what is known: by hand, see noise. */
START_TEST(numbers_of_a_row)
{
	struct gate g;

	make(10, 0.1);
	judged(&g);
	ck_assert_uint_eq(g.n, 2);
	ck_assert_uint_eq(g.rounds, 10);
	ck_assert_str_eq(g.machine, "made-up-1");
	ck_assert_str_eq(g.commit[1], "c0ffee");
	ck_assert_int_eq(g.rows[0].metric, GATE_THROUGHPUT);
	ck_assert_int_eq(g.rows[1].metric, GATE_CPU);
	ck_assert_uint_eq(g.rows[0].n, 10);
	ck_assert_double_eq_tol(g.rows[0].median[0], 6e9, 1);
	ck_assert_double_eq_tol(g.rows[0].effect, log(0.9), 0.003);
	ck_assert_double_eq_tol(g.rows[1].effect, log(0.9), 0.003);
	ck_assert_double_lt(g.rows[0].range.lo, g.rows[0].effect);
	ck_assert_double_lt(g.rows[0].effect, g.rows[0].range.hi);
	/* all ten are worse, in two rows */
	ck_assert_double_eq_tol(g.rows[0].p, 1 / 1024.0, EPSILON);
	ck_assert_double_eq_tol(g.rows[0].p_holm, 2 / 1024.0, EPSILON);
	ck_assert_double_eq_tol(g.rows[0].p_better, 1, EPSILON);
	gate_free(&g);
}
END_TEST

START_TEST(one_metric_is_enough)
{
	unsigned int r;

	make(10, 0);
	for (r = 1; r <= 10; r++)
		find(METRIC_CPU_PER_BIT, GATE_HEAD, r)->value *= 1.2;
	ck_assert_int_eq(verdict(), GATE_REGRESSED);
}
END_TEST

START_TEST(order_does_not_matter)
{
	struct sample last;
	size_t i;

	make(10, 0.15);
	for (i = 0; i < n_samples / 2; i++) {
		last = samples[i];
		samples[i] = samples[n_samples - 1 - i];
		samples[n_samples - 1 - i] = last;
	}
	ck_assert_int_eq(verdict(), GATE_REGRESSED);
}
END_TEST

START_TEST(a_floor_can_be_moved)
{
	make(10, 0.15);
	design.floor[GATE_THROUGHPUT] = design.floor[GATE_CPU] = 0.2;
	ck_assert_int_eq(verdict(), GATE_PASS);
}
END_TEST

START_TEST(too_few_rounds_are_refused)
{
	make(5, 0.5);
	ck_refused(-EDOM, "5 rounds can never tell");
	ck_assert_msg(strstr(error, "at least 8 "), "%s", error);
	make(1, 0);
	ck_refused(-EDOM, "1 rounds can never tell");
	make(8, 0.5); /* 2 * 2^-8 is below 0.01 */
	ck_assert_int_eq(verdict(), GATE_REGRESSED);
}
END_TEST

START_TEST(looks_share_alpha)
{
	struct gate g;

	/* 2^-8 * 2 is below 0.01, but not below a third of it */
	make(8, 0.5);
	gate_design_default(&design);
	ck_assert_int_eq(judged(&g), GATE_INCONCLUSIVE);
	ck_assert_uint_eq(g.look, 0);
	gate_free(&g);
	make(12, 0.5);
	gate_design_default(&design);
	ck_assert_int_eq(judged(&g), GATE_REGRESSED);
	ck_assert_uint_eq(g.look, 0);
	gate_free(&g);
	make(13, 0.5);
	gate_design_default(&design);
	judged(&g);
	ck_assert_uint_eq(g.look, 1);
	gate_free(&g);
	make(40, 0.5);
	gate_design_default(&design);
	judged(&g);
	ck_assert_uint_eq(g.look, 2);
	gate_free(&g);
}
END_TEST

/* The same numbers on two networks, one of which has lost. */
START_TEST(networks_are_not_pooled)
{
	struct sample *s;
	size_t i, n;
	struct gate g;

	make(10, 0);
	n = n_samples;
	for (i = 0; i < n; i++) {
		strcpy(samples[i].cell.network, "vmnet-helper");
		s = &samples[n_samples++];
		*s = samples[i];
		strcpy(s->cell.network, "other");
		if (!strcmp(s->cell.arm, GATE_HEAD) &&
		    !strcmp(s->metric, METRIC_THROUGHPUT))
			s->value *= 0.8;
	}
	ck_assert_int_eq(judged(&g), GATE_REGRESSED);
	ck_assert_uint_eq(g.n, 4);
	for (i = 0; i < g.n; i++) {
		ck_assert_uint_eq(g.rows[i].n, 10);
		ck_assert_int_eq(g.rows[i].verdict == GATE_REGRESSED,
				 !strcmp(g.rows[i].cell.network, "other") &&
					 g.rows[i].metric == GATE_THROUGHPUT);
	}
	gate_free(&g);
}
END_TEST

START_TEST(machines_are_not_compared)
{
	make(10, 0);
	strcpy(find(METRIC_THROUGHPUT, GATE_HEAD, 3)->machine, "made-up-2");
	ck_refused(-EINVAL, "made-up-1 and made-up-2");
}
END_TEST

static void drop_arm(const char *arm)
{
	size_t i, kept = 0;

	for (i = 0; i < n_samples; i++) {
		if (strcmp(samples[i].cell.arm, arm) != 0)
			samples[kept++] = samples[i];
	}
	n_samples = kept;
}

START_TEST(missing_arms)
{
	make(10, 0);
	drop_arm(GATE_HEAD);
	ck_refused(-EINVAL, "no measurement of arm head");
	make(10, 0);
	drop_arm(GATE_BASE);
	ck_refused(-EINVAL, "no measurement of arm base");
	n_samples = 0;
	ck_refused(-EINVAL, "no measurement of arm base");
	make(10, 0);
	strcpy(samples[0].cell.arm, "third");
	ck_refused(-EINVAL, "arm third is neither base nor head");
}
END_TEST

START_TEST(an_arm_of_a_round_twice)
{
	make(10, 0);
	find(METRIC_THROUGHPUT, GATE_HEAD, 3)->round = 4;
	ck_refused(-EINVAL, "round 4 of run made-up has arm head");
	make(10, 0);
	find(METRIC_THROUGHPUT, GATE_BASE, 3)->round = 4;
	ck_refused(-EINVAL, "round 4 of run made-up has arm base");
}
END_TEST

static void fail_one(const char *metric, const char *arm, unsigned int round)
{
	struct sample *s = find(metric, arm, round);

	strcpy(s->status, "failed");
	s->value = NAN;
}

/* Once both arms, so that the arms are even. */
START_TEST(one_failed_row_costs_its_pair)
{
	struct gate g;

	make(12, 0);
	fail_one(METRIC_THROUGHPUT, GATE_HEAD, 3);
	fail_one(METRIC_THROUGHPUT, GATE_BASE, 7);
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_uint_eq(g.rows[0].n, 10);
	ck_assert_uint_eq(g.rows[0].failed[0], 1);
	ck_assert_uint_eq(g.rows[0].failed[1], 1);
	ck_assert_uint_eq(g.rows[1].n, 12);
	gate_free(&g);
}
END_TEST

START_TEST(a_head_that_fails_more_does_not_pass)
{
	make(12, 0);
	fail_one(METRIC_THROUGHPUT, GATE_HEAD, 3);
	ck_assert_int_eq(verdict(), GATE_INCONCLUSIVE);
	make(12, 0);
	fail_one(METRIC_THROUGHPUT, GATE_BASE, 3);
	ck_assert_int_eq(verdict(), GATE_PASS);
}
END_TEST

START_TEST(nothing_but_failures)
{
	unsigned int r;
	struct gate g;

	make(10, 0);
	for (r = 1; r <= 10; r++)
		fail_one(METRIC_THROUGHPUT, GATE_HEAD, r);
	ck_assert_int_eq(judged(&g), GATE_FAILED);
	ck_assert_uint_eq(g.rows[0].n, 0);
	ck_assert(isnan(g.rows[0].effect));
	ck_assert_int_eq(g.rows[1].verdict, GATE_PASS);
	gate_free(&g);
	/* a loss elsewhere is the worse news */
	make(10, 0.3);
	for (r = 1; r <= 10; r++)
		fail_one(METRIC_THROUGHPUT, GATE_HEAD, r);
	ck_assert_int_eq(verdict(), GATE_REGRESSED);
}
END_TEST

START_TEST(too_many_failures_to_tell)
{
	unsigned int r;
	struct gate g;

	make(10, 0.5);
	for (r = 1; r <= 7; r++) {
		fail_one(METRIC_THROUGHPUT, GATE_HEAD, r);
		fail_one(METRIC_CPU_PER_BIT, GATE_HEAD, r);
	}
	ck_assert_int_eq(judged(&g), GATE_INCONCLUSIVE);
	ck_assert_uint_eq(g.rows[0].n, 3);
	ck_assert(isnan(g.rows[0].range.lo));
	ck_assert(isnan(g.rows[0].bound));
	gate_free(&g);
}
END_TEST

/* What is 0 has no ratio; what is not finite cannot be in a file. */
START_TEST(zeros_are_failures)
{
	struct gate g;

	make(12, 0);
	find(METRIC_THROUGHPUT, GATE_BASE, 2)->value = 0;
	find(METRIC_THROUGHPUT, GATE_HEAD, 2)->value = 0;
	find(METRIC_THROUGHPUT, GATE_HEAD, 4)->value = -1;
	find(METRIC_THROUGHPUT, GATE_BASE, 5)->value = NAN;
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_uint_eq(g.rows[0].n, 9);
	ck_assert_uint_eq(g.rows[0].failed[0], 2);
	ck_assert_uint_eq(g.rows[0].failed[1], 2);
	gate_free(&g);
}
END_TEST

START_TEST(no_difference_at_all)
{
	unsigned int r;
	struct gate g;

	make(10, 0);
	for (r = 1; r <= 10; r++) {
		find(METRIC_THROUGHPUT, GATE_HEAD, r)->value = 6e9;
		find(METRIC_CPU_PER_BIT, GATE_HEAD, r)->value = 1e-10;
	}
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_double_eq_tol(g.rows[0].p_holm, 1, EPSILON);
	ck_assert_double_eq_tol(g.rows[0].effect, 0, EPSILON);
	gate_free(&g);
}
END_TEST

START_TEST(half_a_round_is_left_out)
{
	struct gate g;

	make(11, 0);
	n_samples--; /* the last one, as of a gate that was stopped */
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_uint_eq(g.rows[0].n, 11);
	ck_assert_uint_eq(g.rows[1].n, 10);
	ck_assert_uint_eq(g.rows[1].failed[0] + g.rows[1].failed[1], 0);
	gate_free(&g);
}
END_TEST

START_TEST(other_metrics_are_ignored)
{
	struct gate g;

	make(9, 0);
	samples[n_samples] = fixture(METRIC_THROUGHPUT, "third", 1, 1);
	strcpy(samples[n_samples++].metric, METRIC_DROPS);
	samples[n_samples] = fixture(METRIC_THROUGHPUT, GATE_BASE, 1, 1);
	strcpy(samples[n_samples++].cell.direction, "-");
	samples[n_samples++] = fixture(METRIC_THROUGHPUT, GATE_BASE, 10, 6e9);
	samples[n_samples++] = fixture(METRIC_THROUGHPUT, GATE_HEAD, 10, 6e9);
	samples[n_samples++] =
		fixture(METRIC_CPU_PER_BIT, GATE_BASE, 10, 1e-10);
	samples[n_samples++] =
		fixture(METRIC_CPU_PER_BIT, GATE_HEAD, 10, 1e-10);
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_uint_eq(g.n, 2);
	gate_free(&g);
	/* all samples are still there, for the next look */
	ck_assert_int_eq(judged(&g), GATE_PASS);
	ck_assert_uint_eq(g.rows[1].n, 10);
	gate_free(&g);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		verdicts,
		numbers_of_a_row,
		one_metric_is_enough,
		order_does_not_matter,
		a_floor_can_be_moved,
		too_few_rounds_are_refused,
		looks_share_alpha,
		networks_are_not_pooled,
		machines_are_not_compared,
		missing_arms,
		an_arm_of_a_round_twice,
		one_failed_row_costs_its_pair,
		a_head_that_fails_more_does_not_pass,
		nothing_but_failures,
		too_many_failures_to_tell,
		zeros_are_failures,
		no_difference_at_all,
		half_a_round_is_left_out,
		other_metrics_are_ignored,
		NULL,
	};

	return check_main("gate", tests);
}
