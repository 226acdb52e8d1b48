/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_pump.c - frames between a fake network and a real socket */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/nic_fake.h"
#include "helper/pump.h"
#include "helper/util.h"

#define MAX_FRAME 1514

static struct nic *nic;
static struct guest *guest;
static struct pump *pump;
static struct stats host_stats, vm_stats;
static int vm, fd;

static void start(void)
{
	struct pump_config config = {
		.max_frame = MAX_FRAME,
		.host = &host_stats,
		.vm = &vm_stats,
	};
	struct timeval limit = { .tv_sec = 5 };
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	fd = fds[0];
	vm = fds[1];
	setsockopt(vm, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	nic = nic_fake_new();
	ck_assert_int_eq(guest_open(&guest, fd, false, MAX_FRAME), 0);
	config.nic = nic;
	config.guest = guest;
	ck_assert_int_eq(pump_start(&pump, &config), 0);
}

static void stop(void)
{
	pump_stop(pump);
	guest_close(guest);
	nic_close(nic);
	close(vm);
	close(fd);
}

static uint64_t value(_Atomic uint64_t *counter)
{
	return atomic_load(counter);
}

/* A counter is written after what it counts has become visible. */
static void expect(_Atomic uint64_t *counter, uint64_t n)
{
	int64_t limit = clock_ms() + 5000;

	while (value(counter) != n && clock_ms() < limit)
		poll(NULL, 0, 1);
	ck_assert_uint_eq(value(counter), n);
}

static int wait_event(void)
{
	struct pollfd ended = { .fd = pump_event_fd(pump), .events = POLLIN };

	return poll(&ended, 1, 5000);
}

START_TEST(vm_to_host)
{
	uint8_t frame[MAX_FRAME], last[2048];
	size_t len;

	start();
	for (len = 14; len <= MAX_FRAME; len += 100) {
		memset(frame, (int)len | 0x80, sizeof(frame));
		ck_assert_int_eq(send(vm, frame, len, 0), (int)len);
	}
	ck_assert_int_eq(nic_fake_wait(nic, 16), 16);
	ck_assert_uint_eq(nic_fake_last(nic, last, sizeof(last)), 1514);
	ck_assert_mem_eq(last, frame, 1514);
	expect(&vm_stats.packets, 16);
	expect(&vm_stats.bytes, 16 * (14 + 1514) / 2);
	stop();
}
END_TEST

START_TEST(host_to_vm)
{
	uint8_t frame[2048];
	int i;

	start();
	nic_fake_push(nic, 0xa5, 1500, 200);
	for (i = 0; i < 200; i++)
		ck_assert_int_eq(recv(vm, frame, sizeof(frame), 0), 1500);
	ck_assert_mem_eq(frame, "\xa5\xa5\xa5\xa5", 4);
	expect(&host_stats.packets, 200);
	expect(&host_stats.bytes, 200 * 1500);
	ck_assert_uint_ge(value(&host_stats.fast), 200 / NIC_BATCH);
	stop();
}
END_TEST

START_TEST(bad_frames_cost_only_themselves)
{
	uint8_t frame[4000] = { 0 };

	start();
	ck_assert_int_eq(send(vm, "VFKT", 4, 0), 4);
	ck_assert_int_eq(send(vm, frame, 0, 0), 0);
	ck_assert_int_eq(send(vm, frame, 13, 0), 13);
	ck_assert_int_eq(send(vm, frame, MAX_FRAME + 1, 0), MAX_FRAME + 1);
	ck_assert_int_eq(send(vm, frame, sizeof(frame), 0), sizeof(frame));
	ck_assert_int_eq(send(vm, frame, 60, 0), 60);
	ck_assert_int_eq(nic_fake_wait(nic, 1), 1);
	expect(&vm_stats.drops[DROP_RUNT], 2);
	expect(&vm_stats.drops[DROP_OVERSIZE], 2);
	expect(&vm_stats.packets, 1);
	ck_assert_int_eq(pump_result(pump), 0);
	stop();
}
END_TEST

START_TEST(broken_frames_are_told_apart)
{
	uint8_t frame[60] = { [12] = 8, [14] = 0x45, [16] = 9 };

	start();
	ck_assert_int_eq(send(vm, frame, sizeof(frame), 0), 60);
	frame[12] = 1;
	ck_assert_int_eq(send(vm, frame, sizeof(frame), 0), 60);
	expect(&vm_stats.drops[DROP_IP], 1);
	expect(&vm_stats.drops[DROP_ETHERTYPE], 1);
	stop();
}
END_TEST

START_TEST(refused_frames_are_counted)
{
	start();
	nic_fake_refuse(nic, true);
	ck_assert_int_eq(send(vm, "0123456789abcdef", 16, 0), 16);
	expect(&vm_stats.drops[DROP_REFUSED], 1);
	nic_fake_refuse(nic, false);
	ck_assert_int_eq(send(vm, "0123456789abcdef", 16, 0), 16);
	ck_assert_int_eq(nic_fake_wait(nic, 1), 1);
	stop();
}
END_TEST

/* A VM that does not read loses its frames, delays nobody and stops at once. */
START_TEST(stalled_vm)
{
	int64_t begin;

	start();
	nic_fake_push(nic, 'x', 1514, 5000);
	begin = clock_ms();
	while (!value(&host_stats.drops[DROP_FULL]) &&
	       clock_ms() < begin + 10000)
		poll(NULL, 0, 1);
	ck_assert_uint_gt(value(&host_stats.drops[DROP_FULL]), 0);
	ck_assert_int_eq(send(vm, "0123456789abcdef", 16, 0), 16);
	ck_assert_int_eq(nic_fake_wait(nic, 1), 1);
	begin = clock_ms();
	stop();
	ck_assert_int_lt(clock_ms() - begin, 1000);
}
END_TEST

START_TEST(dead_vm_ends_the_pump)
{
	start();
	close(vm);
	nic_fake_push(nic, 'x', 60, 1);
	ck_assert_int_eq(wait_event(), 1);
	ck_assert_int_eq(pump_result(pump), -ECONNRESET);
	stop();
}
END_TEST

START_TEST(dead_network_ends_the_pump)
{
	start();
	nic_fake_fail(nic, -ENODEV);
	ck_assert_int_eq(wait_event(), 1);
	ck_assert_int_eq(pump_result(pump), -ENODEV);
	stop();
}
END_TEST

START_TEST(dead_network_is_met_by_a_sender)
{
	start();
	nic_fake_fail(nic, -ENODEV);
	ck_assert_int_eq(send(vm, "0123456789abcdef", 16, 0), 16);
	ck_assert_int_eq(wait_event(), 1);
	ck_assert_int_eq(pump_result(pump), -ENODEV);
	stop();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		vm_to_host,
		host_to_vm,
		bad_frames_cost_only_themselves,
		broken_frames_are_told_apart,
		refused_frames_are_counted,
		stalled_vm,
		dead_vm_ends_the_pump,
		dead_network_ends_the_pump,
		dead_network_is_met_by_a_sender,
		NULL,
	};

	return check_main("pump", tests);
}
