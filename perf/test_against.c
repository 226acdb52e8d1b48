/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_against.c - pairs of networks, with ratios worked out by hand */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/check.h"
#include "perf/against.h"

static struct sample samples[64];
static size_t n;

static void add(const char *network, unsigned int round, double value,
		const char *status)
{
	struct sample *s = &samples[n++];

	*s = (struct sample){ .cell = { .driver = "qemu",
					.mode = "shared",
					.direction = "vm-to-vm",
					.proto = "tcp",
					.offload = "off" },
			      .round = round,
			      .metric = "throughput",
			      .unit = "bit/s",
			      .better = "higher",
			      .value = value };
	strcpy(s->cell.network, network);
	strcpy(s->status, status);
	if (!strcmp(network, "tap"))
		strcpy(s->cell.offload, "on");
}

static struct against make(const char *metric)
{
	struct against r;

	ck_assert_int_eq(
		against_make(samples, n, &samples[0].cell, "tap", metric, &r),
		0);
	return r;
}

/* Partners are of the same round, whatever the offload of either. */
START_TEST(pairs)
{
	struct against r;

	add("passt", 1, 4, "ok");
	add("tap", 2, 100, "ok");
	add("passt", 2, 25, "ok");
	add("tap", 1, 8, "ok");
	add("vde", 1, 1, "ok");
	r = make("throughput");
	ck_assert_uint_eq(r.n, 2);
	ck_assert_double_eq_tol(r.lo, 0.25, 1e-12);
	ck_assert_double_eq_tol(r.hi, 0.5, 1e-12);
	/* the geometric mean of the two */
	ck_assert_double_eq_tol(r.ratio, sqrt(0.125), 1e-12);
	ck_assert_double_eq_tol(r.median, 14.5, 1e-12);
}
END_TEST

START_TEST(what_is_no_pair)
{
	struct against r;

	add("passt", 1, 4, "ok");
	add("tap", 1, 8, "failed");
	add("passt", 2, 4, "ok");
	add("tap", 3, 8, "ok");
	add("passt", 3, 0, "ok");
	add("passt", 4, 4, "ok");
	add("tap", 4, 8, "ok");
	samples[n - 1].cell.vms = 7;
	r = make("throughput");
	ck_assert_uint_eq(r.n, 0);
	ck_assert(isnan(r.ratio));
	ck_assert_double_eq_tol(r.median, 4, 1e-12);
	r = make("latency_p50");
	ck_assert_uint_eq(r.n, 0);
	ck_assert(isnan(r.median));
}
END_TEST

START_TEST(interval_of_six)
{
	struct against r;
	unsigned int i;

	for (i = 1; i <= 6; i++) {
		add("passt", i, 1 << i, "ok");
		add("tap", i, 1, "ok");
	}
	r = make("throughput");
	ck_assert_uint_eq(r.n, 6);
	ck_assert_double_eq_tol(r.ratio, pow(2, 3.5), 1e-9);
	ck_assert_double_eq_tol(r.lo, 2, 1e-9);
	ck_assert_double_eq_tol(r.hi, 64, 1e-9);
}
END_TEST

static char *print(const char *against, int *err)
{
	char dir[] = "/tmp/test_against.XXXXXX", path[64], *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/samples.csv", dir);
	fd = csv_open(path, CSV_SAMPLES);
	for (i = 0; i < n; i++)
		ck_assert_int_eq(csv_append_sample(fd, &samples[i]), 0);
	close(fd);
	*err = against_print(dir, against, out);
	fclose(out);
	unlink(path);
	rmdir(dir);
	return text;
}

/* Every network has its line, also what could not be measured. */
START_TEST(table)
{
	char *text;
	int err;

	add("passt", 1, 4e9, "ok");
	add("tap", 1, 8e9, "ok");
	add("passt", 2, 4e9, "ok");
	add("tap", 2, 4e9, "ok");
	add("user", 1, NAN, "unsupported");
	text = print("tap", &err);
	ck_assert_int_eq(err, 0);
	ck_assert_msg(strstr(text, " passt                    4.000  "
				   "0.71 [0.50..1.00]        2\n") != NULL,
		      "%s", text);
	ck_assert_ptr_nonnull(strstr(text, " tap                      6.000  "
					   "1.00 [1.00..1.00]"));
	ck_assert_ptr_nonnull(
		strstr(text, " user                 unsupported"));
	free(text);
	free(print("vde", &err));
	ck_assert_int_eq(err, -ENOENT);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { pairs, what_is_no_pair, interval_of_six,
				       table, NULL };

	return check_main("against", tests);
}
