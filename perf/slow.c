/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slow.c - a helper that is slower by a known amount, to try the gate with
 *
 * Linked into no program but that of "make slow", by the linker's --wrap: calls
 * of cutter_flush() and merger_flush(), which end each batch of the two
 * directions, come here first.  So the data path has no hook, and the objects
 * of a slow helper are those of the real one.
 *
 * SLOW_THROUGHPUT: nothing is moved for so many percent of the time, by both
 * threads and by all helpers at once, because they look at the same clock.  A
 * pause is longer than what sockets and the TAP can store lasts, so that it
 * cannot be made up for afterwards, and shorter than a retransmission timeout.
 * Costs no CPU time.
 *
 * SLOW_CPU: after each batch the thread keeps its processor busy until its CPU
 * time, that of the system included, is so many percent more.
 */

#include <stdint.h>
#include <time.h>

#include "helper/cutter.h"
#include "helper/merger.h"

#define PERIOD_NS 500000000LL
#define LOOKS	  1000

_Static_assert(SLOW_THROUGHPUT + SLOW_CPU > 0, "slower by nothing");
_Static_assert(SLOW_THROUGHPUT < 40, "pauses may time out");

int __wrap_cutter_flush(struct cutter *c);
int __real_cutter_flush(struct cutter *c);
int __wrap_merger_flush(struct merger *m);
int __real_merger_flush(struct merger *m);

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void slow_throughput(void)
{
	int64_t into = clock_ns(CLOCK_MONOTONIC) % PERIOD_NS;
	int64_t pause = PERIOD_NS / 100 * SLOW_THROUGHPUT - into;
	struct timespec t = { .tv_nsec = pause };

	if (pause > 0)
		nanosleep(&t, NULL);
}

/* CPU time that one look at the clock takes. */
static int64_t clock_cost(void)
{
	int64_t start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	int i;

	for (i = 1; i < LOOKS; i++)
		clock_ns(CLOCK_THREAD_CPUTIME_ID);
	return (clock_ns(CLOCK_THREAD_CPUTIME_ID) - start) / LOOKS;
}

/* Each batch owes some time, of which looking at the clock is a part. */
static void slow_cpu(void)
{
	static _Thread_local int64_t before, cost, owed;
	int64_t now, start;

	if (!cost) {
		cost = clock_cost();
		before = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	}
	start = now = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	owed += (now - before - cost) * SLOW_CPU / 100 - cost;
	while (now - start < owed)
		now = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	owed -= now - start;
	before = now;
}

static void slow_batch(void)
{
	if (SLOW_THROUGHPUT)
		slow_throughput();
	if (SLOW_CPU)
		slow_cpu();
}

int __wrap_cutter_flush(struct cutter *c)
{
	int err = __real_cutter_flush(c);

	slow_batch();
	return err;
}

int __wrap_merger_flush(struct merger *m)
{
	int err = __real_merger_flush(m);

	slow_batch();
	return err;
}
