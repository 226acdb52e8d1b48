/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_latency.c - what ping says, and percentiles worked out by hand */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/latency.h"
#include "helper/check.h"

START_TEST(output_of_ping)
{
	struct latency l;

	ck_assert_int_eq(
		latency_parse("PING 10.0.0.2 (10.0.0.2): 56 data bytes\n"
			      "64 bytes from 10.0.0.2: seq=0 ttl=64 "
			      "time=2.064 ms\n"
			      "64 bytes from 10.0.0.2: seq=1 ttl=64 "
			      "time=0.051 ms\n"
			      "time=0.071 ms\n"
			      "round-trip min/avg/max = 0.051/1.0/2.064 ms\n",
			      &l),
		0);
	ck_assert_uint_eq(l.n, 3);
	ck_assert_double_eq_tol(l.p50, 71e-6, 1e-12);
	ck_assert_double_eq_tol(l.p99, 2064e-6, 1e-12);
	ck_assert(isnan(l.p999));
}
END_TEST

/* The nearest rank of 1 to 1000. */
START_TEST(percentiles)
{
	struct latency l;
	size_t size;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);
	int i;

	for (i = LATENCY_RARE; i >= 1; i--)
		fprintf(f, "time=%d ms\n", i);
	fclose(f);
	ck_assert_int_eq(latency_parse(text, &l), 0);
	ck_assert_uint_eq(l.n, LATENCY_RARE);
	ck_assert_double_eq_tol(l.p50, 0.5, 1e-12);
	ck_assert_double_eq_tol(l.p99, 0.99, 1e-12);
	ck_assert_double_eq_tol(l.p999, 0.999, 1e-12);
	free(text);
}
END_TEST

START_TEST(no_times)
{
	static const char *const texts[] = {
		"",
		"ping: bad address\n",
		"time=\n",
		"time= ms\n",
		"time=1\n",
		"time=nan ms\n",
		"time=inf ms\n",
		"time=-1 ms\n",
		"time=1 s\n",
	};
	struct latency l;
	size_t i;

	ck_assert_int_eq(latency_parse(NULL, &l), -ENODATA);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(latency_parse(texts[i], &l), -ENODATA);
		ck_assert_uint_eq(l.n, 0);
	}
}
END_TEST

/* As many as the text can hold. */
START_TEST(crowded)
{
	struct latency l;

	ck_assert_int_eq(latency_parse("time=1 mstime=2 mstime=3 ms", &l), 0);
	ck_assert_uint_eq(l.n, 3);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { output_of_ping, percentiles, no_times,
				       crowded, NULL };

	return check_main("latency", tests);
}
