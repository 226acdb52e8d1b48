/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_progress.c - the lines that the user sees, and the time left */

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/progress.h"

/* Two rounds of two groups of three: 12 measurements, 4 boots. */
#define STEPS 12

static struct matrix matrix;
static struct matrix_step steps[STEPS];
static struct progress p;
static char line[PROGRESS_LINE];
static char text[4096];
static FILE *out;

static void setup(void)
{
	size_t i;

	memset(&matrix, 0, sizeof(matrix));
	memset(text, 0, sizeof(text));
	matrix_split("shared", &matrix.modes);
	matrix_split("qemu,netns", &matrix.drivers);
	matrix.rounds = 2;
	for (i = 0; i < STEPS; i++) {
		steps[i] = (struct matrix_step){
			.round = i < STEPS / 2 ? 1 : 2,
			.driver = i / 3 % 2,
			.direction = (enum direction)(i % 3),
			.boot = i % 3 == 0,
		};
	}
	out = fmemopen(text, sizeof(text), "w");
	ck_assert_ptr_nonnull(out);
	progress_open(&p, out, false, &matrix, steps, STEPS, 4);
	/* As if learned. */
	p.boot[0] = 10;
	p.boot[1] = 1;
	p.run = 4.5;
}

static void teardown(void)
{
	fclose(out);
}

static const struct progress_result good = { .bits_per_second = 1.52e9,
					     .cpu_per_bit = 0.071e-9,
					     .retransmits = 7 };

START_TEST(finished_line)
{
	p.next = 6;
	ck_assert_str_eq(progress_format_done(&p, &good, NULL, line),
			 "[ 7/12] shared qemu  host-to-vm    1.52 Gbit/s"
			 "   0.071 CPU s/Gbit      7 retransmits");
	p.next = 11;
	ck_assert_str_eq(progress_format_done(&p, &good, NULL, line),
			 "[12/12] shared netns vm-to-vm      1.52 Gbit/s"
			 "   0.071 CPU s/Gbit      7 retransmits");
}
END_TEST

START_TEST(unknown_numbers_are_left_out)
{
	static const struct progress_result r = { .bits_per_second = 12.345e9,
						  .cpu_per_bit = NAN,
						  .retransmits = -1 };

	ck_assert_str_eq(progress_format_done(&p, &r, NULL, line),
			 "[ 1/12] shared qemu  host-to-vm   12.35 Gbit/s");
}
END_TEST

START_TEST(other_numbers)
{
	static const struct progress_result udp = { .bits_per_second = 1e8,
						    .cpu_per_bit = NAN,
						    .retransmits = -1,
						    .packet_rate = 12345,
						    .loss = 0.25 };
	static const struct progress_result rr = { .latency = 64e-6,
						   .loaded = 1.5e-3 };

	ck_assert_str_eq(progress_format_done(&p, &udp, NULL, line),
			 "[ 1/12] shared qemu  host-to-vm    0.10 Gbit/s"
			 "    12.3 kpackets/s, 25.0 % lost");
	ck_assert_str_eq(progress_format_done(&p, &rr, NULL, line),
			 "[ 1/12] shared qemu  host-to-vm    0.064 ms, "
			 "under load 1.500 ms");
}
END_TEST

/* Dimensions are named where they have values. */
START_TEST(other_dimensions)
{
	matrix_split("tap,vmnet-helper", &matrix.networks);
	matrix.guests = (struct matrix_numbers){ 2, { 2, 8 } };
	matrix.streams = (struct matrix_numbers){ 1, { 4 } };
	matrix.sizes = (struct matrix_numbers){ 1, { 64 } };
	matrix.n_protocols = 1;
	matrix.protocols[0] = UDP;
	steps[0].guests = 8;
	steps[0].streams = 4;
	steps[0].size = 64;
	steps[0].protocol = UDP;
	progress_open(&p, out, false, &matrix, steps, STEPS, 4);
	ck_assert_str_eq(progress_format_done(&p, NULL, "x", line),
			 "[ 1/12] shared qemu  tap           8 vms host-to-vm "
			 "udp x4    64 B  failed: x");
	p.activity = PROGRESS_RUN;
	steps[0].seconds = 9;
	ck_assert_str_eq(progress_format_live(&p, 8.0, line),
			 "[ 1/12] round 1/2 shared qemu tap  8 vms host-to-vm "
			 "udp x4    64 B  running 8/9 s  left 1:06");
}
END_TEST

/* What is left out costs no time, many guests and long steps cost more. */
START_TEST(time_of_other_steps)
{
	double before = progress_left(&p, 0);

	steps[1].skipped = true;
	ck_assert_double_eq_tol(progress_left(&p, 0), before - 4.5, 0.001);
	steps[0].guests = 8;
	ck_assert_double_eq_tol(progress_left(&p, 0), before - 4.5 + 30, 0.001);
	steps[2].seconds = 10;
	ck_assert_double_eq_tol(progress_left(&p, 0), before - 4.5 + 36, 0.001);
	progress_skip(&p, "skipped", "no\tsuch driver");
	ck_assert_uint_eq(p.next, 1);
	fflush(out);
	ck_assert_str_eq(text, "[ 1/12] shared qemu  host-to-vm  skipped: "
			       "no?such driver\n");
}
END_TEST

START_TEST(failed_line)
{
	ck_assert_str_eq(
		progress_format_done(&p, NULL, "guest 1 ended (x.log)", line),
		"[ 1/12] shared qemu  host-to-vm  failed: guest 1 "
		"ended (x.log)");
}
END_TEST

/* What a guest has said must not move the cursor, nor be too long. */
START_TEST(problem_is_made_harmless)
{
	char long_text[1000];

	progress_format_done(&p, NULL, "a\033[2Jb\nc", line);
	ck_assert_str_eq(line, "[ 1/12] shared qemu  host-to-vm  failed: "
			       "a?[2Jb?c");
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	progress_format_done(&p, NULL, long_text, line);
	ck_assert_uint_eq(strlen(line), PROGRESS_LINE - 1);
}
END_TEST

START_TEST(live_line)
{
	p.next = 7;
	p.activity = PROGRESS_RUN;
	/* Five measurements and one boot, two seconds gone. */
	ck_assert_str_eq(progress_format_live(&p, 2.0, line),
			 "[ 8/12] round 2/2 shared qemu vm-to-host  running "
			 "2/4 s  left 0:22");
	p.next = 9;
	p.activity = PROGRESS_BOOT;
	ck_assert_str_eq(progress_format_live(&p, 0.2, line),
			 "[10/12] round 2/2 shared netns  booting 0 s  "
			 "left 0:14");
}
END_TEST

/* iperf3 needs longer than its time; the clock stops at what was asked. */
START_TEST(live_line_does_not_run_over)
{
	p.activity = PROGRESS_RUN;
	progress_format_live(&p, 9.0, line);
	ck_assert_ptr_nonnull(strstr(line, "running 4/4 s"));
}
END_TEST

START_TEST(time_left_at_the_start)
{
	ck_assert_double_eq_tol(progress_left(&p, 0), 12 * 4.5 + 2 * 11, 1e-9);
	p.activity = PROGRESS_BOOT;
	ck_assert_double_eq_tol(progress_left(&p, 4), 12 * 4.5 + 2 * 11 - 4,
				1e-9);
}
END_TEST

START_TEST(time_left_while_measuring)
{
	p.activity = PROGRESS_RUN;
	/* The boot of this group is over, three more are to come. */
	ck_assert_double_eq_tol(progress_left(&p, 1), 12 * 4.5 - 1 + 12, 1e-9);
	/* One that takes longer than expected does not eat the others' time. */
	ck_assert_double_eq_tol(progress_left(&p, 99), 11 * 4.5 + 12, 1e-9);
}
END_TEST

START_TEST(time_left_with_a_second_boot)
{
	p.next = 10;
	p.activity = PROGRESS_BOOT;
	ck_assert_double_eq_tol(progress_left(&p, 0), 2 * 4.5 + 1, 1e-9);
}
END_TEST

START_TEST(time_left_at_the_end)
{
	p.next = STEPS;
	ck_assert_double_eq_tol(progress_left(&p, 0), 0, 1e-9);
	p.next = STEPS - 1;
	p.activity = PROGRESS_RUN;
	ck_assert_double_eq_tol(progress_left(&p, 100), 0, 1e-9);
}
END_TEST

START_TEST(long_times_have_hours)
{
	p.run = 3600;
	p.activity = PROGRESS_IDLE;
	p.next = 11;
	progress_format_live(&p, 0, line);
	ck_assert_ptr_nonnull(strstr(line, "left 1:00:00"));
}
END_TEST

START_TEST(boots_are_learned)
{
	progress_open(&p, out, false, &matrix, steps, STEPS, 4);
	progress_boot(&p);
	progress_booted(&p, 2.0);
	ck_assert_double_eq_tol(p.boot[0], 2, 1e-9);
	progress_boot(&p);
	progress_booted(&p, 4.0);
	ck_assert_double_eq_tol(p.boot[0], 3, 1e-9);
}
END_TEST

START_TEST(plain_output)
{
	progress_boot(&p);
	progress_booted(&p, 2.345);
	progress_run(&p);
	progress_tick(&p);
	progress_done(&p, &good, NULL);
	progress_run(&p);
	progress_done(&p, NULL, "stalled");
	progress_close(&p);
	fflush(out);
	ck_assert_str_eq(text,
			 "        shared qemu  guests ready in 2.35 s\n"
			 "[ 1/12] shared qemu  host-to-vm    1.52 Gbit/s"
			 "   0.071 CPU s/Gbit      7 retransmits\n"
			 "[ 2/12] shared qemu  vm-to-host  failed: stalled\n");
}
END_TEST

START_TEST(live_output)
{
	p.live = true;
	progress_run(&p);
	progress_done(&p, &good, NULL);
	progress_close(&p);
	fflush(out);
	ck_assert_msg(!strncmp(text, "[ 1/12] round 1/2 shared qemu host", 34),
		      "%s", text);
	/* The live line is erased before the finished one is written. */
	ck_assert_ptr_nonnull(strstr(text, "\r\033[K[ 1/12] shared qemu  "));
}
END_TEST

static Suite *progress_suite(void)
{
	Suite *s = suite_create("progress");
	TCase *tc = tcase_create("lines");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, finished_line);
	tcase_add_test(tc, unknown_numbers_are_left_out);
	tcase_add_test(tc, other_numbers);
	tcase_add_test(tc, other_dimensions);
	tcase_add_test(tc, time_of_other_steps);
	tcase_add_test(tc, failed_line);
	tcase_add_test(tc, problem_is_made_harmless);
	tcase_add_test(tc, live_line);
	tcase_add_test(tc, live_line_does_not_run_over);
	tcase_add_test(tc, time_left_at_the_start);
	tcase_add_test(tc, time_left_while_measuring);
	tcase_add_test(tc, time_left_with_a_second_boot);
	tcase_add_test(tc, time_left_at_the_end);
	tcase_add_test(tc, long_times_have_hours);
	tcase_add_test(tc, boots_are_learned);
	tcase_add_test(tc, plain_output);
	tcase_add_test(tc, live_output);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(progress_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
