/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_iperf.c - reports of iperf3, as recorded in testdata
 *
 * The expected numbers were read off the files by hand.  Runs in the root of
 * the tree.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iperf.h"
#include "helper/util.h"

#define TESTDATA "harness/testdata/"

static char text[65536];
static size_t length;
static struct iperf_result result;

static void load(const char *name)
{
	char path[256];
	ssize_t size;

	snprintf(path, sizeof(path), TESTDATA "%s", name);
	size = read_text(path, text, sizeof(text));
	ck_assert_msg(size > 0, "cannot read %s", path);
	length = (size_t)size;
}

static void teardown(void)
{
	iperf_free(&result);
}

static int parse(const char *report)
{
	return iperf_parse(report, strlen(report), &result);
}

START_TEST(forward_report)
{
	load("iperf3-forward.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.bits_per_second, 19643479103.224743, 1);
	ck_assert_double_eq_tol(result.seconds, 2.000189, 1e-9);
	ck_assert_int_eq(result.retransmits, 5);
	/* With the omitted second: 2492989440 + 2452357120 + 2457600000. */
	ck_assert_double_eq_tol(result.bytes, 7402946560.0, 0.5);
	ck_assert_str_eq(result.error, "");
	ck_assert_uint_eq(result.n, 3);
	ck_assert(result.intervals[0].omitted);
	ck_assert(!result.intervals[1].omitted);
	ck_assert_int_eq(result.intervals[0].retransmits, 12);
	ck_assert_int_eq(result.intervals[2].retransmits, 4);
	ck_assert_double_eq_tol(result.intervals[1].bits_per_second,
				19609660630.29672, 1);
}
END_TEST

/* iperf3 starts to count anew after the omitted time; we do not. */
START_TEST(time_goes_on)
{
	load("iperf3-forward.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.intervals[0].end, 1.0, 0.01);
	ck_assert_double_eq_tol(result.intervals[1].end, 2.0, 0.01);
	ck_assert_double_eq_tol(result.intervals[2].end, 3.0, 0.01);
}
END_TEST

/* Only the sender knows retransmits: in the end, not in our intervals. */
START_TEST(reverse_report)
{
	load("iperf3-reverse.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.bits_per_second, 20393519453.02523, 1);
	ck_assert_int_eq(result.retransmits, 22);
	ck_assert_double_eq_tol(result.bytes, 7545028608.0, 0.5);
	ck_assert_uint_eq(result.n, 3);
	ck_assert_int_eq(result.intervals[1].retransmits, -1);
}
END_TEST

/* Of what was sent the receiver has counted what came. */
START_TEST(udp_report)
{
	load("iperf3-udp.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.bits_per_second, 312718017.8157, 0.01);
	ck_assert_double_eq_tol(result.packets, 155432, 0.5);
	ck_assert_double_eq_tol(result.lost, 127457, 0.5);
	ck_assert_double_eq_tol(result.jitter, 2.44470756723819e-6, 1e-15);
	ck_assert_double_eq_tol(result.bytes, 39165000, 100);
	ck_assert_int_eq(result.retransmits, -1);
}
END_TEST

/*
 * The server says that more were lost than were sent, 139 %: the warm-up of 2 s
 * is in the one, and not in the other.  By its bytes 270682 came of 689300.
 */
START_TEST(udp_with_warm_up)
{
	load("iperf3-udp-omit.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.packets, 689300, 0.5);
	ck_assert_double_eq_tol(result.lost, 689300 - 270682, 0.5);
	ck_assert_double_eq_tol(result.seconds, 1.999055, 1e-6);
	/* 1455700 were sent in all, as large a share of which came */
	ck_assert_double_eq_tol(result.bytes, 398443904.0 * 1455700 / 689300,
				1e4);
	ck_assert_uint_eq(result.n, 4);
	ck_assert(result.intervals[1].omitted && !result.intervals[2].omitted);
}
END_TEST

/* Sent from here, and received here. */
START_TEST(udp_both_ways_with_warm_up)
{
	load("iperf3-udp-bidir.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.packets, 1104351 + 1160941, 0.5);
	ck_assert_double_eq_tol(
		result.lost,
		1104351 - 142421888 / 1472 + 1160941 - 140945472 / 1472, 0.5);
	ck_assert_double_eq_tol(
		result.bytes, 142421888.0 * 2480084480 / 1626589440 + 216495872,
		1e5);
}
END_TEST

/* Both ways are added up, and in the intervals. */
START_TEST(bidir_report)
{
	load("iperf3-bidir.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), 0);
	ck_assert_double_eq_tol(result.bits_per_second,
				701820215.25806129 + 1144316831.91637, 1);
	ck_assert_int_eq(result.retransmits, 16);
	ck_assert_double_eq_tol(result.bytes, 95682560 + 145752064, 0.5);
	ck_assert_double_eq_tol(result.intervals[0].bits_per_second,
				759640073.789252 + 1157150358.9776, 1);
	ck_assert(result.packets != result.packets); /* NaN */
}
END_TEST

static const struct {
	struct iperf_config config;
	const char *line;
} lines[] = {
	{ { .address = "10.0.0.2",
	    .seconds = 3,
	    .omit = 1,
	    .length = 131072,
	    .congestion = "cubic" },
	  "iperf3 -J -t 3 -O 1 -l 131072 -C cubic -c 10.0.0.2" },
	{ { .address = "127.0.0.1",
	    .port = 5301,
	    .streams = 4,
	    .reverse = true,
	    .seconds = 10,
	    .length = 64,
	    .congestion = "" },
	  "iperf3 -J -t 10 -O 0 -l 64 -p 5301 -P 4 -R -c 127.0.0.1" },
	{ { .address = "10.0.0.2",
	    .udp = true,
	    .bidir = true,
	    .streams = 1,
	    .seconds = 1,
	    .omit = 5,
	    .length = 1472,
	    .congestion = "cubic" },
	  "iperf3 -J -t 1 -O 5 -l 1472 -u -b 0 --bidir -c 10.0.0.2" },
};

START_TEST(command_lines)
{
	char line[IPERF_LINE];

	ck_assert_str_eq(iperf_line(&lines[_i].config, line), lines[_i].line);
}
END_TEST

START_TEST(refused_connection_may_be_tried_again)
{
	load("iperf3-refused.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), -ECONNREFUSED);
	ck_assert_str_eq(result.error, "iperf3: unable to connect to server: "
				       "Connection refused");
}
END_TEST

START_TEST(truncated_report)
{
	load("iperf3-truncated.json");
	ck_assert_int_eq(iperf_parse(text, length, &result), -EBADMSG);
	ck_assert_str_eq(result.error,
			 "iperf3: incomplete report of 1500 bytes");
	ck_assert_uint_eq(result.n, 0);
}
END_TEST

/* No cut of a report is taken for a report, nor reads beyond its end. */
START_TEST(every_truncation_is_noticed)
{
	size_t cut, end;
	char *copy;

	load(_i ? "iperf3-reverse.json" : "iperf3-forward.json");
	end = (size_t)(strrchr(text, '}') - text);
	for (cut = 0; cut <= end; cut++) {
		copy = malloc(cut + 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, cut);
		ck_assert_int_eq(iperf_parse(copy, cut, &result), -EBADMSG);
		ck_assert_str_ne(result.error, "");
		iperf_free(&result);
		free(copy);
	}
}
END_TEST

START_TEST(warning_before_the_report)
{
	static const char warning[] = "warning: something or other\n";
	char *both;

	load("iperf3-forward.json");
	both = malloc(sizeof(warning) + length);
	ck_assert_ptr_nonnull(both);
	memcpy(both, warning, sizeof(warning) - 1);
	memcpy(both + sizeof(warning) - 1, text, length + 1);
	ck_assert_int_eq(parse(both), 0);
	ck_assert_uint_eq(result.n, 3);
	free(both);
}
END_TEST

static const struct {
	const char *report;
	int err;
	const char *error;
} odd[] = {
	{ "", -EBADMSG, "no output" },
	{ "sh: iperf3: not found\nmore\n", -EBADMSG, "sh: iperf3: not found" },
	{ "{}", -EBADMSG, "iperf3: its report lacks numbers" },
	{ "\n\x1b", -EBADMSG, "iperf3: no report in 2 bytes" },
	{ "[1]", -EBADMSG, "[1]" },
	{ "{\"error\": 5}", -EIO, "iperf3: unknown error" },
	{ "{\"error\": \"control socket has closed unexpectedly\"}", -EIO,
	  "iperf3: control socket has closed unexpectedly" },
	{ "{\"error\": \"unable to read: Connection reset by peer\"}",
	  -ECONNREFUSED, "iperf3: unable to read: Connection reset by peer" },
	{ "{\"error\": \"the server is busy running a test\"}", -ECONNREFUSED,
	  "iperf3: the server is busy running a test" },
	{ "{\"intervals\": [5], \"end\": {}}", -EBADMSG,
	  "iperf3: its report lacks numbers" },
	{ "{\"intervals\": [{\"sum\": {\"seconds\": \"1\", \"bytes\": 1, "
	  "\"bits_per_second\": 1}}], \"end\": {\"sum_received\": "
	  "{\"seconds\": 1, \"bits_per_second\": 1}}}",
	  -EBADMSG, "iperf3: its report lacks numbers" },
	{ "{\"intervals\": {}, \"end\": {\"sum_received\": {\"seconds\": 1}}}",
	  -EBADMSG, "iperf3: its report lacks numbers" },
};

START_TEST(odd_reports)
{
	ck_assert_int_eq(parse(odd[_i].report), odd[_i].err);
	ck_assert_str_eq(result.error, odd[_i].error);
}
END_TEST

/* Deep nesting must not exhaust the stack. */
START_TEST(deep_report)
{
	char *deep = malloc(1000001);

	ck_assert_ptr_nonnull(deep);
	memset(deep, '[', 1000000);
	memcpy(deep, "{\"a\":", 5);
	deep[1000000] = '\0';
	ck_assert_int_eq(parse(deep), -EBADMSG);
	free(deep);
}
END_TEST

static Suite *iperf_suite(void)
{
	Suite *s = suite_create("iperf");
	TCase *tc = tcase_create("parse");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, forward_report);
	tcase_add_test(tc, time_goes_on);
	tcase_add_test(tc, reverse_report);
	tcase_add_test(tc, udp_report);
	tcase_add_test(tc, udp_with_warm_up);
	tcase_add_test(tc, udp_both_ways_with_warm_up);
	tcase_add_test(tc, bidir_report);
	tcase_add_loop_test(tc, command_lines, 0, ARRAY_SIZE(lines));
	tcase_add_test(tc, refused_connection_may_be_tried_again);
	tcase_add_test(tc, truncated_report);
	tcase_add_loop_test(tc, every_truncation_is_noticed, 0, 2);
	tcase_add_test(tc, warning_before_the_report);
	tcase_add_loop_test(tc, odd_reports, 0, ARRAY_SIZE(odd));
	tcase_add_test(tc, deep_report);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(iperf_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
