/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_open.c - how a vmnet interface starts, does not start, and stops */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <vmnet/vmnet.h>

#include "helper/darwin/broker.h"
#include "helper/darwin/interface.h"
#include "helper/darwin/open_fixture.h"
#include "helper/util.h"

static const struct nic_config shared = { .mode = NIC_SHARED, .cancel = -1 };
static const struct nic_config lab = { .network = "lab",
				       .cancel = -1,
				       .id = { 1, [15] = 2 } };

START_TEST(shared_mode)
{
	struct nic_config config = {
		.cancel = -1,
		.mode = NIC_SHARED,
		.id = { 0xab, [15] = 0xcd },
	};

	ck_assert_int_eq(open_nic(&config), 0);
	ck_assert_str_eq(double_record.desc, "vmnet_operation_mode=1001 "
					     "vmnet_interface_id=ab..cd ");
	ck_assert_uint_eq(info.mac[0], 0xda);
	ck_assert_uint_eq(info.mac[5], 3);
	ck_assert_mem_eq(info.id, config.id, sizeof(info.id));
	ck_assert_uint_eq(info.mtu, 1500);
	ck_assert_uint_eq(info.max_frame, 1514);
	ck_assert(info.has_subnet && info.has_nat66 && !info.has_broker);
	ck_assert_uint_eq(info.subnet.start, 0xc0a84001);
	ck_assert_uint_eq(info.subnet.end, 0xc0a840fe);
	ck_assert_uint_eq(info.subnet.mask, 0xffffff00);
	ck_assert_uint_eq(info.nat66_prefix[0], 0xfd);
	ck_assert_str_eq(info.name, "");
	close_nic();
}
END_TEST

START_TEST(all_that_can_be_asked_for)
{
	const struct nic_config host = {
		.cancel = -1,
		.mode = NIC_HOST,
		.has_subnet = true,
		.subnet = { 0x0a000001, 0x0a000063, 0xffffff00 },
		.isolate = true,
		.tso = true,
		.checksum = true,
	};
	const struct nic_config bridged = {
		.cancel = -1,
		.mode = NIC_BRIDGED,
		.parent = "en0",
	};

	ck_assert_int_eq(open_nic(&host), 0);
	ck_assert_str_eq(double_record.desc,
			 "vmnet_operation_mode=1000 "
			 "vmnet_start_address=10.0.0.1 "
			 "vmnet_end_address=10.0.0.99 "
			 "vmnet_subnet_mask=255.255.255.0 "
			 "vmnet_interface_id=00..00 "
			 "vmnet_enable_isolation=1 vmnet_enable_tso=1 "
			 "vmnet_enable_checksum_offload=1 ");
	ck_assert_uint_eq(info.subnet.end, 0x0a000063);
	ck_assert_uint_eq(info.max_frame, 65550);
	close_nic();
	ck_assert_int_eq(open_nic(&bridged), 0);
	ck_assert_str_eq(double_record.desc, "vmnet_operation_mode=1002 "
					     "vmnet_shared_interface_name=en0 "
					     "vmnet_interface_id=00..00 ");
	ck_assert(!info.has_subnet && !info.has_nat66);
	close_nic();
}
END_TEST

START_TEST(every_error_of_the_start)
{
	static const struct {
		int status;
		int err;
		const char *text;
	} errors[] = {
		{ VMNET_FAILURE, -EIO, "VMNET_FAILURE (1001)" },
		{ VMNET_MEM_FAILURE, -ENOMEM, "VMNET_MEM_FAILURE (1002)" },
		{ VMNET_INVALID_ARGUMENT, -EINVAL, "(1003)" },
		{ VMNET_SETUP_INCOMPLETE, -ENOTCONN, "(1004)" },
		{ VMNET_INVALID_ACCESS, -EACCES, "(1005)" },
		{ VMNET_PACKET_TOO_BIG, -EMSGSIZE, "(1006)" },
		{ VMNET_BUFFER_EXHAUSTED, -ENOBUFS, "(1007)" },
		{ VMNET_TOO_MANY_PACKETS, -E2BIG, "(1008)" },
		{ VMNET_SHARING_SERVICE_BUSY, -EBUSY,
		  "(1009): the subnet is in use by another network, or "
		  "Internet Sharing is on; choose another one by "
		  "--start-address" },
		{ VMNET_NOT_AUTHORIZED, -EPERM,
		  "(1010): before macOS 26 vmnet needs root (sudo), from then "
		  "on a program signed with the entitlement "
		  "com.apple.security.virtualization" },
		{ 1999, -EIO, "a status that" },
	};
	const struct nic_config bridged = {
		.cancel = -1,
		.mode = NIC_BRIDGED,
		.parent = "en7",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		/* Some come with an interface all the same: not refused yet. */
		double_control.start_status = errors[i].status;
		if (errors[i].status == VMNET_INVALID_ARGUMENT)
			double_control.start_null = true;
		fails(&shared, errors[i].err, errors[i].text);
		fails(&bridged, errors[i].err,
		      "--shared-interface en7: cannot start a vmnet interface");
		double_control.start_null = false;
	}
}
END_TEST

START_TEST(error_lines_name_what_was_asked_for)
{
	struct nic_config config = {
		.cancel = -1,
		.mode = NIC_HOST,
		.subnet = { 0x0a000001, 0x0a000063, 0xffffff00 },
	};

	double_control.start_status = VMNET_FAILURE;
	fails(&config, -EIO, "--operation-mode host: ");
	config.has_subnet = true;
	fails(&config, -EIO, "--start-address 10.0.0.1: ");
	fails(&lab, -EIO, "--network lab: ");
}
END_TEST

START_TEST(what_only_linux_has)
{
	struct nic_config config = shared;

	config.vnet_header = true;
	fails(&config, -EOPNOTSUPP, "--vnet-header: vmnet has no such header");
	ck_assert_int_eq(open_nic(&shared), 0);
	ck_assert_int_eq(nic_detach(nic), -EOPNOTSUPP);
	close_nic();
}
END_TEST

START_TEST(a_start_that_is_no_start)
{
	double_control.start_null = true;
	fails(&shared, -EIO, "VMNET_FAILURE"); /* success, and no interface */
	double_control.start_hangs = true;
	ck_assert_int_eq(open_nic(&shared), -EIO); /* and no answer, either */
	ck_assert_ptr_nonnull(strstr(error, "VMNET_FAILURE"));
	double_wake();
	ck_assert_int_eq(double_alive(), 0);
}
END_TEST

START_TEST(parameters_that_are_none)
{
	double_control.no_mac = true;
	fails(&shared, -EPROTO, "no MAC address or no frame size");
	double_reset();
	double_control.max_packet = 0;
	fails(&shared, -EPROTO, "no MAC address or no frame size");
	double_reset();
	double_control.callback_status = VMNET_INVALID_ACCESS;
	fails(&shared, -EACCES, strerror(EACCES));
}
END_TEST

START_TEST(a_start_that_hangs)
{
	int64_t start;

	interface_start_ms = 300;
	double_control.start_hangs = true;
	start = clock_ms();
	ck_assert_int_eq(open_nic(&shared), -ETIMEDOUT);
	ck_assert_int_ge(clock_ms() - start, 300);
	ck_assert_int_lt(clock_ms() - start, 10000);
	ck_assert_ptr_nonnull(strstr(error, "vmnet did not answer in"));
	double_wake(); /* long after we have left */
	ck_assert_int_eq(double_alive(), 0);
}
END_TEST

/* The memory of the answer is used after we have left. */
START_TEST(an_answer_that_comes_late)
{
	interface_start_ms = 50;
	double_control.start_late_ms = 300;
	fails(&shared, -ETIMEDOUT, "vmnet did not answer in");
}
END_TEST

START_TEST(a_slow_start_is_waited_for)
{
	double_control.start_late_ms = 300;
	ck_assert_int_eq(open_nic(&shared), 0);
	close_nic();
}
END_TEST

START_TEST(a_cancel_ends_the_wait)
{
	int64_t start = clock_ms();
	struct nic_config config = shared;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], "", 1), 1);
	config.cancel = fds[0];
	double_control.start_late_ms = 500;
	fails(&config, -ECANCELED, "");
	double_control.start_late_ms = 0;
	double_control.broker_hangs = true;
	config.network = "lab";
	ck_assert_int_eq(open_nic(&config), -ECANCELED);
	double_wake();
	ck_assert_int_eq(double_alive(), 0);
	ck_assert_int_lt(clock_ms() - start, 10000);
}
END_TEST

START_TEST(a_stop_that_fails)
{
	ck_assert_int_eq(open_nic(&shared), 0);
	double_control.stop_status = VMNET_FAILURE;
	nic_close(nic);
	ck_assert_int_gt(double_alive(), 0); /* left to vmnet, on purpose */
	double_control.stop_status = VMNET_SUCCESS;
	close_nic();
}
END_TEST

START_TEST(a_stop_that_hangs)
{
	int64_t start = clock_ms();

	interface_stop_ms = 200;
	ck_assert_int_eq(open_nic(&shared), 0);
	double_control.stop_hangs = true;
	nic_close(nic);
	ck_assert_int_ge(clock_ms() - start, 200);
	ck_assert_int_lt(clock_ms() - start, 10000);
	double_push("frame", 5); /* the callback is still there */
	double_wake();
	interface_free(nic);
	ck_assert_int_eq(double_alive(), 0);
}
END_TEST

START_TEST(network_of_the_broker)
{
	uint8_t mac[MAC_SIZE];

	ck_assert_int_eq(open_nic(&lab), 0);
	ck_assert_str_eq(double_record.request,
			 "command=acquire network_name=lab ");
	ck_assert_str_eq(double_record.desc, "vmnet_interface_id=01..02 ");
	ck_assert(info.has_broker && !info.has_subnet);
	ck_assert_uint_eq(info.broker_gateway, 0xc0a84d01);
	ck_assert_uint_eq(info.broker_mask, 0xffffff00);
	ck_assert_uint_eq(info.broker_prefix[1], 0x77);
	ck_assert_uint_eq(info.broker_prefix_len, 64);
	ifid_mac(lab.id, mac);
	ck_assert_mem_eq(info.mac, mac, sizeof(mac));
	ck_assert_mem_eq(info.id, lab.id, sizeof(info.id));
	close_nic();
}
END_TEST

START_TEST(every_error_of_the_broker)
{
	static const struct {
		int code;
		int err;
		const char *text;
	} errors[] = {
		{ 3, -EACCES, "--network lab: vmnet-broker does not allow it" },
		{ 4, -EINVAL, "did not understand the request" },
		{ 5, -ENOENT, "vmnet-broker has no network of that name" },
		{ 6, -EIO, "could not make the network" },
		{ 7, -EIO, "had an internal error" },
		{ 99, -EPROTO, "gave an unknown error" },
		{ -1, -EPROTO, "gave an invalid reply" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		double_control.broker_error = errors[i].code;
		fails(&lab, errors[i].err, errors[i].text);
	}
	double_control.broker_error = 0;
	double_control.broker_garbage = true;
	fails(&lab, -EPROTO, "invalid reply");
	double_control.broker_garbage = false;
	double_control.broker_absent = true;
	fails(&lab, -ECONNREFUSED, "is it installed and loaded?");
	double_control.broker_absent = false;
	double_control.create_status = VMNET_NOT_AUTHORIZED;
	fails(&lab, -EPERM, "--network lab: VMNET_NOT_AUTHORIZED (1010)");
	double_control.create_status = VMNET_SUCCESS;
	double_control.start_status = VMNET_SHARING_SERVICE_BUSY;
	fails(&lab, -EBUSY, "(1009)");
}
END_TEST

START_TEST(a_broker_that_hangs)
{
	int64_t start = clock_ms();

	broker_answer_ms = 200;
	double_control.broker_hangs = true;
	ck_assert_int_eq(open_nic(&lab), -ETIMEDOUT);
	ck_assert_str_eq(error, "--network lab: vmnet-broker did not answer in "
				"time");
	ck_assert_int_lt(clock_ms() - start, 10000);
	double_wake();
	ck_assert_int_eq(double_alive(), 0);
}
END_TEST

START_TEST(no_broker_before_macos_26)
{
	static const char *const versions[] = { "13.0", "15.7.1", "25.9",
						"nonsense", NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		double_control.version = versions[i];
		fails(&lab, -EOPNOTSUPP,
		      "--network lab: needs macOS 26 or later");
		ck_assert_int_eq(open_nic(&shared), 0);
		close_nic();
	}
	double_control.version = "26.0";
	ck_assert_int_eq(open_nic(&lab), 0);
	close_nic();
}
END_TEST

START_TEST(interfaces_to_join)
{
	ck_assert_int_eq(nic_list_shared(), 0);
	ck_assert_int_eq(double_alive(), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		shared_mode,
		all_that_can_be_asked_for,
		every_error_of_the_start,
		error_lines_name_what_was_asked_for,
		what_only_linux_has,
		a_start_that_is_no_start,
		parameters_that_are_none,
		a_start_that_hangs,
		an_answer_that_comes_late,
		a_slow_start_is_waited_for,
		a_cancel_ends_the_wait,
		a_stop_that_fails,
		a_stop_that_hangs,
		network_of_the_broker,
		every_error_of_the_broker,
		a_broker_that_hangs,
		no_broker_before_macos_26,
		interfaces_to_join,
		NULL,
	};

	return check_main("open", tests);
}
