/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_own.c - networks of macOS 26 for one guest alone */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <vmnet/vmnet.h>

#include "helper/darwin/interface.h"
#include "helper/darwin/open_fixture.h"
#include "helper/info.h"
#include "helper/util.h"

/* Whose fault it is comes first. */
static void refuses(const struct nic_config *config, int err, const char *text)
{
	fails(config, err, text);
	ck_assert_msg(strstr(error, text) == error,
		      "\"%s\" does not begin with \"%s\"", error, text);
}

/* All that a network can be told. */
static const struct nic_config all = {
	.cancel = -1,
	.mode = NIC_SHARED,
	.id = { 1, [15] = 2 },
	.own = "--mtu 9000",
	.mtu = 9000,
	.has_subnet = true,
	.subnet = { 0x0a010201, 0x0a01021e, 0xffffffe0 },
	.reserved = 0x0a010209,
};

START_TEST(all_that_can_be_asked_for)
{
	uint8_t mac[MAC_SIZE];
	char wanted[256], text[MAC_TEXT];

	ifid_mac(all.id, mac);
	snprintf(wanted, sizeof(wanted),
		 "mode=1001 subnet=10.1.2.1/255.255.255.224 mtu=9000 "
		 "reserve=%s=10.1.2.9 created ",
		 (mac_format(mac, text), text));
	ck_assert_int_eq(open_nic(&all), 0);
	ck_assert_str_eq(double_record.network, wanted);
	ck_assert_str_eq(double_record.desc, "vmnet_interface_id=01..02 ");
	ck_assert_mem_eq(info.mac, mac, sizeof(mac));
	ck_assert_mem_eq(info.id, all.id, sizeof(info.id));
	ck_assert_uint_eq(info.mtu, 9000);
	ck_assert_uint_eq(info.max_frame, 9014);
	ck_assert(info.has_subnet && info.has_nat66 && !info.has_broker);
	ck_assert_mem_eq(&info.subnet, &all.subnet, sizeof(all.subnet));
	ck_assert_uint_eq(info.nat66_prefix[1], 0x77);
	close_nic();
}
END_TEST

/* vmnet chooses what nobody has asked for. */
START_TEST(one_option_at_a_time)
{
	struct nic_config config = { .cancel = -1, .mode = NIC_HOST };

	config.own = "--disable-dhcp";
	config.no_dhcp = true;
	ck_assert_int_eq(open_nic(&config), 0);
	ck_assert_str_eq(double_record.network, "mode=1000 no-dhcp created ");
	ck_assert_uint_eq(info.subnet.start, 0xc0a84201);
	ck_assert_uint_eq(info.subnet.end, 0xc0a842fe);
	ck_assert_uint_eq(info.subnet.mask, 0xffffff00);
	ck_assert_uint_eq(info.mtu, 1500);
	ck_assert_uint_eq(info.max_frame, 1514);
	ck_assert(!info.has_nat66);
	close_nic();
	config.own = "--mtu 1280";
	config.no_dhcp = false;
	config.mtu = 1280;
	ck_assert_int_eq(open_nic(&config), 0);
	ck_assert_str_eq(double_record.network, "mode=1000 mtu=1280 created ");
	ck_assert_uint_eq(info.mtu, 1280);
	ck_assert_uint_eq(info.max_frame, 1514);
	close_nic();
}
END_TEST

START_TEST(options_of_the_interface)
{
	struct nic_config config = all;

	config.isolate = config.tso = config.checksum = true;
	ck_assert_int_eq(open_nic(&config), 0);
	ck_assert_str_eq(double_record.desc,
			 "vmnet_interface_id=01..02 vmnet_enable_isolation=1 "
			 "vmnet_enable_tso=1 "
			 "vmnet_enable_checksum_offload=1 ");
	ck_assert_uint_eq(info.max_frame, 65550);
	close_nic();
}
END_TEST

START_TEST(software_offload_cuts_to_the_mtu)
{
	struct nic_config config = all;

	config.software_offload = true;
	ck_assert_int_eq(open_nic(&config), 0);
	ck_assert_uint_eq(nic_cut_mtu(nic), 9000);
	ck_assert_uint_eq(info.max_frame, 9014);
	close_nic();
}
END_TEST

/* Who does not ask for it shares a network with all others. */
START_TEST(nothing_is_made_without_need)
{
	static const char *const versions[] = { "13.0", "26.1" };
	struct nic_config config = all;
	size_t i;

	config.own = NULL;
	config.mtu = config.reserved = 0;
	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		double_control.version = versions[i];
		ck_assert_int_eq(open_nic(&config), 0);
		ck_assert_str_eq(double_record.network, "");
		ck_assert_str_eq(double_record.desc,
				 "vmnet_operation_mode=1001 "
				 "vmnet_start_address=10.1.2.1 "
				 "vmnet_end_address=10.1.2.30 "
				 "vmnet_subnet_mask=255.255.255.224 "
				 "vmnet_interface_id=01..02 ");
		close_nic();
	}
}
END_TEST

/* The doubles abort at any call of macOS 26. */
START_TEST(not_before_macos_26)
{
	static const char *const versions[] = { "13.0", "15.7.1", "25.9",
						"nonsense", NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		double_control.version = versions[i];
		refuses(&all, -EOPNOTSUPP,
			"--mtu 9000: needs macOS 26 or later");
	}
	double_control.version = "26.0";
	ck_assert_int_eq(open_nic(&all), 0);
	close_nic();
}
END_TEST

START_TEST(every_call_that_can_fail)
{
	const struct {
		int *status;
		const char *text;
	} calls[] = {
		{ &double_control.config_status, "--operation-mode shared: " },
		{ &double_control.subnet_status, "--start-address 10.1.2.1: " },
		{ &double_control.mtu_status, "--mtu 9000: " },
		{ &double_control.reserve_status,
		  "--reserve-address 10.1.2.9: " },
		{ &double_control.network_status, "--operation-mode shared: " },
	};
	static const struct {
		int status;
		int err;
		const char *text;
	} errors[] = {
		{ VMNET_FAILURE, -EIO, "VMNET_FAILURE (1001)" },
		{ VMNET_MEM_FAILURE, -ENOMEM, "VMNET_MEM_FAILURE (1002)" },
		{ VMNET_INVALID_ARGUMENT, -EINVAL,
		  "VMNET_INVALID_ARGUMENT (1003)" },
		{ VMNET_SHARING_SERVICE_BUSY, -EBUSY, "(1009)" },
		{ VMNET_NOT_AUTHORIZED, -EPERM, "(1010)" },
		{ 1999, -EIO, "a status that" },
	};
	char text[64];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		for (j = 0; j < ARRAY_SIZE(errors); j++) {
			*calls[i].status = errors[j].status;
			snprintf(text, sizeof(text), "%scannot make a network",
				 calls[i].text);
			refuses(&all, errors[j].err, text);
			ck_assert_ptr_nonnull(strstr(error, errors[j].text));
			ck_assert_str_eq(double_record.desc, "");
		}
		*calls[i].status = VMNET_SUCCESS;
	}
}
END_TEST

START_TEST(a_network_that_is_none)
{
	double_control.network_null = true; /* success, and no network */
	refuses(&all, -EIO, "--operation-mode shared: cannot make a network");
}
END_TEST

START_TEST(an_interface_that_does_not_start)
{
	double_control.start_status = VMNET_SHARING_SERVICE_BUSY;
	refuses(&all, -EBUSY, "--mtu 9000: cannot start a vmnet interface");
	double_control.start_status = VMNET_SUCCESS;
	double_control.callback_status = VMNET_INVALID_ACCESS;
	refuses(&all, -EACCES, "--mtu 9000: ");
	double_control.callback_status = VMNET_SUCCESS;
	interface_start_ms = 50;
	double_control.start_late_ms = 300;
	refuses(&all, -ETIMEDOUT, "--mtu 9000: ");
}
END_TEST

/* vmnet describes the interface as one of 1500 bytes all the same. */
static int receive(void *ctx, struct iovec *frames, int n)
{
	size_t *len = ctx;

	ck_assert_int_eq(n, 1);
	*len = frames[0].iov_len;
	nic_stop(nic);
	return 0;
}

START_TEST(frames_of_the_mtu_arrive)
{
	uint8_t *frame = calloc(1, 9014);
	size_t len = 0;

	ck_assert_int_eq(open_nic(&all), 0);
	double_push(frame, 9014);
	ck_assert_int_eq(nic_run(nic, receive, &len), 0);
	ck_assert_uint_eq(len, 12 + 9014);
	close_nic();
	free(frame);
}
END_TEST

START_TEST(the_line_of_json)
{
	char line[INFO_MAX];

	ck_assert_int_eq(open_nic(&all), 0);
	ck_assert_int_gt(info_format(&info, line, sizeof(line)), 0);
	ck_assert_ptr_nonnull(
		strstr(line, "\"vmnet_start_address\": \"10.1.2.1\", "
			     "\"vmnet_end_address\": \"10.1.2.30\", "
			     "\"vmnet_subnet_mask\": \"255.255.255.224\", "
			     "\"vmnet_nat66_prefix\": \"fd77:1:2:3::\", "
			     "\"vmnet_mtu\": 9000, "
			     "\"vmnet_max_packet_size\": 9014, "));
	ck_assert_ptr_null(strstr(line, "net_ipv4_mask"));
	close_nic();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		all_that_can_be_asked_for,
		one_option_at_a_time,
		options_of_the_interface,
		software_offload_cuts_to_the_mtu,
		nothing_is_made_without_need,
		not_before_macos_26,
		every_call_that_can_fail,
		a_network_that_is_none,
		an_interface_that_does_not_start,
		frames_of_the_mtu_arrive,
		the_line_of_json,
		NULL,
	};

	return check_main("own", tests);
}
