/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_gate_options.c - command lines of vmnet-gate, good and bad */

#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "perf/gate_options.h"

#define WORDS 20

static struct gate_options o;
static char error[GATE_ERROR];

/* The words are separated by blanks. */
static int parse(const char *line)
{
	static char text[512];
	static char *argv[WORDS];
	int argc = 0;
	char *next;

	strcpy(text, line);
	argv[0] = strtok_r(text, " ", &next);
	while (argv[argc])
		argv[++argc] = strtok_r(NULL, " ", &next);
	return gate_options_parse(&o, argc, argv, error);
}

static void ck_bad(const char *line, const char *why)
{
	ck_assert_int_eq(parse(line), -EINVAL);
	ck_assert_msg(!strcmp(error, why), "%s: %s", line, error);
}

START_TEST(defaults)
{
	ck_assert_int_eq(parse("run --base b"), 0);
	ck_assert_int_eq(o.command, GATE_RUN);
	ck_assert_str_eq(o.base, "b");
	ck_assert_ptr_null(o.head);
	ck_assert_uint_eq(o.design.n_looks, 3);
	ck_assert_uint_eq(o.design.looks[2], 30);
	ck_assert_uint_eq(o.directions.n, 3);
	ck_assert_str_eq(o.modes.name[0], "shared");
	ck_assert_str_eq(o.drivers.name[0], "netns");
	ck_assert_uint_eq(o.time, 2);
	ck_assert(o.processor == GATE_ANY);
	ck_assert(!o.has_seed && !o.strict && !o.help);
	ck_assert_int_eq(parse("judge x.csv"), 0);
	ck_assert_uint_eq(o.design.n_looks, 0);
	ck_assert_double_eq_tol(o.design.alpha, 0.01, 1e-12);
	ck_assert_double_eq_tol(o.design.beta, 0.10, 1e-12);
	ck_assert_double_eq_tol(o.design.floor[GATE_CPU], 0.05, 1e-12);
}
END_TEST

START_TEST(all_of_run)
{
	ck_assert_int_eq(parse("run --base=b --head h --time 9 --omit=1 "
			       "--direction vm-to-vm,host-to-vm --seed 0 "
			       "--processor 1"),
			 0);
	ck_assert_str_eq(o.head, "h");
	ck_assert_uint_eq(o.time, 9);
	ck_assert_uint_eq(o.omit, 1);
	ck_assert_uint_eq(o.directions.n, 2);
	ck_assert_str_eq(o.directions.name[0], "vm-to-vm");
	ck_assert(o.has_seed);
	ck_assert_uint_eq(o.processor, 1);
	ck_assert_int_eq(parse("run --base b --rounds 12,24 --throughput 3.5 "
			       "--cpu 8 --strict --mode host,bridged"),
			 0);
	ck_assert_uint_eq(o.design.n_looks, 2);
	ck_assert_uint_eq(o.design.looks[1], 24);
	ck_assert_double_eq_tol(o.design.floor[GATE_THROUGHPUT], 0.035, 1e-12);
	ck_assert_double_eq_tol(o.design.floor[GATE_CPU], 0.08, 1e-12);
	ck_assert(o.strict);
	ck_assert_uint_eq(o.modes.n, 2);
}
END_TEST

START_TEST(files_anywhere)
{
	ck_assert_int_eq(parse("judge a.csv --rounds 10 b.csv -- --c.csv"), 0);
	ck_assert_uint_eq(o.n_files, 3);
	ck_assert_str_eq(o.files[0], "a.csv");
	ck_assert_str_eq(o.files[1], "b.csv");
	ck_assert_str_eq(o.files[2], "--c.csv");
	ck_assert_uint_eq(o.design.n_looks, 1);
	ck_assert_int_eq(parse("trend a.csv --shift 10 --alpha 1 --csv t"), 0);
	ck_assert_double_eq_tol(o.shift, 0.1, 1e-12);
	ck_assert_str_eq(o.csv, "t");
	ck_assert_int_eq(parse("run --help"), 0);
	ck_assert(o.help);
}
END_TEST

START_TEST(refused)
{
	ck_bad("fly", "unknown command fly; try --help");
	ck_bad("run", "--base is missing");
	ck_bad("run --base b x", "unexpected argument x");
	ck_bad("run --base", "--base: needs a value");
	ck_bad("run --base=", "--base: is empty");
	ck_bad("run --frob", "unknown option --frob");
	ck_bad("run -x", "unknown option -x");
	ck_bad("run --strict=1", "--strict=1: takes no value");
	ck_bad("run --shift 5", "--shift: not an option of run");
	ck_bad("judge x --seed 5", "--seed: not an option of judge");
	ck_bad("judge", "which samples.csv?");
	ck_bad("run --base b --time 0",
	       "--time 0: not a number from 1 to 3600");
	ck_bad("run --base b --mode nat",
	       "--mode nat: not one of shared, host, bridged");
	ck_bad("run --base b --direction up",
	       "--direction up: not one of host-to-vm, vm-to-host, vm-to-vm");
	ck_bad("run --base b --driver a,,b",
	       "--driver a,,b: not a list of names separated by commas");
	ck_bad("run --base b --driver a,",
	       "--driver a,: not a list of names separated by commas");
	ck_bad("run --base b --driver a,a",
	       "--driver a,a: a name is there twice");
	ck_bad("judge x --rounds 20,10",
	       "--rounds 20,10: not at most 8 ascending numbers from 1 to "
	       "200, separated by commas");
	ck_bad("judge x --rounds 201",
	       "--rounds 201: not at most 8 ascending numbers from 1 to 200, "
	       "separated by commas");
	ck_bad("judge x --cpu 0",
	       "--cpu 0: not a percentage above 0 and below 50");
	ck_bad("judge x --alpha nan",
	       "--alpha nan: not a percentage above 0 and below 50");
	ck_bad("judge x --beta 5x",
	       "--beta 5x: not a percentage above 0 and below 50");
	ck_bad("run --base b --mode shared,host,bridged --driver "
	       "a,b,c,d,e,f,g,h",
	       "72 cells, more than 64");
	ck_assert_int_eq(gate_options_parse(&o, 0, NULL, error), -EINVAL);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { defaults, all_of_run, files_anywhere,
				       refused, NULL };

	return check_main("gate_options", tests);
}
