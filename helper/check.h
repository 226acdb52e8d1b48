/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - what every unit test repeats
 */
#ifndef HELPER_CHECK_H
#define HELPER_CHECK_H

#include <check.h>
#include <stdlib.h>

#define CHECK_TESTS_MAX 64 /* in one suite */

/* A test, and how often it runs; _i tells which time it is. */
struct check_rounds {
	const TTest *test;
	int n;
};

/**
 * check_main_rounds() - Run one suite of tests, some of them several times
 * @name:	Name of the suite
 * @tests:	Ends with one whose test is NULL
 *
 * Return: exit status, 0 when all passed.
 */
static inline int check_main_rounds(const char *name,
				    const struct check_rounds *tests)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	for (; tests->test; tests++)
		tcase_add_loop_test(tcase, tests->test, 0, tests->n);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/**
 * check_main() - Run one suite of tests
 * @name:	Name of the suite
 * @tests:	Tests made with START_TEST(), NULL-terminated
 *
 * Return: exit status, 0 when all passed.
 */
static inline int check_main(const char *name, const TTest *const *tests)
{
	struct check_rounds rounds[CHECK_TESTS_MAX + 1] = { 0 };
	int i;

	for (i = 0; i < CHECK_TESTS_MAX && tests[i]; i++)
		rounds[i] = (struct check_rounds){ tests[i], 1 };
	if (tests[i])
		abort(); /* more than there is room for */
	return check_main_rounds(name, rounds);
}

#endif
