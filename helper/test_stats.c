/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_stats.c - the line of counters is what tools parse */

#include <jansson.h>
#include <string.h>

#include "helper/check.h"
#include "helper/stats.h"

static json_int_t number(const json_t *json, const char *side, const char *key)
{
	return json_integer_value(
		json_object_get(json_object_get(json, side), key));
}

START_TEST(line)
{
	struct timespec now = { 1784998789, 914000000 };
	struct timespec cpu = { 12, 34567890 };
	struct stats host = { 0 }, vm = { 0 };
	char text[STATS_LINE_MAX];
	json_t *json, *reasons;

	setenv("TZ", "UTC-3", 1);
	tzset();
	stats_add(&host.packets, 3);
	stats_add(&host.bytes, UINT64_C(1) << 40);
	stats_add(&host.drops[DROP_FULL], 2);
	stats_add(&host.drops[DROP_RUNT], 5);
	stats_add(&vm.fast, 7);
	stats_add(&vm.slow, 8);
	stats_format(&host, &vm, &now, &cpu, text);
	ck_assert_ptr_null(strchr(text, '\n'));
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(json_object_get(json, "time")),
			 "2026-07-25T19:59:49.914+03:00");
	ck_assert_int_eq(number(json, "host", "packets"), 3);
	ck_assert_int_eq(number(json, "host", "bytes"), INT64_C(1) << 40);
	ck_assert_int_eq(number(json, "host", "drops"), 7);
	ck_assert_int_eq(number(json, "vm", "fast"), 7);
	ck_assert_int_eq(number(json, "vm", "slow"), 8);
	ck_assert_double_eq_tol(json_real_value(json_object_get(json, "cpu")),
				12.034567, 1e-9);
	reasons = json_object_get(json_object_get(json, "host"), "reasons");
	ck_assert_uint_eq(json_object_size(reasons), DROP_REASONS);
	ck_assert_int_eq(json_integer_value(json_object_get(reasons, "runt")),
			 5);
	json_decref(json);
}
END_TEST

/* All counters at their limit still make a whole line. */
START_TEST(longest_line)
{
	struct timespec now = { 1784998789, 0 }, cpu = { INT64_MAX, 999999999 };
	struct stats all;
	char text[STATS_LINE_MAX];
	json_t *json;

	memset(&all, 0xff, sizeof(all));
	stats_format(&all, &all, &now, &cpu, text);
	ck_assert_int_eq(text[strlen(text) - 1], '}');
	json = json_loads(text, JSON_DECODE_INT_AS_REAL, NULL);
	ck_assert_ptr_nonnull(json);
	json_decref(json);
}
END_TEST

/* An offset between -00:59 and -00:01 keeps its sign. */
START_TEST(negative_half_hour)
{
	struct timespec now = { 1784998789, 0 };
	struct stats host = { 0 }, vm = { 0 };
	char text[STATS_LINE_MAX];

	setenv("TZ", "XXX0:30", 1);
	tzset();
	stats_format(&host, &vm, &now, &now, text);
	ck_assert_ptr_nonnull(strstr(text, ".000-00:30\""));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { line, longest_line, negative_half_hour,
				       NULL };

	return check_main("stats", tests);
}
