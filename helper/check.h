/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - what every unit test repeats
 */
#ifndef HELPER_CHECK_H
#define HELPER_CHECK_H

#include <check.h>
#include <stdlib.h>

/**
 * check_main() - Run one suite of tests
 * @name:	Name of the suite
 * @tests:	Tests made with START_TEST(), NULL-terminated
 *
 * Return: exit status, 0 when all passed.
 */
static inline int check_main(const char *name, const TTest *const *tests)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	for (; *tests; tests++)
		tcase_add_test(tcase, *tests);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
