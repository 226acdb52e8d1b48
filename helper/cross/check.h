/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - as much of libcheck as the tests of pure functions use
 *
 * Found instead of the library's header when these tests are compiled for
 * another processor, for which the distribution has no libcheck to link; see
 * helper/cross.sh.  One process, one line of output; the first check that does
 * not hold ends it.
 */
#ifndef HELPER_CROSS_CHECK_H
#define HELPER_CROSS_CHECK_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *name;
	void (*run)(int _i);
} TTest;

#define START_TEST(name)                                                       \
	static void name##_run(int _i);                                        \
	static const TTest name##_test = { #name, name##_run };                \
	static const TTest *const name = &name##_test;                         \
	static void name##_run(int _i)
#define END_TEST

#define ck_assert_msg(condition, ...)                                          \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__,     \
				#condition);                                   \
			fprintf(stderr, __VA_ARGS__);                          \
			fputc('\n', stderr);                                   \
			exit(EXIT_FAILURE);                                    \
		}                                                              \
	} while (0)
#define ck_assert(condition) ck_assert_msg(condition, "%s", "does not hold")

#define ck_assert_number(type, format, a, op, b)                               \
	do {                                                                   \
		type ck_a = (a), ck_b = (b);                                   \
                                                                               \
		ck_assert_msg(ck_a op ck_b, "%" format ", %" format, ck_a,     \
			      ck_b);                                           \
	} while (0)
#define ck_assert_int_eq(a, b)	ck_assert_number(intmax_t, PRIdMAX, a, ==, b)
#define ck_assert_int_le(a, b)	ck_assert_number(intmax_t, PRIdMAX, a, <=, b)
#define ck_assert_int_lt(a, b)	ck_assert_number(intmax_t, PRIdMAX, a, <, b)
#define ck_assert_uint_eq(a, b) ck_assert_number(uintmax_t, PRIuMAX, a, ==, b)
#define ck_assert_uint_gt(a, b) ck_assert_number(uintmax_t, PRIuMAX, a, >, b)
#define ck_assert_uint_ge(a, b) ck_assert_number(uintmax_t, PRIuMAX, a, >=, b)
#define ck_assert_uint_le(a, b) ck_assert_number(uintmax_t, PRIuMAX, a, <=, b)
#define ck_assert_uint_lt(a, b) ck_assert_number(uintmax_t, PRIuMAX, a, <, b)
#define ck_assert_mem_eq(a, b, n)                                              \
	ck_assert_msg(memcmp(a, b, n) == 0, "%zu bytes", (size_t)(n))

/* What helper/check.h calls, for one suite at a time. */
typedef struct {
	const char *name;
	unsigned int tests;
} Suite, TCase, SRunner;

enum { CK_NORMAL };

static inline Suite *suite_create(const char *name)
{
	static Suite suite;

	suite.name = name;
	return &suite;
}

static inline TCase *tcase_create(const char *name)
{
	return suite_create(name);
}

static inline void tcase_add_loop_test(TCase *tcase, const TTest *test,
				       int start, int end)
{
	for (; start < end; start++) {
		test->run(start);
		tcase->tests++;
	}
}

static inline void srunner_run_all(SRunner *runner, int verbosity)
{
	(void)verbosity;
	printf("%s: %u tests\n", runner->name, runner->tests);
}

/* helper/cross.sh limits the time; a check that fails ends the process. */
#define tcase_set_timeout(tcase, seconds) ((void)(tcase), (void)(seconds))
#define suite_add_tcase(suite, tcase)	  ((void)(suite), (void)(tcase))
#define srunner_create(suite)		  (suite)
#define srunner_ntests_failed(runner)	  ((void)(runner), 0)
#define srunner_free(runner)		  ((void)(runner))

#endif
