/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_cycle.c - what is done in a cycle, and which end of it is right */

#include <signal.h>
#include <string.h>

#include "helper/check.h"
#include "helper/util.h"
#include "helper/stress/cycle.h"

#define EXIT(code)  ((code) << 8)
#define KILLED(sig) (sig)

static const struct {
	enum cycle_target target;
	int sig;
	bool is_netns;
	bool ready;
	bool started;
	int status;
	bool right;
} cases[] = {
	/* The guest ended by itself. */
	{ CYCLE_NOBODY, 0, false, true, true, EXIT(7), true },
	{ CYCLE_NOBODY, 0, false, true, true, EXIT(0), false },
	{ CYCLE_NOBODY, 0, false, false, false, EXIT(1), false },
	/* The client, before and after its helper was ready. */
	{ CYCLE_CLIENT, SIGTERM, false, true, true, EXIT(143), true },
	{ CYCLE_CLIENT, SIGTERM, false, true, false, EXIT(143), true },
	{ CYCLE_CLIENT, SIGTERM, false, true, true, EXIT(1), false },
	{ CYCLE_CLIENT, SIGTERM, false, true, true, KILLED(SIGTERM), false },
	{ CYCLE_CLIENT, SIGTERM, false, false, false, KILLED(SIGTERM), true },
	{ CYCLE_CLIENT, SIGINT, false, false, false, EXIT(130), true },
	{ CYCLE_CLIENT, SIGINT, false, false, false, EXIT(143), false },
	{ CYCLE_CLIENT, SIGINT, false, false, false, EXIT(1), false },
	{ CYCLE_CLIENT, SIGHUP, true, true, true, EXIT(137), true },
	{ CYCLE_CLIENT, SIGHUP, false, true, true, EXIT(137), false },
	{ CYCLE_CLIENT, SIGKILL, false, true, true, KILLED(SIGKILL), true },
	{ CYCLE_CLIENT, SIGKILL, false, true, true, EXIT(137), false },
	/* The helper: the client fails, and says so. */
	{ CYCLE_HELPER, SIGKILL, false, false, false, EXIT(1), true },
	{ CYCLE_HELPER, SIGKILL, false, false, true, EXIT(1), false },
	{ CYCLE_HELPER, SIGTERM, false, true, true, EXIT(1), true },
	{ CYCLE_HELPER, SIGTERM, false, true, true, EXIT(0), false },
	{ CYCLE_HELPER, SIGTERM, false, true, true, EXIT(143), false },
	/* The guest: its signal. */
	{ CYCLE_GUEST, SIGQUIT, false, true, true, EXIT(131), true },
	{ CYCLE_GUEST, SIGQUIT, true, true, true, EXIT(137), false },
	{ CYCLE_GUEST, SIGKILL, true, true, true, EXIT(137), true },
	{ CYCLE_GUEST, SIGTERM, false, true, true, EXIT(0), false },
};

START_TEST(judgement)
{
	struct cycle_plan plan;
	struct cycle_result r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		plan = (struct cycle_plan){ .target = cases[i].target,
					    .sig = cases[i].sig,
					    .is_netns = cases[i].is_netns };
		r = (struct cycle_result){ .status = cases[i].status,
					   .ready = cases[i].ready,
					   .started = cases[i].started };
		cycle_judge(&plan, &r);
		ck_assert_msg(!r.fault[0] == cases[i].right, "case %zu: \"%s\"",
			      i, r.fault);
	}
}
END_TEST

/* The same again for one seed, and all there is in a thousand. */
START_TEST(plans)
{
	bool seen[CYCLE_TARGETS][NSIG] = { 0 };
	struct cycle_plan a, b;
	unsigned int early = 0, i, s, t;

	for (i = 1; i <= 1000; i++) {
		cycle_plan(5, i, &a);
		cycle_plan(5, i, &b);
		ck_assert_mem_eq(&a, &b, sizeof(a));
		ck_assert_int_eq(a.target == CYCLE_NOBODY, a.sig == 0);
		seen[a.target][a.sig] = true;
		early += a.usec < 40000;
	}
	ck_assert(seen[CYCLE_NOBODY][0]);
	for (t = CYCLE_CLIENT; t < CYCLE_TARGETS; t++) {
		for (s = 0; s < ARRAY_SIZE(cycle_signals); s++)
			ck_assert(seen[t][cycle_signals[s]]);
	}
	ck_assert_uint_gt(early, 500);
	ck_assert_uint_lt(early, 700);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { judgement, plans, NULL };

	return check_main("cycle", tests);
}
