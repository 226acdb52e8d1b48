/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_statlog.c - logs of helpers, what happened between their lines, and how
 * that reads
 *
 * testdata/helper.log was recorded in a benchmark; what is expected of it was
 * read off the file by hand.  Runs in the root of the tree.
 */

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/interval.h"
#include "harness/report.h"
#include "harness/statlog.h"
#include "helper/check.h"
#include "helper/util.h"

#define SIDE(p, b, d, f, s)                                                    \
	"{\"packets\": " p ", \"bytes\": " b ", \"drops\": " d                 \
	", \"fast\": " f ", \"slow\": " s "}"
#define SIDES(host, vm) ", \"host\": " host ", \"vm\": " vm
#define IDLE		SIDE("0", "0", "0", "0", "0")
#define MARK		"INFO  [stats] "
#define AT(time)	MARK "{\"time\": \"" time "\""
#define GIBI(n, m)	SIDE(n "0", m, "1" n, n "00", n)

static struct statlog_sample sample;
static struct statlog statlog;

static int parse(const char *line)
{
	return statlog_line(line, strlen(line), &sample);
}

static void read_log(const char *text)
{
	/* fmemopen() refuses an empty buffer. */
	FILE *in = *text ? fmemopen((void *)(uintptr_t)text, strlen(text), "r")
			 : fopen("/dev/null", "r");

	ck_assert_ptr_nonnull(in);
	statlog_free(&statlog);
	ck_assert_int_eq(statlog_read(in, &statlog), 0);
	fclose(in);
}

/* As upstream prints it: no reasons, no time of the processor. */
START_TEST(bare_line)
{
	ck_assert_int_eq(
		parse(AT("2026-07-25T19:59:49.909+03:00") SIDES(
			SIDE("1", "2", "3", "4", "5"),
			SIDE("6", "7", "8", "9", "9223372036854775807")) "}"),
		1);
	ck_assert_str_eq(sample.time, "2026-07-25T19:59:49.909+03:00");
	ck_assert_int_eq(sample.usec, INT64_C(1784998789909000));
	ck_assert(isnan(sample.cpu));
	ck_assert_uint_eq(sample.sides[STATLOG_HOST].counters[STATLOG_PACKETS],
			  1);
	ck_assert_uint_eq(sample.sides[STATLOG_HOST].counters[STATLOG_SLOW], 5);
	ck_assert_uint_eq(sample.sides[STATLOG_VM].counters[STATLOG_BYTES], 7);
	ck_assert_uint_eq(sample.sides[STATLOG_VM].counters[STATLOG_SLOW],
			  INT64_MAX);
	ck_assert_uint_eq(sample.sides[STATLOG_HOST].n_reasons, 0);
}
END_TEST

START_TEST(full_line)
{
	ck_assert_int_eq(
		parse("Jan 1 00:00:00 h vmnet-helper[7]: " MARK
		      "{\"time\": \"2026-01-01T00:00:00Z\", \"cpu\": 1.5, "
		      "\"new\": [1], \"host\": {\"packets\": 1, \"bytes\": 1, "
		      "\"drops\": 3, \"fast\": 1, \"slow\": 1, \"reasons\": "
		      "{\"runt\": 1, \"full\": 2}}, \"vm\": " IDLE "}"),
		1);
	ck_assert_double_eq(sample.cpu, 1.5);
	ck_assert_int_eq(sample.usec, INT64_C(1767225600000000));
	ck_assert_uint_eq(sample.sides[STATLOG_HOST].n_reasons, 2);
	ck_assert_str_eq(sample.sides[STATLOG_HOST].reasons[1].name, "full");
	ck_assert_uint_eq(sample.sides[STATLOG_HOST].reasons[1].count, 2);
}
END_TEST

START_TEST(offsets_of_times)
{
	ck_assert_int_eq(
		parse(AT("2026-01-01T00:00:00-00:30") SIDES(IDLE, IDLE) "}"),
		1);
	ck_assert_int_eq(sample.usec, INT64_C(1767227400000000));
	ck_assert_int_eq(parse(AT("2026-01-01T05:45:00.000001999+05:45")
				       SIDES(IDLE, IDLE) "}"),
			 1);
	ck_assert_int_eq(sample.usec, INT64_C(1767225600000001));
}
END_TEST

static const char *const malformed[] = {
	"hello",
	"\x1b[0m",
	"INFOX [stats] x",
	MARK "{",
	MARK "{}",
	AT("2026-01-01T00:00:00Z") "}",
	AT("2026-01-01T00:00:00Z") SIDES(IDLE, IDLE),
	AT("2026-01-01T00:00:00Z") SIDES(IDLE, IDLE) "} more",
	AT("2026-01-01T00:00:00Z") SIDES(IDLE, "0") "}",
	AT("2026-01-01T00:00:00Z")
		SIDES(IDLE, SIDE("-1", "0", "0", "0", "0")) "}",
	AT("2026-01-01T00:00:00Z")
		SIDES(IDLE, SIDE("1.5", "0", "0", "0", "0")) "}",
	AT("2026-01-01T00:00:00Z") SIDES(
		IDLE, SIDE("9223372036854775808", "0", "0", "0", "0")) "}",
	AT("2026-01-01T00:00:00Z") ", \"cpu\": \"1\"" SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00Z") ", \"cpu\": -1" SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00+03") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00+0300") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00+ 3: 0") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00+24:00") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00.1+00:00x") SIDES(IDLE, IDLE) "}",
	AT("yesterday") SIDES(IDLE, IDLE) "}",
	AT("2026-01-01T00:00:00Z")
		SIDES(IDLE, "{\"packets\": 0, \"bytes\": 0, \"drops\": 0, "
			    "\"fast\": 0, \"slow\": 0, \"reasons\": 1}") "}",
	AT("2026-01-01T00:00:00Z")
		SIDES(IDLE, "{\"packets\": 0, \"bytes\": 0, \"drops\": 0, "
			    "\"fast\": 0, \"slow\": 0, \"reasons\": "
			    "{\"a,b\": 1}}") "}",
};

START_TEST(malformed_lines)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(malformed); i++)
		ck_assert_msg(parse(malformed[i]) == -EBADMSG, "took: %s",
			      malformed[i]);
}
END_TEST

START_TEST(every_cut_is_noticed)
{
	static const char line[] =
		AT("2026-01-01T00:00:00Z") SIDES(IDLE, IDLE) "}";
	size_t cut, head = strlen("INFO  [stats] {");
	char *copy;

	for (cut = 0; cut < sizeof(line) - 1; cut++) {
		copy = malloc(cut + 1); /* so that a read beyond is seen */
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, line, cut);
		/* Without its mark it is a line like others. */
		ck_assert_int_eq(statlog_line(copy, cut, &sample),
				 cut > 5 && cut < head ? 0 : -EBADMSG);
		free(copy);
	}
}
END_TEST

START_TEST(lines_that_are_skipped)
{
	read_log("INFO  [main] running\n\nfoo\n" AT("2026-01-01T00:00:00Z")
			 SIDES(IDLE, IDLE) "}\n" MARK "{bad\nERROR x y\n"
					   "cut");
	ck_assert_uint_eq(statlog.n, 1);
	ck_assert_uint_eq(statlog.skipped, 3);
	ck_assert_uint_eq(statlog.first_skip, 3);
	ck_assert(!statlog.samples[0].is_first);
	read_log("");
	ck_assert_uint_eq(statlog.n, 0);
	ck_assert_uint_eq(statlog.skipped, 0);
}
END_TEST

static const char two[] =
	AT("2026-01-01T00:00:00.500Z") ", \"cpu\": 1" SIDES(GIBI("1", "0"), IDLE) "}\n" AT(
		"2026-01-01T00:00:02.500Z") ", \"cpu\": 1.5" SIDES("{\"packets\": 1009, \"bytes\": 1073741824, \"drops\": "
								   "12, \"fast\": 101, \"slow\": 1, \"reasons\": "
								   "{\"full\": 1, \"runt\": 0}}",
								   SIDE("0",
									"1000",
									"0",
									"0",
									"0")) "}\n";

static bool between(struct stat_interval *i)
{
	return interval_between(&statlog.samples[0], &statlog.samples[1], i);
}

static char *report(enum report_format format, const struct stat_interval *i)
{
	static char text[4096];
	FILE *out = fmemopen(text, sizeof(text), "w");

	ck_assert_ptr_nonnull(out);
	report_header(out, format);
	ck_assert_int_eq(report_interval(out, format, i), 0);
	fclose(out);
	return text;
}

START_TEST(difference)
{
	struct stat_interval i;

	read_log(two);
	ck_assert(between(&i));
	ck_assert_double_eq(i.seconds, 2);
	ck_assert_double_eq(i.cpu, 0.5);
	ck_assert_uint_eq(i.sides[STATLOG_HOST].counters[STATLOG_PACKETS], 999);
	ck_assert_uint_eq(i.sides[STATLOG_HOST].counters[STATLOG_DROPS], 1);
	ck_assert_double_eq(interval_rate(&i, STATLOG_HOST, STATLOG_PACKETS),
			    499.5);
	ck_assert_uint_eq(i.sides[STATLOG_HOST].n_reasons, 1);
	ck_assert_str_eq(i.sides[STATLOG_HOST].reasons[0].name, "full");
}
END_TEST

START_TEST(yaml)
{
	struct stat_interval i;

	read_log(two);
	ck_assert(between(&i));
	ck_assert_str_eq(report(REPORT_YAML, &i),
			 "- time: 2026-01-01T00:00:02.500Z\n"
			 "  host:\n"
			 "    transfer: 1.00 GBytes\n"
			 "    bitrate: 4.29 Gbits/sec\n"
			 "    packets: 499 pkt/sec\n"
			 "    drops: 1\n"
			 "    fast: 0 calls/sec\n"
			 "    slow: 0 calls/sec\n"
			 "    reasons:\n"
			 "      full: 1\n"
			 "  vm:\n"
			 "    transfer: 1000 Bytes\n"
			 "    bitrate: 4.00 Kbits/sec\n"
			 "    packets: 0 pkt/sec\n"
			 "    drops: 0\n"
			 "    fast: 0 calls/sec\n"
			 "    slow: 0 calls/sec\n"
			 "  cpu: 25.0 %\n");
}
END_TEST

START_TEST(json)
{
	struct stat_interval i;
	json_t *root, *host;
	char *text;

	read_log(two);
	ck_assert(between(&i));
	text = report(REPORT_JSON, &i);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	root = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(root);
	host = json_object_get(root, "host");
	ck_assert_double_eq(
		json_number_value(json_object_get(root, "cpu_seconds")), 0.5);
	ck_assert_int_eq(json_integer_value(json_object_get(host, "bytes")),
			 1073741824);
	ck_assert_double_eq(
		json_real_value(json_object_get(host, "bits_per_second")),
		4294967296.0);
	ck_assert_int_eq(json_integer_value(json_object_get(
				 json_object_get(host, "reasons"), "full")),
			 1);
	json_decref(root);
}
END_TEST

START_TEST(csv)
{
	struct stat_interval i;
	char *text, *row;
	int columns = 0;

	read_log(two);
	ck_assert(between(&i));
	text = report(REPORT_CSV, &i);
	row = strchr(text, '\n');
	ck_assert_ptr_nonnull(row);
	ck_assert_str_eq(++row, "2026-01-01T00:00:02.500Z,2,0.5,"
				"999,1073741824,1,1,0,"
				"4294967296,499.5,0.5,0,full=1,"
				"0,1000,0,0,0,4000,0,0,0,\n");
	for (; *text && *text != '\n'; text++)
		columns += *text == ',';
	for (; *row; row++)
		columns -= *row == ',';
	ck_assert_int_eq(columns, 0);
}
END_TEST

#define RESTARTS AT("2026-01-01T00:00:00Z") SIDES(GIBI("5", "5"), IDLE) "}\n"

static const char *const apart[] = {
	/* A counter went down. */
	RESTARTS AT("2026-01-01T00:00:01Z")
		SIDES(SIDE("50", "4", "15", "500", "5"), IDLE) "}\n",
	/* Counters are larger, but the helper says that it is another. */
	RESTARTS
	"INFO  [main] started vmnet interface\n" AT("2026-01-01T00:00:01Z")
		SIDES(GIBI("6", "6"), IDLE) "}\n",
	/* The clock stands still, or was set back. */
	RESTARTS RESTARTS,
	RESTARTS AT("2025-12-31T23:59:59Z") SIDES(GIBI("6", "6"), IDLE) "}\n",
	/* The processor's time went down. */
	AT("2026-01-01T00:00:00Z") ", \"cpu\": 2" SIDES(IDLE, IDLE) "}\n" AT(
		"2026-01-01T00:00:01Z") ", \"cpu\": 1" SIDES(IDLE, IDLE) "}\n",
};

START_TEST(restarts)
{
	struct stat_interval i;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(apart); n++) {
		read_log(apart[n]);
		ck_assert_uint_eq(statlog.n, 2);
		ck_assert_msg(!between(&i), "case %zu", n);
	}
}
END_TEST

START_TEST(recorded_log)
{
	FILE *in = fopen("harness/testdata/helper.log", "r");
	struct stat_interval i;
	size_t n;

	ck_assert_ptr_nonnull(in);
	ck_assert_int_eq(statlog_read(in, &statlog), 0);
	fclose(in);
	ck_assert_uint_eq(statlog.skipped, 0);
	ck_assert_uint_eq(statlog.n, 18);
	ck_assert(statlog.samples[0].is_first);
	for (n = 1; n < statlog.n; n++) {
		ck_assert(interval_between(&statlog.samples[n - 1],
					   &statlog.samples[n], &i));
		ck_assert_double_eq_tol(i.seconds, 1, 0.1);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		bare_line,
		full_line,
		offsets_of_times,
		malformed_lines,
		every_cut_is_noticed,
		lines_that_are_skipped,
		difference,
		yaml,
		json,
		csv,
		restarts,
		recorded_log,
		NULL,
	};

	return check_main("statlog", tests);
}
