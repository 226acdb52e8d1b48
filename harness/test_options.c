/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_options.c - the options of "vmnet-bench run" */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options.h"
#include "helper/util.h"

#define WORDS 16

static struct options o;
static char error[OPTIONS_ERROR];

/* Parse words separated by spaces. */
static int parse(const char *line)
{
	char *argv[WORDS + 1], *copy = strdup(line), *word, *next;
	int argc = 0, err;

	ck_assert_ptr_nonnull(copy);
	for (word = strtok_r(copy, " ", &next); word;
	     word = strtok_r(NULL, " ", &next)) {
		ck_assert_int_lt(argc, WORDS);
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	error[0] = '\0';
	err = options_parse(&o, argc, argv, error);
	free(copy);
	return err;
}

START_TEST(defaults)
{
	ck_assert_int_eq(parse(""), 0);
	ck_assert_uint_eq(o.matrix.modes.n, 1);
	ck_assert_str_eq(o.matrix.modes.name[0], "shared");
	ck_assert_uint_eq(o.matrix.drivers.n, 2);
	ck_assert_str_eq(o.matrix.drivers.name[0], "qemu");
	ck_assert_str_eq(o.matrix.drivers.name[1], "netns");
	ck_assert_uint_eq(o.matrix.n_directions, DIRECTIONS_USUAL);
	ck_assert_uint_eq(o.matrix.rounds, 3);
	ck_assert_uint_eq(o.seconds, 3);
	ck_assert_uint_eq(o.omit, 1);
	ck_assert_uint_eq(o.length, 131072);
	ck_assert(!o.has_seed && !o.plain && !o.verbose && !o.help);
	ck_assert_str_eq(o.output, "");
}
END_TEST

START_TEST(everything_given)
{
	ck_assert_int_eq(parse("--mode shared --driver=netns --direction "
			       "vm-to-vm,host-to-vm --time 10 --omit=0"),
			 0);
	ck_assert_uint_eq(o.matrix.drivers.n, 1);
	ck_assert_uint_eq(o.matrix.n_directions, 2);
	ck_assert_int_eq(o.matrix.directions[0], VM_TO_VM);
	ck_assert_int_eq(o.matrix.directions[1], HOST_TO_VM);
	ck_assert_uint_eq(o.seconds, 10);
	ck_assert_uint_eq(o.omit, 0);
	ck_assert_int_eq(parse("--rounds 1000 --length 1 --seed 4294967295 -v "
			       "--plain --output a=b"),
			 0);
	ck_assert_uint_eq(o.matrix.rounds, 1000);
	ck_assert_uint_eq(o.length, 1);
	ck_assert(o.has_seed);
	ck_assert_uint_eq(o.matrix.seed, UINT32_MAX);
	ck_assert(o.verbose && o.plain);
	ck_assert_str_eq(o.output, "a=b");
	ck_assert_int_eq(parse("--helper h --vms v --build=b --guest g -h"), 0);
	ck_assert_str_eq(o.helper, "h");
	ck_assert_str_eq(o.vms, "v");
	ck_assert_str_eq(o.build, "b");
	ck_assert_str_eq(o.guest, "g");
	ck_assert(o.help);
}
END_TEST

START_TEST(other_dimensions)
{
	ck_assert_int_eq(parse("--network tap,user --protocol udp,rr --streams "
			       "1,8 --sizes 64 --guests 1,32 --length 128k"),
			 0);
	ck_assert_uint_eq(o.matrix.networks.n, 2);
	ck_assert_uint_eq(o.matrix.n_protocols, 2);
	ck_assert_int_eq(o.matrix.protocols[1], RR);
	ck_assert_uint_eq(o.matrix.streams.value[1], 8);
	ck_assert_uint_eq(o.matrix.sizes.value[0], 64);
	ck_assert_uint_eq(o.matrix.guests.value[1], 32);
	ck_assert_uint_eq(o.length, 131072);
	ck_assert_int_eq(parse("--shared-interface en0 --dry-run"), 0);
	ck_assert_str_eq(o.lan, "en0");
	ck_assert(o.dry_run);
}
END_TEST

/* Of a run that goes on only the place may change. */
START_TEST(what_changes_a_run)
{
	ck_assert_int_eq(parse("--resume d --helper h --vms v --plain -v"), 0);
	ck_assert_ptr_null(o.changes);
	ck_assert_str_eq(o.resume, "d");
	ck_assert_int_eq(parse("--resume d --seed 1 --time 2"), 0);
	ck_assert_str_eq(o.changes, "seed");
}
END_TEST

START_TEST(last_one_counts)
{
	ck_assert_int_eq(parse("--time 1 --time 2 --driver a,b --driver c"), 0);
	ck_assert_uint_eq(o.seconds, 2);
	ck_assert_uint_eq(o.matrix.drivers.n, 1);
	ck_assert_str_eq(o.matrix.drivers.name[0], "c");
}
END_TEST

static const struct {
	const char *line;
	const char *error;
} bad[] = {
	{ "--mode typo", "--mode typo: not one of shared, host, bridged, all" },
	{ "--mode shared,typo",
	  "--mode typo: not one of shared, host, bridged, all" },
	{ "--driver a,,b",
	  "--driver a,,b: not a list of names separated by commas" },
	{ "--driver ../x",
	  "--driver ../x: not a list of names separated by commas" },
	{ "--driver a,a", "--driver a,a: a name is there twice" },
	{ "--direction up", "--direction up: not one of host-to-vm, "
			    "vm-to-host, vm-to-vm, host-and-vm, "
			    "vm-and-vm, host-to-vms, vms-to-host" },
	{ "--network x",
	  "--network x: not one of vmnet-helper, "
	  "vmnet-helper:stream, vmnet-helper:tap, tap, user, passt, vde, flood" },
	{ "--protocol x", "--protocol x: not one of tcp, udp, rr" },
	{ "--streams 0", "--streams 0: not a number from 1 to 128" },
	{ "--guests 1,33", "--guests 33: not a number from 1 to 32" },
	{ "--guests 2,02", "--guests 2,02: a number is there twice" },
	{ "--sizes 15", "--sizes 15: not a number from 16 to 65507" },
	{ "--sizes 65508", "--sizes 65508: not a number from 16 to 65507" },
	{ "--shared-interface lo",
	  "--shared-interface lo: not a name of a network interface" },
	{ "--shared-interface abcdefghijklmnop",
	  "--shared-interface abcdefghijklmnop: not a name of a network "
	  "interface" },
	{ "--length 2m", "--length 2m: not a number from 1 to 1048576" },
	{ "--length k", "--length k: not a number from 1 to 1048576" },
	{ "--resume=", "--resume : not a path" },
	{ "--dry-run=1", "--dry-run=1: takes no value" },
	{ "--time 0", "--time 0: not a number from 1 to 3600" },
	{ "--time 3601", "--time 3601: not a number from 1 to 3600" },
	{ "--time 1.5", "--time 1.5: not a number from 1 to 3600" },
	{ "--time=", "--time : not a number from 1 to 3600" },
	{ "--omit -1", "--omit -1: not a number from 0 to 60" },
	{ "--rounds x", "--rounds x: not a number from 1 to 1000" },
	{ "--length 1048577",
	  "--length 1048577: not a number from 1 to 1048576" },
	{ "--seed 4294967296",
	  "--seed 4294967296: not a number from 0 to 4294967295" },
	{ "--output=", "--output : not a path" },
	{ "--time", "--time: needs a value" },
	{ "--plain=1", "--plain=1: takes no value" },
	{ "--tim 1", "unknown option --tim" },
	{ "--timer 1", "unknown option --timer" },
	{ "-x", "unknown option -x" },
	{ "-vv", "unknown option -vv" },
	{ "--", "unknown option --" },
	{ "--=1", "unknown option --=1" },
	{ "-", "unexpected argument -" },
	{ "now", "unexpected argument now" },
};

START_TEST(bad_values_are_named)
{
	ck_assert_int_eq(parse(bad[_i].line), -EINVAL);
	ck_assert_str_eq(error, bad[_i].error);
}
END_TEST

/* However long a value is, the error stays one line of its size. */
START_TEST(long_values)
{
	char *value = malloc(100000);
	char *argv[] = { NULL, value };
	static const char *const names[] = { "--time", "--driver", "--output",
					     "--mode", "--direction" };
	size_t i;

	ck_assert_ptr_nonnull(value);
	memset(value, 'x', 99999);
	value[99999] = '\0';
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		argv[0] = (char *)names[i];
		ck_assert_int_eq(options_parse(&o, 2, argv, error), -EINVAL);
		ck_assert_uint_lt(strlen(error), 200);
	}
	argv[0] = value;
	ck_assert_int_eq(options_parse(&o, 1, argv, error), -EINVAL);
	free(value);
}
END_TEST

START_TEST(default_paths)
{
	ck_assert_int_eq(parse(""), 0);
	ck_assert_int_eq(
		options_defaults(&o, "/t/build/san", "/t", NULL, "/h", "arm"),
		0);
	ck_assert_str_eq(o.build, "/t/build/san");
	ck_assert_str_eq(o.helper, "/t/build/san/vmnet-helper");
	ck_assert_str_eq(o.vms, "/t/vms");
	ck_assert_str_eq(o.results, "/t/results/local");
	ck_assert_str_eq(o.guest, "/h/.cache/vmnet-helper/guest-arm");
	ck_assert_str_eq(o.output, "");
}
END_TEST

START_TEST(given_paths_stay)
{
	ck_assert_int_eq(parse("--build b --vms v"), 0);
	ck_assert_int_eq(options_defaults(&o, "/p", "/t", "/c", "/h", "arm"),
			 0);
	ck_assert_str_eq(o.build, "b");
	ck_assert_str_eq(o.helper, "b/vmnet-helper");
	ck_assert_str_eq(o.vms, "v");
	ck_assert_str_eq(o.guest, "/c/guest-arm");
}
END_TEST

START_TEST(overlong_paths)
{
	char root[PATH_MAX];

	ck_assert_int_eq(parse(""), 0);
	memset(root, 'x', sizeof(root) - 1);
	root[sizeof(root) - 1] = '\0';
	ck_assert_int_eq(options_defaults(&o, "/p", root, "/c", "/h", "arm"),
			 -ENAMETOOLONG);
}
END_TEST

/* Every option is in the help text, on a line that fits a terminal. */
START_TEST(help_text)
{
	static const char *const names[] = {
		"mode",	  "driver", "direction", "time",     "omit",
		"rounds", "length", "seed",	 "output",   "helper",
		"vms",	  "build",  "guest",	 "plain",    "verbose",
		"help",	  "matrix", "network",	 "protocol", "streams",
		"sizes",  "guests", "resume",	 "dry-run",  "shared-interface",
	};
	char text[8192], want[32], *line, *next;
	FILE *f = fmemopen(text, sizeof(text), "w");
	size_t i;

	ck_assert_ptr_nonnull(f);
	options_usage(f);
	fclose(f);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(want, sizeof(want), "--%s ", names[i]);
		ck_assert_msg(strstr(text, want), "no %s", want);
	}
	for (line = strtok_r(text, "\n", &next); line;
	     line = strtok_r(NULL, "\n", &next))
		ck_assert_uint_lt(strlen(line), 80);
}
END_TEST

START_TEST(created_vms)
{
	ck_assert_int_eq(parse("--vm web,db --home /vms"), 0);
	ck_assert_uint_eq(o.created.n, 2);
	ck_assert_str_eq(o.created.name[1], "db");
	ck_assert_uint_eq(o.matrix.drivers.n, 1);
	ck_assert_str_eq(o.matrix.drivers.name[0], OPTIONS_CREATED);
	ck_assert_uint_eq(o.matrix.guests.n, 1);
	ck_assert_uint_eq(o.matrix.guests.value[0], 2);
	ck_assert_str_eq(o.home, "/vms");
	ck_assert_int_eq(parse("--vm web,db --guests 1"), 0);
	ck_assert_uint_eq(o.matrix.guests.value[0], 1);
	ck_assert_int_eq(parse("--vm web:1"), -EINVAL);
	ck_assert_str_eq(error, "--vm web:1: not a name of a VM");
	ck_assert_int_eq(parse("--vm web,web"), -EINVAL);
	ck_assert_int_eq(parse("--vm ../x"), -EINVAL);
}
END_TEST

static Suite *options_suite(void)
{
	Suite *s = suite_create("options");
	TCase *tc = tcase_create("run");

	tcase_add_test(tc, defaults);
	tcase_add_test(tc, created_vms);
	tcase_add_test(tc, everything_given);
	tcase_add_test(tc, other_dimensions);
	tcase_add_test(tc, what_changes_a_run);
	tcase_add_test(tc, last_one_counts);
	tcase_add_loop_test(tc, bad_values_are_named, 0, ARRAY_SIZE(bad));
	tcase_add_test(tc, long_values);
	tcase_add_test(tc, default_paths);
	tcase_add_test(tc, given_paths_stay);
	tcase_add_test(tc, overlong_paths);
	tcase_add_test(tc, help_text);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(options_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
