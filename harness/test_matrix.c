/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_matrix.c - lists of names, and the order of the measurements */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/matrix.h"
#include "helper/util.h"

#define MODES	2
#define DRIVERS 3
#define ROUNDS	20
#define CELLS	(MODES * DRIVERS * DIRECTIONS_USUAL)

static struct matrix matrix;
static struct matrix_step *steps;
static size_t n;

static void setup(void)
{
	memset(&matrix, 0, sizeof(matrix));
	ck_assert_int_eq(matrix_split("shared,host", &matrix.modes), 0);
	ck_assert_int_eq(matrix_split("a,b,c", &matrix.drivers), 0);
	matrix.n_directions = DIRECTIONS_USUAL;
	matrix.directions[0] = HOST_TO_VM;
	matrix.directions[1] = VM_TO_HOST;
	matrix.directions[2] = VM_TO_VM;
	matrix.rounds = ROUNDS;
	matrix.seed = 7;
	ck_assert_int_eq(matrix_plan(&matrix, &steps, &n), 0);
	ck_assert_uint_eq(n, CELLS * ROUNDS);
}

static void teardown(void)
{
	free(steps);
}

static size_t cell_of(const struct matrix_step *s)
{
	return (s->mode * DRIVERS + s->driver) * DIRECTIONS_USUAL +
	       s->direction;
}

START_TEST(every_round_has_every_cell_once)
{
	unsigned int seen[CELLS], round;
	size_t i, j;

	for (round = 1; round <= ROUNDS; round++) {
		memset(seen, 0, sizeof(seen));
		for (i = 0; i < CELLS; i++) {
			j = (round - 1) * CELLS + i;
			ck_assert_uint_eq(steps[j].round, round);
			ck_assert_uint_eq(steps[j].order, i + 1);
			seen[cell_of(&steps[j])]++;
		}
		for (i = 0; i < CELLS; i++)
			ck_assert_uint_eq(seen[i], 1);
	}
}
END_TEST

START_TEST(directions_of_a_group_stay_together)
{
	size_t i;

	for (i = 0; i < n; i++) {
		ck_assert_int_eq(steps[i].boot, i % DIRECTIONS_USUAL == 0);
		if (steps[i].boot)
			continue;
		ck_assert_uint_eq(steps[i].mode, steps[i - 1].mode);
		ck_assert_uint_eq(steps[i].driver, steps[i - 1].driver);
	}
}
END_TEST

START_TEST(same_seed_same_order)
{
	struct matrix_step *again;
	size_t m, i;

	ck_assert_int_eq(matrix_plan(&matrix, &again, &m), 0);
	ck_assert_uint_eq(m, n);
	for (i = 0; i < n; i++)
		ck_assert_uint_eq(cell_of(&again[i]), cell_of(&steps[i]));
	free(again);
}
END_TEST

static size_t differences(const struct matrix_step *a,
			  const struct matrix_step *b, size_t count)
{
	size_t i, different = 0;

	for (i = 0; i < count; i++)
		different += cell_of(&a[i]) != cell_of(&b[i]);
	return different;
}

START_TEST(other_seed_other_order)
{
	struct matrix_step *other;
	size_t m;

	matrix.seed++;
	ck_assert_int_eq(matrix_plan(&matrix, &other, &m), 0);
	ck_assert_uint_gt(differences(steps, other, n), n / 2);
	free(other);
}
END_TEST

START_TEST(rounds_differ)
{
	size_t same = 0, i;

	for (i = 0; i + 1 < ROUNDS; i++)
		same += !differences(steps + i * CELLS, steps + (i + 1) * CELLS,
				     CELLS);
	ck_assert_uint_eq(same, 0);
}
END_TEST

/* No cell has a place of its own: over the rounds it is early and late. */
START_TEST(order_is_spread)
{
	unsigned int early[CELLS] = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		early[cell_of(&steps[i])] += steps[i].order <= CELLS / 2;
	for (i = 0; i < CELLS; i++) {
		ck_assert_uint_gt(early[i], 0);
		ck_assert_uint_lt(early[i], ROUNDS);
	}
}
END_TEST

/* From another implementation: a seed means the same in all versions. */
START_TEST(order_is_fixed_for_ever)
{
	char got[8] = "";
	size_t i;

	for (i = 0; i < MODES * DRIVERS; i++)
		got[i] = matrix.drivers
				 .name[steps[i * DIRECTIONS_USUAL].driver][0];
	ck_assert_str_eq(got, "bcacba");
}
END_TEST

static void plan(void)
{
	free(steps);
	steps = NULL;
	ck_assert_int_eq(matrix_plan(&matrix, &steps, &n), 0);
}

static size_t count(enum direction direction, enum protocol protocol)
{
	size_t i, found = 0;

	for (i = 0; i < n; i++)
		found += steps[i].direction == direction &&
			 steps[i].protocol == protocol;
	return found;
}

/* Every value of a dimension meets every other one that makes sense. */
START_TEST(combinations)
{
	matrix.rounds = 1;
	matrix.guests = (struct matrix_numbers){ 2, { 1, 4 } };
	matrix.streams = (struct matrix_numbers){ 2, { 1, 8 } };
	matrix.sizes = (struct matrix_numbers){ 3, { 64, 512, 1400 } };
	matrix.n_protocols = PROTOCOLS;
	matrix.protocols[0] = UDP;
	matrix.protocols[1] = RR;
	matrix.protocols[2] = TCP;
	plan();
	ck_assert_uint_eq(count(HOST_TO_VM, TCP), MODES * DRIVERS * 2 * 2 * 3);
	ck_assert_uint_eq(count(HOST_TO_VM, UDP), MODES * DRIVERS * 2 * 2 * 3);
	ck_assert_uint_eq(count(VM_TO_VM, UDP), MODES * DRIVERS * 2 * 3);
	ck_assert_uint_eq(count(HOST_TO_VM, RR), MODES * DRIVERS * 2);
	ck_assert_uint_eq(count(VM_TO_HOST, RR), 0);
	ck_assert_uint_eq(count(VM_TO_VM, RR), MODES * DRIVERS);
}
END_TEST

/* What has no modes is measured once, in the first one. */
START_TEST(networks_without_modes)
{
	size_t i, helper = 0, tap = 0;

	ck_assert_int_eq(matrix_split("vmnet-helper,vmnet-helper:stream,tap",
				      &matrix.networks),
			 0);
	matrix.rounds = 1;
	plan();
	for (i = 0; i < n; i++) {
		if (steps[i].network < 2) {
			helper++;
			continue;
		}
		ck_assert_uint_eq(steps[i].mode, 0);
		tap++;
	}
	ck_assert_uint_eq(helper, CELLS * 2);
	ck_assert_uint_eq(tap, CELLS / MODES);
	ck_assert(matrix_has_modes("vmnet-helper:stream"));
	ck_assert(!matrix_has_modes("vmnet-helpers"));
}
END_TEST

START_TEST(nothing_and_too_much)
{
	struct matrix_step *none;
	size_t m;

	matrix.guests = (struct matrix_numbers){ 1, { 1 } };
	matrix.n_directions = 1;
	matrix.directions[0] = VM_TO_VM;
	ck_assert_int_eq(matrix_plan(&matrix, &none, &m), -ENOENT);
	matrix.guests.n = 0;
	matrix.rounds = MATRIX_STEPS;
	ck_assert_int_eq(matrix_plan(&matrix, &none, &m), -E2BIG);
}
END_TEST

START_TEST(defaults_have_names)
{
	ck_assert_str_eq(matrix_network(&matrix, 0), "vmnet-helper");
	ck_assert_str_eq(matrix_script(&matrix, 1), "b");
	strcpy(matrix.variants[1].script, "qemu");
	ck_assert_str_eq(matrix_script(&matrix, 1), "qemu");
	ck_assert_uint_eq(steps[0].guests, 2);
	ck_assert_uint_eq(steps[0].streams, 1);
	ck_assert_int_eq(steps[0].protocol, TCP);
}
END_TEST

START_TEST(names_are_split)
{
	struct matrix_list list;

	ck_assert_int_eq(matrix_split("qemu,netns,a-b_c.2", &list), 0);
	ck_assert_uint_eq(list.n, 3);
	ck_assert_str_eq(list.name[0], "qemu");
	ck_assert_str_eq(list.name[1], "netns");
	ck_assert_str_eq(list.name[2], "a-b_c.2");
}
END_TEST

static const struct {
	const char *text;
	int err;
} bad[] = {
	{ "", -EINVAL },
	{ ",", -EINVAL },
	{ "a,", -EINVAL },
	{ ",a", -EINVAL },
	{ "a,,b", -EINVAL },
	{ "a b", -EINVAL },
	{ "../x", -EINVAL },
	{ "a/b", -EINVAL },
	{ ".x", -EINVAL },
	{ ":x", -EINVAL },
	{ "--check", -EINVAL },
	{ "a\n", -EINVAL },
	{ "a,b,a", -EEXIST },
	{ "abcdefghijklmnopqrstuvwxyz012345", -EINVAL },
	{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", -E2BIG },
};

START_TEST(bad_names_are_refused)
{
	struct matrix_list list;

	ck_assert_int_eq(matrix_split(bad[_i].text, &list), bad[_i].err);
}
END_TEST

START_TEST(longest_lists_fit)
{
	struct matrix_list list;

	ck_assert_int_eq(matrix_split("abcdefghijklmnopqrstuvwxyz01234", &list),
			 0);
	ck_assert_int_eq(matrix_split("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p", &list),
			 0);
	ck_assert_uint_eq(list.n, MATRIX_ITEMS);
}
END_TEST

START_TEST(directions_have_names)
{
	enum direction d;
	enum protocol p;

	ck_assert_int_eq(matrix_direction("vm-to-host", &d), 0);
	ck_assert_int_eq(d, VM_TO_HOST);
	ck_assert_str_eq(matrix_direction_name(VM_TO_VM), "vm-to-vm");
	ck_assert_int_eq(matrix_direction("host-and-vm", &d), 0);
	ck_assert_int_eq(d, HOST_AND_VM);
	ck_assert_int_eq(matrix_protocol("rr", &p), 0);
	ck_assert_int_eq(p, RR);
	ck_assert_str_eq(matrix_protocol_name(UDP), "udp");
	ck_assert_int_eq(matrix_protocol("sctp", &p), -EINVAL);
	ck_assert_int_eq(matrix_direction("up", &d), -EINVAL);
	ck_assert_int_eq(matrix_direction("", &d), -EINVAL);
}
END_TEST

static Suite *matrix_suite(void)
{
	Suite *s = suite_create("matrix");
	TCase *tc = tcase_create("order");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_round_has_every_cell_once);
	tcase_add_test(tc, directions_of_a_group_stay_together);
	tcase_add_test(tc, same_seed_same_order);
	tcase_add_test(tc, other_seed_other_order);
	tcase_add_test(tc, rounds_differ);
	tcase_add_test(tc, order_is_spread);
	tcase_add_test(tc, order_is_fixed_for_ever);
	tcase_add_test(tc, combinations);
	tcase_add_test(tc, networks_without_modes);
	tcase_add_test(tc, nothing_and_too_much);
	tcase_add_test(tc, defaults_have_names);
	suite_add_tcase(s, tc);
	tc = tcase_create("names");
	tcase_add_test(tc, names_are_split);
	tcase_add_loop_test(tc, bad_names_are_refused, 0, ARRAY_SIZE(bad));
	tcase_add_test(tc, longest_lists_fit);
	tcase_add_test(tc, directions_have_names);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(matrix_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
