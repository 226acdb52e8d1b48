/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_csv.c - tables but that of samples: what is written is read back */

#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perf/csv_fixture.h"

START_TEST(interval_lines)
{
	struct interval i = { .run_id = "run",
			      .cell = example.cell,
			      .round = 7,
			      .t = 1.5,
			      .value = 1e10,
			      .retransmits = 8 };
	int fd = csv(CSV_INTERVALS);

	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	i.retransmits = -1;
	i.omitted = true;
	i.value = NAN;
	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	close(fd);
	ck_content(
		CSV_INTERVALS,
		"run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,"
		"10000000000,8,0,tap\n"
		"run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,,,1,tap\n");
}
END_TEST

START_TEST(pair_lines)
{
	int fd = csv(CSV_RUN);
	char value[2000];

	ck_assert_int_eq(csv_append_pair(fd, "cpu", "one, two;\tthree"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "none", ""), 0);
	ck_assert_int_eq(csv_append_pair(fd, "a,b", "c"), -EINVAL);
	ck_assert_int_eq(csv_append_pair(fd, "a", "\"c\""), -EINVAL);
	ck_assert_int_eq(csv_append_pair(fd, "a", "c\nd"), -EINVAL);
	memset(value, 'x', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	ck_assert_int_eq(csv_append_pair(fd, "long", value), -EINVAL);
	close(fd);
	ck_content(CSV_RUN, "cpu,one; two; three\nnone,\n");
}
END_TEST

START_TEST(summary_lines)
{
	struct summary s[2] = { { .cell = example.cell,
				  .metric = "m",
				  .unit = "u",
				  .better = "lower",
				  .n = 1,
				  .failed = 2,
				  .median = 3,
				  .lo = 1e-300,
				  .hi = 5,
				  .mad = 0,
				  .min = -7,
				  .max = 8 } };
	const char *rows =
		"d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,lower,1,2,3,"
		"1e-300,5,0,-7,8,tap\n"
		"d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,lower,0,2,,,,,,,tap\n";
	char temp[sizeof(path) + 8];

	s[1] = s[0];
	s[1].n = 0;
	s[1].median = s[1].lo = s[1].hi = NAN;
	s[1].mad = s[1].min = s[1].max = NAN;
	put("old", 3);
	ck_assert_int_eq(csv_write_summary(path, s, 2), 0);
	ck_content(CSV_SUMMARY, rows);
	/* what is refused leaves the old file and no other */
	strcpy(s[1].metric, "a,b");
	ck_assert_int_eq(csv_write_summary(path, s, 2), -EINVAL);
	ck_content(CSV_SUMMARY, rows);
	snprintf(temp, sizeof(temp), "%s.new", path);
	ck_assert_int_ne(access(temp, F_OK), 0);
	ck_assert_int_eq(csv_write_summary("/nonexistent/x.csv", s, 1),
			 -ENOENT);
}
END_TEST

START_TEST(headers)
{
	size_t cut;
	int fd;

	put_lines(CSV_INTERVALS, "");
	ck_assert_int_eq(csv_open(path, CSV_SAMPLES), -EEXIST);
	ck_content(CSV_INTERVALS, "");
	/* a header that was cut off is written again */
	for (cut = 0; cut <= strlen(CSV_SAMPLES); cut++) {
		put(CSV_SAMPLES, cut);
		fd = csv(CSV_SAMPLES);
		close(fd);
		ck_content(CSV_SAMPLES, "");
	}
	ck_assert_int_eq(csv_open("/nonexistent/x.csv", CSV_RUN), -ENOENT);
	ck_assert_int_eq(csv_open("/", CSV_RUN), -EISDIR);
}
END_TEST

/* Files of before the column network. */
START_TEST(older_intervals)
{
	struct interval *list = NULL;
	size_t n = strlen(CSV_INTERVALS) - strlen(",network"), bad = 0;
	char header[1024];

	snprintf(header, sizeof(header), "%.*s", (int)n, CSV_INTERVALS);
	put_lines(header, "run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,"
			  "10000000000,8,0\n");
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(list[0].retransmits, 8);
	ck_assert_str_eq(list[0].cell.network, CSV_NETWORK);
	free(list);
	put_lines(header, "run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,"
			  "10000000000,8,0,tap\n");
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), -EBADMSG);
	ck_assert_uint_eq(bad, 2);
	put_lines(CSV_SAMPLES, "");
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), -EBADMSG);
	ck_assert_uint_eq(bad, 1);
}
END_TEST

START_TEST(intervals_come_back)
{
	struct interval i = { .run_id = "run",
			      .cell = example.cell,
			      .round = 2,
			      .t = 0.1,
			      .value = NAN,
			      .retransmits = -1,
			      .omitted = true };
	struct interval *list = NULL;
	int fd = csv(CSV_INTERVALS);
	size_t n = 0, bad = 0;

	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	i.value = 7.25;
	i.retransmits = 3;
	i.omitted = false;
	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert(isnan(list[0].value));
	ck_assert_int_eq(list[0].retransmits, -1);
	ck_assert(list[0].omitted && !list[1].omitted);
	ck_assert_double_eq(list[1].value, 7.25);
	ck_assert_double_eq(list[1].t, 0.1);
	ck_assert_int_eq(list[1].retransmits, 3);
	ck_assert_uint_eq(list[1].round, 2);
	ck_assert_str_eq(list[1].cell.arm, "head");
	ck_assert_str_eq(list[1].cell.driver, "d");
	ck_assert_str_eq(list[1].cell.network, "tap");
	free(list);
	ck_assert_int_eq(write_full(fd, "x\n", 2), 0);
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), -EBADMSG);
	ck_assert_uint_eq(bad, 4);
	close(fd);
}
END_TEST

START_TEST(pairs_come_back)
{
	int fd = csv(CSV_RUN);
	char value[8] = "old";

	ck_assert_int_eq(csv_append_pair(fd, "time", "1"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "time", "123456789"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "timer", "5"), 0);
	close(fd);
	ck_assert_int_eq(csv_read_pair(path, "tim", value, sizeof(value)),
			 -ENOENT);
	ck_assert_str_eq(value, "old");
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)), 0);
	ck_assert_str_eq(value, "1234567");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)),
			 -ENOENT);
	close(csv(CSV_SAMPLES));
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)),
			 -EBADMSG);
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *tc = tcase_create("csv");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, interval_lines);
	tcase_add_test(tc, pair_lines);
	tcase_add_test(tc, intervals_come_back);
	tcase_add_test(tc, older_intervals);
	tcase_add_test(tc, pairs_come_back);
	tcase_add_test(tc, summary_lines);
	tcase_add_test(tc, headers);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(csv_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
