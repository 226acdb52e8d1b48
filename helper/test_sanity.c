/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_sanity.c - frames that are what they say, and that are not */

#include <string.h>

#include "helper/check.h"
#include "helper/sanity.h"

static uint8_t frame[200];

static void make(unsigned int type, const void *payload, size_t len)
{
	memset(frame, 0, sizeof(frame));
	frame[12] = (uint8_t)(type >> 8);
	frame[13] = (uint8_t)type;
	memcpy(frame + 14, payload, len);
}

START_TEST(lengths_of_802_3)
{
	make(0, "", 0);
	ck_assert_int_eq(sanity_check(frame, 14), SANITY_OK);
	make(46, "", 0);
	ck_assert_int_eq(sanity_check(frame, 60), SANITY_OK);
	ck_assert_int_eq(sanity_check(frame, 59), DROP_ETHERTYPE);
	make(0x5ff, "", 0);
	ck_assert_int_eq(sanity_check(frame, 60), DROP_ETHERTYPE);
	make(0x600, "", 0);
	ck_assert_int_eq(sanity_check(frame, 14), SANITY_OK);
}
END_TEST

START_TEST(protocols_we_do_not_know)
{
	make(0x806, "x", 1);
	ck_assert_int_eq(sanity_check(frame, 14), SANITY_OK);
	make(0x88cc, "x", 1);
	ck_assert_int_eq(sanity_check(frame, 15), SANITY_OK);
}
END_TEST

START_TEST(headers_of_ipv4)
{
	make(0x800, "\x45\0\0\x1c", 4);
	ck_assert_int_eq(sanity_check(frame, 14 + 28), SANITY_OK);
	ck_assert_int_eq(sanity_check(frame, 60), SANITY_OK); /* padded */
	ck_assert_int_eq(sanity_check(frame, 14 + 27), DROP_IP);
	ck_assert_int_eq(sanity_check(frame, 14), DROP_IP);
	make(0x800, "\x65\0\0\x1c", 4); /* version */
	ck_assert_int_eq(sanity_check(frame, 60), DROP_IP);
	make(0x800, "\x44\0\0\x1c", 4); /* header too short */
	ck_assert_int_eq(sanity_check(frame, 60), DROP_IP);
	make(0x800, "\x48\0\0\x1c", 4); /* header beyond the datagram */
	ck_assert_int_eq(sanity_check(frame, 60), DROP_IP);
	make(0x800, "\x45\0\0\0", 4);
	ck_assert_int_eq(sanity_check(frame, 60), DROP_IP);
}
END_TEST

START_TEST(headers_of_ipv6)
{
	make(0x86dd, "\x60\0\0\0\0\x8", 6);
	ck_assert_int_eq(sanity_check(frame, 14 + 48), SANITY_OK);
	ck_assert_int_eq(sanity_check(frame, 14 + 47), DROP_IP);
	ck_assert_int_eq(sanity_check(frame, 14 + 39), DROP_IP);
	make(0x86dd, "\x40\0\0\0\0\x8", 6);
	ck_assert_int_eq(sanity_check(frame, 14 + 48), DROP_IP);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		lengths_of_802_3,
		protocols_we_do_not_know,
		headers_of_ipv4,
		headers_of_ipv6,
		NULL,
	};

	return check_main("sanity", tests);
}
