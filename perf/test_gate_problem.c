/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_gate_problem.c - the reason, out of what vmnet-bench leaves */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/util.h"
#include "perf/gate_problem.h"

static char dir[64];
static struct gate_problem problem;
static struct sample sample;

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void setup(void)
{
	char path[128];

	strcpy(dir, "/tmp/test_gate_problem.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/" GATE_WORK, dir);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/" GATE_WORK "/logs", dir);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	sample = (struct sample){ .status = "failed" };
}

static void teardown(void)
{
	static const char *const names[] = { GATE_WORK "/logs/h.log", "h.log",
					     "bench.log", GATE_WORK "/logs",
					     GATE_WORK };
	char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		remove(path);
	}
	ck_assert_int_eq(rmdir(dir), 0);
}

static void find(const char *note, const char *text, const char *log)
{
	strcpy(sample.note, note);
	gate_problem_find(&problem, dir, &sample, 1);
	ck_assert_str_eq(problem.text, text);
	ck_assert_str_eq(problem.log, log);
}

START_TEST(the_last_error_of_the_helper)
{
	setup();
	write_file(GATE_WORK "/logs/h.log", "ERROR [main] first\n"
					    "INFO  [main] between\n"
					    "ERROR [main] no \033[31mnetwork\n"
					    "INFO  [main] ended\n");
	write_file("bench.log", "ERROR [main] of something else\n");
	find("it ended (logs/h.log)", "ERROR [main] no \\x1b[31mnetwork",
	     GATE_WORK "/logs/h.log");
	gate_problem_move(&problem, "failed-r1-2");
	ck_assert_str_eq(problem.log, "failed-r1-2/logs/h.log");
	teardown();
}
END_TEST

START_TEST(a_note_alone)
{
	setup();
	write_file("bench.log", "vmnet-bench: of something else\n");
	write_file(GATE_WORK "/logs/h.log", "INFO  [main] all is well\n");
	find("iperf3: no route (to host)", "iperf3: no route (to host)",
	     "bench.log");
	find("it ended (logs/h.log)", "it ended (logs/h.log)",
	     GATE_WORK "/logs/h.log");
	find("it ended (logs/none.log)", "it ended (logs/none.log)",
	     GATE_WORK "/logs/none.log");
	teardown();
}
END_TEST

START_TEST(no_log_of_elsewhere)
{
	setup();
	write_file("h.log", "ERROR [main] of another\n");
	find("it ended (../h.log)", "it ended (../h.log)", "bench.log");
	find("it ended (/tmp/h.log)", "it ended (/tmp/h.log)", "bench.log");
	find("it ended (.log)", "it ended (.log)", "bench.log");
	teardown();
}
END_TEST

/* What stands in a table and below it is no reason. */
START_TEST(what_the_bench_said)
{
	setup();
	write_file("bench.log",
		   "run r, 1 measurements of 1 s\n"
		   "[1/1] shared netns host-to-vm  failed: no address\n"
		   "driver  throughput  helper CPU    n  failed\n"
		   "1 failed: counted only, see status in samples.csv.\n"
		   "some measurements failed; results in /x\n");
	find("", "[1/1] shared netns host-to-vm  failed: no address",
	     "bench.log");
	write_file("bench.log", "vmnet-bench: --driver x: no such driver\n");
	gate_problem_find(&problem, dir, NULL, 0);
	ck_assert_str_eq(problem.text,
			 "vmnet-bench: --driver x: no such driver");
	write_file("bench.log", "");
	gate_problem_find(&problem, dir, NULL, 0);
	ck_assert_str_eq(problem.text, "vmnet-bench did not say why");
	gate_problem_move(&problem, "failed-r1-2");
	ck_assert_str_eq(problem.log, "failed-r1-2/bench.log");
	teardown();
}
END_TEST

START_TEST(only_the_end_of_a_long_log_counts)
{
	char text[20000];

	setup();
	memset(text, 'x', sizeof(text));
	memcpy(text, "ERROR early\n", 12);
	strcpy(text + sizeof(text) - 13, "\nERROR late\n");
	write_file(GATE_WORK "/logs/h.log", text);
	find("it ended (logs/h.log)", "ERROR late", GATE_WORK "/logs/h.log");
	teardown();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		the_last_error_of_the_helper,
		a_note_alone,
		no_log_of_elsewhere,
		what_the_bench_said,
		only_the_end_of_a_long_log_counts,
		NULL,
	};

	return check_main("gate_problem", tests);
}
