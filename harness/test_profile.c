/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_profile.c - what a VM is, written and read again */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/profile.h"
#include "helper/util.h"

static char why[PROFILE_REASON];

START_TEST(round_trip)
{
	struct profile in = {
		.driver = "qemu", .cpus = 2, .memory = 1024, .user = "vm"
	};
	uint8_t id[IFID_SIZE], mac[MAC_SIZE];
	struct profile out;
	char expected[MAC_TEXT], *text;

	ck_assert_int_eq(profile_mac(&in), 0);
	text = profile_text(&in);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(profile_parse(&out, text, strlen(text), why), 0);
	ck_assert_str_eq(out.driver, "qemu");
	ck_assert_uint_eq(out.cpus, 2);
	ck_assert_uint_eq(out.memory, 1024);
	ck_assert_str_eq(out.user, "vm");
	ck_assert_str_eq(out.mac, in.mac);
	ck_assert_str_eq(out.id, in.id);
	/* What the helper makes of the id, so that both say the same. */
	ck_assert_int_eq(ifid_parse(out.id, id), 0);
	ifid_mac(id, mac);
	mac_format(mac, expected);
	ck_assert_str_eq(out.mac, expected);
	free(text);
}
END_TEST

#define GOOD                                                                   \
	"\"driver\": \"qemu\", \"cpus\": 2, \"memory\": 64, \"user\": "        \
	"\"vm\", \"mac\": \"02:00:00:00:00:01\", \"interface_id\": "           \
	"\"2F1A3C08-0000-4000-8000-000000000001\""

/* One member of the good ones is another. */
static const struct {
	const char *from;
	const char *to;
	const char *member;
} wrong[] = {
	{ "\"qemu\"", "\"../x\"", "driver" },
	{ "\"qemu\"", "7", "driver" },
	{ "\"driver\"", "\"drivers\"", "driver" },
	{ "2,", "0,", "cpus" },
	{ "2,", "65,", "cpus" },
	{ "2,", "\"2\",", "cpus" },
	{ "64", "1048577", "memory" },
	{ "64", "-64", "memory" },
	{ "\"vm\"", "\"root\"", "user" },
	{ "\"vm\"", "\"a b\"", "user" },
	{ "\"vm\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "user" },
	{ "02:00", "02-00", "mac" },
	{ "2F1A3C08", "2F1A3C0", "interface_id" },
};

START_TEST(refuses)
{
	const char *at;
	char text[512];
	struct profile p;

	ck_assert_int_eq(
		profile_parse(&p, "{" GOOD "}", strlen("{" GOOD "}"), why), 0);
	at = strstr(GOOD, wrong[_i].from);
	ck_assert_ptr_nonnull(at);
	snprintf(text, sizeof(text), "{%.*s%s%s}", (int)(at - GOOD), GOOD,
		 wrong[_i].to, at + strlen(wrong[_i].from));
	ck_assert_int_eq(profile_parse(&p, text, strlen(text), why), -EINVAL);
	ck_assert_ptr_nonnull(strstr(why, wrong[_i].member));
	ck_assert_ptr_nonnull(strstr(why, "is missing or wrong"));
}
END_TEST

START_TEST(refuses_what_is_no_json)
{
	struct profile p;

	ck_assert_int_eq(profile_parse(&p, "", 0, why), -EINVAL);
	ck_assert_str_eq(why, "line 1: not JSON");
	ck_assert_int_eq(profile_parse(&p, "[]", 2, why), -EINVAL);
	ck_assert_int_eq(profile_parse(&p, "{" GOOD, strlen("{" GOOD), why),
			 -EINVAL);
}
END_TEST

START_TEST(words)
{
	ck_assert_int_eq(profile_driver_check("qemu"), 0);
	ck_assert_int_eq(profile_driver_check("my-vmm2"), 0);
	ck_assert_int_eq(profile_driver_check(""), -EINVAL);
	ck_assert_int_eq(profile_driver_check("../qemu"), -EINVAL);
	ck_assert_int_eq(profile_driver_check("-x"), -EINVAL);
	ck_assert_int_eq(profile_user_check("vm"), 0);
	ck_assert_int_eq(profile_user_check("_x-1"), 0);
	ck_assert_int_eq(profile_user_check("root"), -EINVAL);
	ck_assert_int_eq(profile_user_check("1a"), -EINVAL);
	ck_assert_int_eq(profile_user_check(""), -EINVAL);
	ck_assert_int_eq(profile_user_check("a: b"), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile");
	TCase *tc = tcase_create("profile");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, round_trip);
	tcase_add_loop_test(tc, refuses, 0, ARRAY_SIZE(wrong));
	tcase_add_test(tc, refuses_what_is_no_json);
	tcase_add_test(tc, words);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
