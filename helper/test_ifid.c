/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_ifid.c - UUIDs and the MAC addresses that follow from them */

#include <string.h>

#include "helper/check.h"
#include "helper/ifid.h"
#include "helper/util.h"

START_TEST(parse_accepts_both_cases)
{
	uint8_t lower[IFID_SIZE], upper[IFID_SIZE];
	char text[IFID_TEXT];

	ck_assert_int_eq(
		ifid_parse("9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23", lower), 0);
	ck_assert_int_eq(
		ifid_parse("9C98753A-6DB0-4DD9-BCFC-5E9A1E1D7F23", upper), 0);
	ck_assert_mem_eq(lower, upper, IFID_SIZE);
	ifid_format(lower, text);
	ck_assert_str_eq(text, "9C98753A-6DB0-4DD9-BCFC-5E9A1E1D7F23");
}
END_TEST

START_TEST(parse_refuses)
{
	static const char *const bad[] = {
		"",
		"x",
		"9c98753a6db04dd9bcfc5e9a1e1d7f23",
		"9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f2",
		"9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23a",
		"9c98753a-6db0-4dd9-bcfc-5e9a1e1d7fg3",
		"{9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23}",
		"9c98753a_6db0-4dd9-bcfc-5e9a1e1d7f23",
	};
	uint8_t id[IFID_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(ifid_parse(bad[i], id) < 0, "%s", bad[i]);
}
END_TEST

START_TEST(random_is_version_4)
{
	uint8_t a[IFID_SIZE], b[IFID_SIZE];

	ck_assert_int_eq(ifid_random(a), 0);
	ck_assert_int_eq(ifid_random(b), 0);
	ck_assert_mem_ne(a, b, IFID_SIZE);
	ck_assert_uint_eq(a[6] >> 4, 4);
	ck_assert_uint_eq(a[8] >> 6, 2);
}
END_TEST

/* The address of an id is a promise to every user: it may never change. */
START_TEST(mac_is_a_promise)
{
	uint8_t id[IFID_SIZE], mac[MAC_SIZE];
	char text[MAC_TEXT];

	ck_assert_int_eq(ifid_parse("9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23", id),
			 0);
	ifid_mac(id, mac);
	mac_format(mac, text);
	ck_assert_str_eq(text, "62:68:b2:85:b7:1a");
}
END_TEST

START_TEST(mac_is_unicast_local_and_depends_on_every_bit)
{
	uint8_t id[IFID_SIZE] = { 0 }, base[MAC_SIZE], mac[MAC_SIZE];
	int bit;

	ifid_mac(id, base);
	for (bit = 0; bit < 8 * IFID_SIZE; bit++) {
		id[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ifid_mac(id, mac);
		id[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_uint_eq(mac[0] & 3, 2);
		ck_assert_mem_ne(mac, base, MAC_SIZE);
	}
}
END_TEST

START_TEST(mac_text)
{
	uint8_t mac[MAC_SIZE];
	char text[MAC_TEXT];

	ck_assert_int_eq(mac_parse("02:AB:cd:00:ff:10", mac), 0);
	mac_format(mac, text);
	ck_assert_str_eq(text, "02:ab:cd:00:ff:10");
	ck_assert_int_lt(mac_parse("02:AB:cd:00:ff", mac), 0);
	ck_assert_int_lt(mac_parse("02:AB:cd:00:ff:1", mac), 0);
	ck_assert_int_lt(mac_parse("02:AB:cd:00:ff:100", mac), 0);
	ck_assert_int_lt(mac_parse("02-AB-cd-00-ff-10", mac), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		parse_accepts_both_cases,
		parse_refuses,
		random_is_version_4,
		mac_is_a_promise,
		mac_is_unicast_local_and_depends_on_every_bit,
		mac_text,
		NULL,
	};

	return check_main("ifid", tests);
}
