/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_summary.c - samples in, summary rows and table out
 *
 * The numbers are small whole ones, so that every expected value was worked
 * out by hand.
 */

#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/stats.h"
#include "perf/summary.h"
#include "perf/table.h"

#define HEADER                                                                 \
	"driver,mode,direction,proto,streams,mtu,size,offload,vms,arm,"        \
	"metric,unit,better,n,failed,median,lo,hi,mad,min,max,network\n"

static char dir[] = "/tmp/test_summary.XXXXXX";
static char samples_path[sizeof(dir) + 16];
static char summary_path[sizeof(dir) + 16];

static void setup(void)
{
	strcpy(dir + sizeof(dir) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(samples_path, sizeof(samples_path), "%s/samples.csv", dir);
	snprintf(summary_path, sizeof(summary_path), "%s/summary.csv", dir);
}

static void teardown(void)
{
	unlink(samples_path);
	unlink(summary_path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void add(const char *driver, const char *metric, const char *unit,
		double value, const char *status)
{
	struct sample s = { .run_id = "run",
			    .cell = { .arm = "head",
				      .mode = "shared",
				      .direction = "vm-to-vm",
				      .proto = "tcp",
				      .offload = "off",
				      .streams = 1,
				      .mtu = 1500,
				      .size = 2,
				      .vms = 3,
				      .network = "tap" },
			    .better = "higher",
			    .value = value };
	int fd = csv_open(samples_path, CSV_SAMPLES);

	strcpy(s.cell.driver, driver);
	strcpy(s.metric, metric);
	strcpy(s.unit, unit);
	strcpy(s.status, status);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(csv_append_sample(fd, &s), 0);
	close(fd);
}

static void ck_summary(const char *rows)
{
	char expected[8192], found[8192];

	snprintf(expected, sizeof(expected), HEADER "%s", rows);
	ck_assert_int_eq(summary_write(dir), 0);
	ck_assert_int_ge((int)read_text(summary_path, found, sizeof(found)), 0);
	ck_assert_str_eq(found, expected);
}

static void ck_table(const char *expected)
{
	char *found = NULL;
	size_t size;
	FILE *out = open_memstream(&found, &size);

	ck_assert_int_eq(summary_print(dir, out), 0);
	fclose(out);
	ck_assert_str_eq(found, expected);
	free(found);
}

START_TEST(below_six_the_extent)
{
	add("b", "throughput", "bit/s", 7, "ok");
	add("b", "throughput", "bit/s", 1, "ok");
	add("a", "throughput", "bit/s", 5, "ok");
	add("b", "throughput", "bit/s", 3, "ok");
	ck_summary("a,shared,vm-to-vm,tcp,1,1500,2,off,3,head,throughput,bit/s,"
		   "higher,1,0,5,5,5,0,5,5,tap\n"
		   "b,shared,vm-to-vm,tcp,1,1500,2,off,3,head,throughput,bit/s,"
		   "higher,3,0,3,1,7,2,1,7,tap\n");
}
END_TEST

START_TEST(from_six_the_interval)
{
	int i;

	/* the same seven values as in test_stats.c: 2 .. 6 */
	for (i = 7; i >= 1; i--)
		add("a", "m", "u", i, "ok");
	ck_summary("a,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,"
		   "higher,7,0,4,2,6,2,1,7,tap\n");
}
END_TEST

START_TEST(failed_are_counted_only)
{
	add("a", "m", "u", 4, "ok");
	add("a", "m", "u", NAN, "failed");
	add("a", "m", "u", NAN, "timeout");
	/* has a value, and yet is no measurement of what was asked for */
	add("a", "m", "u", 1000, "short");
	add("a", "m", "u", 2, "ok");
	add("b", "m", "u", NAN, "failed");
	ck_summary("a,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,"
		   "higher,2,3,3,2,4,1,2,4,tap\n"
		   "b,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,"
		   "higher,0,1,,,,,,,tap\n");
}
END_TEST

START_TEST(units_are_not_mixed)
{
	add("a", "m", "byte", 1, "ok");
	add("a", "m", "bit", 8, "ok");
	ck_summary("a,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,bit,"
		   "higher,1,0,8,8,8,0,8,8,tap\n"
		   "a,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,byte,"
		   "higher,1,0,1,1,1,0,1,1,tap\n");
}
END_TEST

static void cell_set(struct sample *s, int part)
{
	switch (part) {
	case 0:
		strcpy(s->cell.mode, "host");
		break;
	case 1:
		strcpy(s->cell.direction, "host-to-vm");
		break;
	case 2:
		strcpy(s->cell.proto, "udp");
		break;
	case 3:
		s->cell.streams++;
		break;
	case 4:
		s->cell.mtu++;
		break;
	case 5:
		s->cell.size++;
		break;
	case 6:
		strcpy(s->cell.offload, "on");
		break;
	case 7:
		s->cell.vms++;
		break;
	case 8:
		strcpy(s->cell.arm, "base");
		break;
	case 9:
		strcpy(s->cell.network, "tap");
		break;
	}
}

/* Every part of the cell key keeps samples apart. */
START_TEST(cells_are_not_mixed)
{
	struct sample s[3];
	struct summary *rows;
	size_t n;

	memset(s, 0, sizeof(s));
	strcpy(s[0].status, "ok");
	s[1] = s[0];
	s[2] = s[0];
	cell_set(&s[1], _i);
	ck_assert_int_ne(summary_compare(&s[0].cell, &s[1].cell), 0);
	ck_assert_int_eq(summary_make(s, ARRAY_SIZE(s), &rows, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(rows[0].n + rows[1].n, 3);
	free(rows);
}
END_TEST

START_TEST(table_of_a_run)
{
	add("b", "throughput", "bit/s", 10.5e9, "ok");
	add("b", "cpu_per_bit", "s/bit", 0.25e-9, "ok");
	add("b", "retransmits", "segment", 0, "ok");
	add("b", "throughput", "bit/s", 9.5e9, "ok");
	add("b", "cpu_per_bit", "s/bit", 0.25e-9, "ok");
	add("b", "retransmits", "segment", 12, "ok");
	add("b", "throughput", "bit/s", NAN, "failed");
	add("aaaaaaaa", "throughput", "bit/s", NAN, "timeout");
	ck_table(
		"network tap, mode shared, direction vm-to-vm, proto tcp, streams 1,"
		" mtu 1500, size 2, offload off, vms 3, arm head\n"
		"\n"
		"driver    throughput         helper CPU  retransmits    n  failed\n"
		"          Gbit/s             s/Gbit      segment\n"
		"aaaaaaaa     -                   -        -             0       1\n"
		"b         10.0 [ 9.5..10.5]  0.250        6 [ 0..12]    2       1\n"
		"\n"
		"Median of n measurements, [least..most].\n"
		"2 failed: counted only, see status in samples.csv.\n");
}
END_TEST

START_TEST(legend_of_the_brackets)
{
	struct summary rows[2] = {
		{ .n = SUMMARY_INTERVAL_N, .median = 2, .lo = 1, .hi = 3 },
		{ .n = SUMMARY_INTERVAL_N - 1, .median = 2, .lo = 1, .hi = 3 },
	};
	struct stats_range range;
	double values[SUMMARY_INTERVAL_N] = { 0 };
	char *found = NULL;
	size_t size;
	FILE *out;

	/* the constant is what the statistics need */
	ck_assert_int_eq(stats_signed_rank_interval(values, rows[0].n,
						    SUMMARY_CONFIDENCE, &range),
			 0);
	ck_assert_int_eq(stats_signed_rank_interval(values, rows[1].n,
						    SUMMARY_CONFIDENCE, &range),
			 -ERANGE);
	strcpy(rows[1].cell.driver, "b");
	out = open_memstream(&found, &size);
	ck_assert_int_eq(table_print(rows, 1, out), 0);
	ck_assert_int_eq(table_print(rows, 2, out), 0);
	fclose(out);
	ck_assert_ptr_nonnull(
		strstr(found, "measurements, [95 % interval].\n"));
	ck_assert_ptr_nonnull(strstr(found, "measurements, [95 % interval]; "
					    "where n < 6, [least..most].\n"));
	free(found);
}
END_TEST

/* What has no direction is shown apart; an unknown metric by its own name. */
START_TEST(table_without_traffic)
{
	struct summary rows[2] = {
		{ .metric = "startup", .unit = "s", .n = 1, .median = 4.25 },
		{ .metric = "throughput", .unit = "bit/s", .n = 1 },
	};
	char *found = NULL;
	size_t size, i;
	FILE *out;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		strcpy(rows[i].cell.driver, "a");
		strcpy(rows[i].cell.direction, i ? "vm-to-vm" : "-");
	}
	out = open_memstream(&found, &size);
	ck_assert_int_eq(table_print(rows, ARRAY_SIZE(rows), out), 0);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(found, "\n"
					    "driver  throughput    n  failed\n"
					    "        Gbit/s\n"
					    "a       0             1       0\n"
					    "\n"
					    "driver  startup    n  failed\n"
					    "        s\n"
					    "a       4.25       1       0\n"
					    "\n"
					    "Median of n measurements.\n"));
	free(found);
}
END_TEST

START_TEST(nothing_measured)
{
	int fd = csv_open(samples_path, CSV_SAMPLES);

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_summary("");
	ck_table("no measurement yet\n");
}
END_TEST

START_TEST(bad_runs_refused)
{
	FILE *file;

	ck_assert_int_eq(summary_write(dir), -ENOENT);
	ck_assert_int_eq(summary_print(dir, stdout), -ENOENT);
	add("a", "m", "u", 4, "ok");
	ck_assert_int_eq(summary_write(dir), 0);
	file = fopen(samples_path, "a");
	ck_assert_ptr_nonnull(file);
	fputs("nonsense\n", file);
	fclose(file);
	ck_assert_int_eq(summary_write(dir), -EBADMSG);
	ck_assert_int_eq(summary_print(dir, stdout), -EBADMSG);
	/* the summary of before is still there */
	ck_assert_int_eq(access(summary_path, F_OK), 0);
}
END_TEST

static Suite *summary_suite(void)
{
	Suite *s = suite_create("summary");
	TCase *tc = tcase_create("summary");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, below_six_the_extent);
	tcase_add_test(tc, from_six_the_interval);
	tcase_add_test(tc, failed_are_counted_only);
	tcase_add_test(tc, units_are_not_mixed);
	tcase_add_loop_test(tc, cells_are_not_mixed, 0, 10);
	tcase_add_test(tc, table_of_a_run);
	tcase_add_test(tc, legend_of_the_brackets);
	tcase_add_test(tc, table_without_traffic);
	tcase_add_test(tc, nothing_measured);
	tcase_add_test(tc, bad_runs_refused);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(summary_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
