/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_origin.c - the start of reports of iperf3
 *
 * Runs in the root of the tree.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/origin.h"
#include "helper/check.h"
#include "helper/util.h"

static struct origin o;

static int parse(const char *text)
{
	return origin_parse(text, strlen(text), &o);
}

START_TEST(report_of_linux)
{
	char text[65536], again[512];
	ssize_t n;

	n = read_text("harness/testdata/iperf3-reverse.json", text,
		      sizeof(text));
	ck_assert_int_gt(n, 0);
	ck_assert_int_eq(origin_parse(text, (size_t)n, &o), 0);
	ck_assert_str_eq(o.version, "iperf 3.12");
	ck_assert_str_eq(o.system, "Linux");
	ck_assert_str_eq(o.arch, "x86_64");
	ck_assert_str_eq(o.kernel, "6.18.44-fc-v669 #1 SMP PREEMPT_DYNAMIC @0");
	ck_assert_int_eq(o.time, 1795262129);
	ck_assert_uint_eq(o.streams, 1);
	ck_assert_uint_eq(o.size, 131072);
	ck_assert_uint_eq(o.omit, 1);
	ck_assert_uint_eq(o.seconds, 2);
	ck_assert_uint_eq(o.mtu, 0); /* that of the loopback is not known */
	ck_assert_str_eq(o.proto, "tcp");
	origin_system(&o, again, sizeof(again));
	ck_assert_str_eq(again, "Linux host 6.18.44-fc-v669 #1 SMP "
				"PREEMPT_DYNAMIC @0 x86_64");
}
END_TEST

/* With the keys of a report of macOS; the name of the machine is dropped. */
START_TEST(report_of_macos)
{
	ck_assert_int_eq(
		parse("{\"start\":{\"version\":\"iperf 3.8.1 -  -- Apple "
		      "version iperf3-117\",\"system_info\":\"Darwin my.local "
		      "24.3.0 Darwin Kernel Version 24.3.0: Thu, Jan 2; "
		      "root:xnu/RELEASE arm64\",\"timestamp\":{\"timesecs\":7},"
		      "\"tcp_mss_default\":1448,\"test_start\":{\"protocol\":"
		      "\"TCP\",\"num_streams\":1,\"blksize\":9,\"omit\":0,"
		      "\"duration\":30}}}"),
		0);
	ck_assert_str_eq(o.version,
			 "iperf 3.8.1 -  -- Apple version iperf3-117");
	ck_assert_str_eq(o.system, "Darwin");
	ck_assert_str_eq(o.arch, "arm64");
	ck_assert_str_eq(o.kernel, "24.3.0 Darwin Kernel Version 24.3.0: Thu; "
				   "Jan 2; root:xnu/RELEASE");
	ck_assert_uint_eq(o.mtu, 1500);
	ck_assert_uint_eq(o.seconds, 30);
}
END_TEST

static int parse_system(const char *system)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"start\":{\"system_info\":%s,\"timestamp\":{\"timesecs\":7}"
		 ",\"test_start\":{\"protocol\":\"UDP\",\"num_streams\":1,"
		 "\"blksize\":9}}}",
		 system);
	return parse(text);
}

START_TEST(odd_systems)
{
	static const char *const odd[] = { "\"\"", "\"Linux\"", "\"Linux a\"",
					   "7", "null" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		ck_assert_int_eq(parse_system(odd[i]), 0);
		ck_assert_str_eq(o.system, "");
		ck_assert_str_eq(o.kernel, "");
	}
	ck_assert_int_eq(parse_system("\"L\\u001b[x h k\\n\\\"v, m\""), 0);
	ck_assert_str_eq(o.system, "L?[x");
	ck_assert_str_eq(o.kernel, "k??v;");
	ck_assert_str_eq(o.arch, "m");
	ck_assert_str_eq(o.proto, "udp");
}
END_TEST

START_TEST(what_is_no_report)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"start\":7}",
		"{\"start\":{\"timestamp\":{\"timesecs\":7}}}",
		"{\"start\":{\"timestamp\":{\"timesecs\":-1},\"test_start\":"
		"{\"protocol\":\"TCP\",\"num_streams\":1,\"blksize\":9}}}",
		"{\"start\":{\"timestamp\":{\"timesecs\":7},\"test_start\":"
		"{\"protocol\":\"SCTP\",\"num_streams\":1,\"blksize\":9}}}",
		"{\"start\":{\"timestamp\":{\"timesecs\":7},\"test_start\":"
		"{\"protocol\":\"TCP\",\"num_streams\":1,\"blksize\":9e9}}}",
		"{\"start\":{\"timestamp\":{\"timesecs\":7},\"test_start\":"
		"{\"protocol\":\"TCP\",\"num_streams\":-1,\"blksize\":9}}}",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(parse(bad[i]) == -EBADMSG, "took %s", bad[i]);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		report_of_linux,
		report_of_macos,
		odd_systems,
		what_is_no_report,
		NULL,
	};

	return check_main("origin", tests);
}
