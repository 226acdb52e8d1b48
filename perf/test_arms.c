/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_arms.c - ratios of arms, from numbers that can be checked by hand */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "helper/check.h"
#include "perf/arms.h"

static struct sample samples[64];
static size_t n;
static struct arms *rows;
static size_t n_rows;

static void clear(void)
{
	free(rows);
	rows = NULL;
	n = 0;
}

static struct sample *add(const char *arm, unsigned int round, double value)
{
	struct sample *s = &samples[n++];

	*s = (struct sample){ .run_id = "r",
			      .time = "2000-01-01T00:00:00Z",
			      .machine = "m",
			      .cell = { .commit = "c",
					.driver = "d",
					.mode = "shared",
					.direction = "vm-to-vm",
					.proto = "tcp",
					.offload = "off",
					.streams = 1,
					.vms = 2 },
			      .round = round,
			      .order = 1,
			      .seconds = 1,
			      .metric = METRIC_THROUGHPUT,
			      .unit = "bit/s",
			      .better = "higher",
			      .value = value,
			      .status = "ok" };
	strcpy(s->cell.arm, arm);
	return s;
}

static void make(const char *base)
{
	ck_assert_int_eq(arms_compare(samples, n, base, &rows, &n_rows), 0);
}

START_TEST(pairs_of_a_round)
{
	clear();
	/* Twice as much in each round, whatever the machine did. */
	add("base", 1, 1);
	add("head", 1, 2);
	add("head", 2, 20);
	add("base", 2, 10);
	add("base", 3, 5); /* no partner */
	add("head", 4, 5);
	make("base");
	ck_assert_uint_eq(n_rows, 1);
	ck_assert_str_eq(rows->cell.arm, "head");
	ck_assert_str_eq(rows->base, "base");
	ck_assert_uint_eq(rows->n, 2);
	ck_assert_double_eq_tol(rows->ratio, 2, 1e-12);
	ck_assert_double_eq_tol(rows->lo, 2, 1e-12);
	ck_assert_double_eq_tol(rows->hi, 2, 1e-12);
}
END_TEST

START_TEST(centre_and_interval)
{
	static const double ratios[] = { 0.5, 0.9, 1, 1.1, 2, 4 };
	unsigned int i;

	clear();
	for (i = 0; i < 5; i++) {
		add("base", i + 1, 3);
		add("head", i + 1, 3 * ratios[i]);
	}
	make("base");
	/*
	 * Below 6 the extremes.  Centre: of the 15 means of two logarithms 7
	 * are below 0, so that the 8th is that of 1, and of 0.5 with 2.
	 */
	ck_assert_double_eq_tol(rows->lo, 0.5, 1e-12);
	ck_assert_double_eq_tol(rows->hi, 2, 1e-12);
	ck_assert_double_eq_tol(rows->ratio, 1, 1e-12);
	free(rows);
	add("base", 6, 3);
	add("head", 6, 12);
	make("base");
	/* The 1st and the last of the 21 means: 1 / 2^6 on either side. */
	ck_assert_uint_eq(rows->n, 6);
	ck_assert_double_eq_tol(rows->lo, 0.5, 1e-12);
	ck_assert_double_eq_tol(rows->hi, 4, 1e-12);
}
END_TEST

START_TEST(what_cannot_be_compared)
{
	struct sample *s;

	clear();
	add("base", 1, 1);
	strcpy(add("head", 1, 2)->status, "short");
	add("base", 2, 0);
	add("head", 2, 2);
	s = add("head", 3, NAN);
	strcpy(s->status, "failed");
	add("base", 3, 1);
	strcpy(add("base", 4, 1)->metric, METRIC_RETRANSMITS);
	strcpy(add("head", 4, 1)->metric, METRIC_RETRANSMITS);
	add("base", 5, 1);
	strcpy(add("head", 5, 2)->cell.driver, "other");
	add("base", 6, 1);
	strcpy(add("head", 6, 2)->run_id, "other");
	make("base");
	ck_assert_uint_eq(n_rows, 0);
}
END_TEST

START_TEST(many_arms)
{
	clear();
	ck_assert_ptr_null(arms_base(samples, n));
	add("vmnet-helper", 1, 6);
	ck_assert_ptr_null(arms_base(samples, n));
	add("passt", 1, 3);
	ck_assert_str_eq(arms_base(samples, n), "passt");
	add("tap", 1, 12);
	ck_assert_str_eq(arms_base(samples, n), "tap");
	make("tap");
	ck_assert_uint_eq(n_rows, 2);
	ck_assert_str_eq(rows[0].cell.arm, "passt");
	ck_assert_double_eq_tol(rows[0].ratio, 0.25, 1e-12);
	ck_assert_str_eq(rows[1].cell.arm, "vmnet-helper");
	ck_assert_double_eq_tol(rows[1].ratio, 0.5, 1e-12);
	add("base", 1, 1);
	ck_assert_str_eq(arms_base(samples, n), "base");
}
END_TEST

/* Each network has its own pairs, and says so in its row. */
START_TEST(networks_are_not_pooled)
{
	clear();
	strcpy(add("base", 1, 1)->cell.network, "tap");
	strcpy(add("head", 1, 2)->cell.network, "tap");
	strcpy(add("base", 1, 1)->cell.network, "user");
	strcpy(add("head", 1, 8)->cell.network, "user");
	strcpy(add("base", 2, 1)->cell.network, "user");
	strcpy(add("head", 2, 1)->cell.network, "passt");
	make("base");
	ck_assert_uint_eq(n_rows, 2);
	ck_assert_str_eq(rows[0].cell.network, "tap");
	ck_assert_double_eq_tol(rows[0].ratio, 2, 1e-12);
	ck_assert_str_eq(rows[1].cell.network, "user");
	ck_assert_uint_eq(rows[1].n, 1);
	ck_assert_double_eq_tol(rows[1].ratio, 8, 1e-12);
}
END_TEST

START_TEST(file_of_a_run)
{
	char dir[] = "/tmp/test_arms.XXXXXX", path[64], text[512];
	ssize_t length;
	size_t i;
	int fd;

	clear();
	strcpy(add("a", 1, 1)->cell.network, "tap");
	strcpy(add("b", 1, 4)->cell.network, "tap");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/samples.csv", dir);
	fd = csv_open(path, CSV_SAMPLES);
	for (i = 0; i < n; i++)
		ck_assert_int_eq(csv_append_sample(fd, &samples[i]), 0);
	close(fd);
	ck_assert_int_eq(arms_write(dir, "c"), -ENOENT);
	ck_assert_int_eq(arms_write(dir, "b"), 0);
	unlink(path);
	snprintf(path, sizeof(path), "%s/ratio.csv", dir);
	fd = open(path, O_RDONLY);
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	unlink(path);
	rmdir(dir);
	ck_assert_int_gt(length, 0);
	text[length] = '\0';
	ck_assert_str_eq(strchr(text, '\n') + 1,
			 "d,shared,vm-to-vm,tcp,1,0,0,off,2,a,b,throughput,"
			 "higher,1,0.25,0.25,0.25,tap\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		pairs_of_a_round,
		centre_and_interval,
		what_cannot_be_compared,
		many_arms,
		networks_are_not_pooled,
		file_of_a_run,
		NULL,
	};

	return check_main("ratio", tests);
}
