/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_info.c - the JSON line is what callers parse */

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "helper/check.h"
#include "helper/info.h"

static struct nic_info example(void)
{
	struct nic_info info = {
		.name = "vmtap0",
		.mac = { 0x02, 1, 2, 3, 4, 0xff },
		.mtu = 1500,
		.max_frame = 1514,
		.has_subnet = true,
		.subnet = { 0xc0a84001, 0xc0a840fe, 0xffffff00 },
		.has_nat66 = true,
		.nat66_prefix = { 0xfd, 0x76 },
	};

	return info;
}

static json_t *parse(const struct nic_info *info)
{
	char line[INFO_MAX];
	int len = info_format(info, line, sizeof(line));
	json_t *json;

	ck_assert_int_gt(len, 0);
	ck_assert_int_eq(len, (int)strlen(line));
	ck_assert_ptr_eq(strchr(line, '\n'), line + len - 1);
	json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	return json;
}

static const char *text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

START_TEST(all_keys)
{
	struct nic_info info = example();
	json_t *json = parse(&info);

	ck_assert_str_eq(text(json, "vmnet_mac_address"), "02:01:02:03:04:ff");
	ck_assert_str_eq(text(json, "vmnet_interface_id"),
			 "00000000-0000-0000-0000-000000000000");
	ck_assert_str_eq(text(json, "vmnet_start_address"), "192.168.64.1");
	ck_assert_str_eq(text(json, "vmnet_end_address"), "192.168.64.254");
	ck_assert_str_eq(text(json, "vmnet_subnet_mask"), "255.255.255.0");
	ck_assert_str_eq(text(json, "vmnet_nat66_prefix"), "fd76::");
	ck_assert_str_eq(text(json, "vmnet_interface_name"), "vmtap0");
	ck_assert_int_eq(json_integer_value(json_object_get(json, "vmnet_mtu")),
			 1500);
	ck_assert_int_eq(json_integer_value(json_object_get(
				 json, "vmnet_max_packet_size")),
			 1514);
	ck_assert_uint_eq(json_object_size(json), 11);
	json_decref(json);
}
END_TEST

START_TEST(no_addresses_when_there_are_none)
{
	struct nic_info info = example();
	json_t *json;

	info.has_subnet = false;
	info.has_nat66 = false;
	json = parse(&info);
	ck_assert_ptr_null(json_object_get(json, "vmnet_start_address"));
	ck_assert_ptr_null(json_object_get(json, "vmnet_nat66_prefix"));
	json_decref(json);
}
END_TEST

START_TEST(network_of_a_broker)
{
	struct nic_info info = example();
	json_t *json;

	info.has_subnet = false;
	info.name[0] = 0;
	info.has_broker = true;
	info.broker_gateway = 0xc0a84001;
	info.broker_mask = 0xffffff00;
	info.broker_prefix[0] = 0xfd;
	info.broker_prefix_len = 64;
	json = parse(&info);
	ck_assert_str_eq(text(json, "net_ipv4_subnet"), "192.168.64.1");
	ck_assert_str_eq(text(json, "net_ipv4_mask"), "255.255.255.0");
	ck_assert_str_eq(text(json, "net_ipv6_prefix"), "fd00::");
	ck_assert_int_eq(json_integer_value(
				 json_object_get(json, "net_ipv6_prefix_len")),
			 64);
	ck_assert_ptr_null(json_object_get(json, "vmnet_interface_name"));
	json_decref(json);
}
END_TEST

START_TEST(small_buffer_is_refused)
{
	struct nic_info info = example();
	char line[INFO_MAX];
	int len = info_format(&info, line, sizeof(line)), size;

	for (size = 1; size <= len; size++)
		ck_assert_int_eq(info_format(&info, line, (size_t)size),
				 -ENOSPC);
	ck_assert_int_eq(info_format(&info, line, (size_t)len + 1), len);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		all_keys,
		no_addresses_when_there_are_none,
		network_of_a_broker,
		small_buffer_is_refused,
		NULL,
	};

	return check_main("info", tests);
}
