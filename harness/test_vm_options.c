/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_vm_options.c - the options of the commands for VMs */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/vm_options.h"
#include "helper/util.h"

#define WORDS 24

static struct vm_options o;
static char error[OPTIONS_ERROR];
static char *line, *argv[WORDS + 1];

static void forget(void)
{
	free(line);
	line = NULL;
}

/* Parse words separated by spaces. */
static int parse(enum vm_command command, const char *words)
{
	char *word, *next;
	int argc = 0;

	forget();
	line = strdup(words);
	ck_assert_ptr_nonnull(line);
	for (word = strtok_r(line, " ", &next); word;
	     word = strtok_r(NULL, " ", &next)) {
		ck_assert_int_lt(argc, WORDS);
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	error[0] = '\0';
	return vm_options_parse(&o, command, argc, argv, error);
}

START_TEST(defaults)
{
	ck_assert_int_eq(parse(VM_CREATE, "vm1 --image disk.img"), 0);
	ck_assert_str_eq(o.name, "vm1");
	ck_assert_str_eq(o.image, "disk.img");
	ck_assert_str_eq(o.user, "vm");
	ck_assert_str_eq(o.driver, "");
	ck_assert_str_eq(o.home, "");
	ck_assert_str_eq(o.packages, "");
	ck_assert_uint_eq(o.cpus, 2);
	ck_assert_uint_eq(o.memory, 1024);
	ck_assert_uint_eq(o.disk, 0);
	ck_assert(!o.download && !o.help);
	ck_assert_int_eq(parse(VM_RUN, "vm1"), 0);
	ck_assert_ptr_null(o.mode);
	ck_assert_str_eq(o.network->name, MATRIX_NETWORK);
	ck_assert_uint_eq(o.timeout, 300);
	ck_assert_int_eq(o.n_rest, 0);
	ck_assert_int_eq(parse(VM_LIST, ""), 0);
	forget();
}
END_TEST

START_TEST(everything_given)
{
	ck_assert_int_eq(parse(VM_CREATE,
			       "--driver=vfkit --cpus 4 --memory 2048 --disk "
			       "40 --user me --packages iperf3,git --home /h "
			       "--images t --download --image debian vm1"),
			 0);
	ck_assert_str_eq(o.driver, "vfkit");
	ck_assert_uint_eq(o.cpus, 4);
	ck_assert_uint_eq(o.memory, 2048);
	ck_assert_uint_eq(o.disk, 40);
	ck_assert_str_eq(o.user, "me");
	ck_assert_str_eq(o.packages, "iperf3,git");
	ck_assert_str_eq(o.home, "/h");
	ck_assert_str_eq(o.images, "t");
	ck_assert_str_eq(o.image, "debian");
	ck_assert(o.download);
	ck_assert_int_eq(parse(VM_RUN, "vm1 --mode host --network "
				       "vmnet-helper:tap --timeout 9"),
			 0);
	ck_assert_str_eq(o.mode, "host");
	ck_assert(o.network->large);
	ck_assert_uint_eq(o.timeout, 9);
	ck_assert_int_eq(parse(VM_CREATE, "-h"), 0);
	ck_assert(o.help);
	forget();
}
END_TEST

START_TEST(the_rest)
{
	ck_assert_int_eq(parse(VM_RUN, "vm1 --timeout 9 -- --network x -v"), 0);
	ck_assert_int_eq(o.n_rest, 3);
	ck_assert_str_eq(o.rest[0], "--network");
	ck_assert_str_eq(o.rest[2], "-v");
	ck_assert_int_eq(parse(VM_SSH, "--home /h vm1 ls -l --home /x"), 0);
	ck_assert_str_eq(o.home, "/h");
	ck_assert_int_eq(o.n_rest, 4);
	ck_assert_str_eq(o.rest[0], "ls");
	ck_assert_int_eq(parse(VM_SSH, "vm1"), 0);
	ck_assert_int_eq(o.n_rest, 0);
	forget();
}
END_TEST

static const struct {
	enum vm_command command;
	const char *words;
	const char *error;
} refused[] = {
	{ VM_CREATE, "", "the name of the VM is missing" },
	{ VM_CREATE, "vm1", "--image is missing" },
	{ VM_CREATE, "../x --image i", "../x: not a name for a VM" },
	{ VM_CREATE, "VM1 --image i", "VM1: not a name for a VM" },
	{ VM_CREATE, "vm1 vm2 --image i", "unexpected argument vm2" },
	{ VM_CREATE, "vm1 --image", "--image: needs a value" },
	{ VM_CREATE, "vm1 --image=", "--image : not a path" },
	{ VM_CREATE, "vm1 --download=yes", "--download=yes: takes no value" },
	{ VM_CREATE, "vm1 --cpus 0", "--cpus 0: not a number from 1 to 64" },
	{ VM_CREATE, "vm1 --cpus 65", "--cpus 65: not a number from 1 to 64" },
	{ VM_CREATE, "vm1 --memory 63", "--memory 63: not a number from 64" },
	{ VM_CREATE, "vm1 --disk 0", "--disk 0: not a number from 1 to 16384" },
	{ VM_CREATE, "vm1 --driver ../x",
	  "--driver ../x: not one of qemu, vfkit" },
	{ VM_CREATE, "vm1 --user root", "--user root: not a name for a user" },
	{ VM_CREATE, "vm1 --packages a,,b", "--packages a,,b: not a list" },
	{ VM_CREATE, "vm1 --home /a,b", "--home /a,b: a path here cannot" },
	{ VM_CREATE, "vm1 --mode host", "unknown option --mode" },
	{ VM_CREATE, "vm1 --ima x", "unknown option --ima" },
	{ VM_CREATE, "vm1 --", "unknown option --" },
	{ VM_RUN, "vm1 --image i", "unknown option --image" },
	{ VM_RUN, "vm1 --mode nat", "--mode nat: not one of shared, host, " },
	{ VM_RUN, "vm1 --network passt", "--network passt: not one of " },
	{ VM_RUN, "vm1 --timeout 0", "--timeout 0: not a number from 1" },
	{ VM_RUN, "-- vm1", "unknown option --" },
	{ VM_SSH, "", "the name of the VM is missing" },
	{ VM_SSH, "-x vm1", "unknown option -x" },
	{ VM_LIST, "vm1", "unexpected argument vm1" },
	{ VM_DELETE, "", "the name of the VM is missing" },
	{ VM_DELETE, "..", "..: not a name for a VM" },
};

START_TEST(refuses)
{
	ck_assert_int_eq(parse(refused[_i].command, refused[_i].words),
			 -EINVAL);
	ck_assert_msg(
		!strncmp(error, refused[_i].error, strlen(refused[_i].error)),
		"%s: %s", refused[_i].words, error);
	forget();
}
END_TEST

START_TEST(long_values)
{
	static char path[PATH_MAX + 16], user[64];

	memset(path, 'a', sizeof(path) - 1);
	memcpy(path, "v --image=", 10);
	path[10 + PATH_MAX] = '\0';
	ck_assert_int_eq(parse(VM_CREATE, path), -EINVAL);
	path[10 + PATH_MAX - 1] = '\0';
	ck_assert_int_eq(parse(VM_CREATE, path), 0);
	memcpy(path, "v --home=/", 10);
	ck_assert_int_eq(parse(VM_DELETE, path), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "the path is too long"));
	memset(user, 'a', sizeof(user) - 1);
	memcpy(user, "v --user=", 9);
	ck_assert_int_eq(parse(VM_CREATE, user), -EINVAL);
	forget();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vm_options");
	TCase *tc = tcase_create("vm_options");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, defaults);
	tcase_add_test(tc, everything_given);
	tcase_add_test(tc, the_rest);
	tcase_add_loop_test(tc, refuses, 0, ARRAY_SIZE(refused));
	tcase_add_test(tc, long_values);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
