/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_subnet.c - addresses, masks and the rules a subnet must follow */

#include <string.h>

#include "helper/check.h"
#include "helper/subnet.h"
#include "helper/util.h"

static struct subnet make(const char *start, const char *end, const char *mask)
{
	struct subnet s;

	ck_assert_int_eq(ipv4_parse(start, &s.start), 0);
	ck_assert_int_eq(ipv4_parse(end, &s.end), 0);
	ck_assert_int_eq(ipv4_parse(mask, &s.mask), 0);
	return s;
}

START_TEST(parse_is_strict)
{
	static const char *const bad[] = { "",	       "1",	   "10.1",
					   "1.2.3",    "1.2.3.4x", "256.1.1.1",
					   "1.2.3.-4", " 1.2.3.4" };
	uint32_t addr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(ipv4_parse(bad[i], &addr) < 0, "%s", bad[i]);
}
END_TEST

START_TEST(format_reads_back)
{
	char text[IPV4_TEXT];
	uint32_t addr, again;
	int i;

	srand(1);
	for (i = 0; i < 10000; i++) {
		addr = (uint32_t)rand() << 16 ^ (uint32_t)rand();
		ck_assert_int_eq(ipv4_parse(ipv4_format(addr, text), &again),
				 0);
		ck_assert_uint_eq(addr, again);
	}
}
END_TEST

START_TEST(good_subnets)
{
	static const char *const good[][3] = {
		{ "192.168.64.1", "192.168.64.254", "255.255.255.0" },
		{ "10.200.0.1", "10.200.0.254", "255.255.255.0" },
		{ "172.16.200.1", "172.16.200.254", "255.255.255.0" },
		{ "192.168.200.1", "192.168.200.2", "255.255.255.252" },
		{ "192.168.200.253", "192.168.200.254", "255.255.255.252" },
		{ "10.0.0.1", "10.255.255.254", "255.0.0.0" },
		{ "192.168.64.1", "192.168.64.200", "255.255.255.0" },
	};
	char error[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		struct subnet s = make(good[i][0], good[i][1], good[i][2]);

		ck_assert_msg(subnet_check(&s, error, sizeof(error)) == 0, "%s",
			      error);
	}
}
END_TEST

START_TEST(bad_subnets_name_option_and_value)
{
	static const char *const bad[][5] = {
		{ "8.8.8.1", "8.8.8.9", "255.255.255.0",
		  "--start-address 8.8.8.1: not a private address", "" },
		{ "192.168.64.1", "192.168.65.9", "255.255.255.0",
		  "--end-address 192.168.65.9: not a host address of "
		  "192.168.64.0/24",
		  "" },
		{ "192.168.64.0", "192.168.64.9", "255.255.255.0",
		  "--start-address 192.168.64.0: not a host address", "" },
		{ "192.168.64.1", "192.168.64.255", "255.255.255.0",
		  "--end-address 192.168.64.255: not a host address", "" },
		{ "192.168.64.9", "192.168.64.9", "255.255.255.0",
		  "--end-address 192.168.64.9: not above --start-address", "" },
		{ "192.168.64.1", "192.168.64.9", "255.0.255.0",
		  "--subnet-mask 255.0.255.0: not a contiguous mask", "" },
		{ "192.168.64.1", "192.168.64.9", "255.255.255.254",
		  "--subnet-mask 255.255.255.254: leaves no room", "" },
		{ "192.168.64.1", "192.168.64.9", "255.0.0.0",
		  "--subnet-mask 255.0.0.0: reaches outside the private range "
		  "192.168.0.0/16",
		  "" },
	};
	char error[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct subnet s = make(bad[i][0], bad[i][1], bad[i][2]);

		ck_assert_int_lt(subnet_check(&s, error, sizeof(error)), 0);
		ck_assert_msg(strncmp(error, bad[i][3], strlen(bad[i][3])) == 0,
			      "%s", error);
	}
}
END_TEST

START_TEST(candidates_are_valid_and_distinct)
{
	struct subnet s, first = { 0 };
	char error[256];
	unsigned int i;

	for (i = 0; subnet_candidate(64, i, &s); i++) {
		ck_assert_int_eq(subnet_check(&s, error, sizeof(error)), 0);
		if (i == 0)
			first = s;
		else
			ck_assert_uint_ne(subnet_base(&s), subnet_base(&first));
	}
	ck_assert_uint_eq(i, 256);
	ck_assert_uint_eq(first.start, 0xc0a84001);
}
END_TEST

START_TEST(overlap_is_symmetric)
{
	ck_assert(subnet_overlaps(0x0a000000, 0xff000000, 0x0a010200,
				  0xffffff00));
	ck_assert(subnet_overlaps(0x0a010200, 0xffffff00, 0x0a000000,
				  0xff000000));
	ck_assert(!subnet_overlaps(0x0a010200, 0xffffff00, 0x0a010300,
				   0xffffff00));
}
END_TEST

START_TEST(ula_is_stable_and_distinct)
{
	struct subnet a =
		make("192.168.64.1", "192.168.64.254", "255.255.255.0");
	struct subnet b =
		make("192.168.65.1", "192.168.65.254", "255.255.255.0");
	uint8_t pa[16], again[16], pb[16];

	subnet_ula(&a, pa);
	subnet_ula(&a, again);
	subnet_ula(&b, pb);
	ck_assert_mem_eq(pa, again, 16);
	ck_assert_mem_ne(pa, pb, 16);
	ck_assert_uint_eq(pa[0], 0xfd);
	ck_assert_mem_eq(pa + 8, "\0\0\0\0\0\0\0\0", 8);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		parse_is_strict,
		format_reads_back,
		good_subnets,
		bad_subnets_name_option_and_value,
		candidates_are_valid_and_distinct,
		overlap_is_symmetric,
		ula_is_stable_and_distinct,
		NULL,
	};

	return check_main("subnet", tests);
}
