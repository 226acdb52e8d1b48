/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_nic.c - frames through the macOS end, against the doubles */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vmnet/vmnet.h>

#include "helper/check.h"
#include "helper/offload.h"
#include "helper/pump.h"
#include "helper/util.h"
#include "helper/macos/doubles/doubles.h"

#define MANY 20000

static struct nic *nic;
static struct nic_info info;

static void open_nic(bool tso)
{
	const struct nic_config config = { .mode = NIC_SHARED,
					   .tso = tso,
					   .cancel = -1 };
	char error[NIC_ERROR_MAX];

	ck_assert_int_eq(nic_open(&nic, &config, &info, error), 0);
}

static void close_nic(void)
{
	nic_close(nic);
	ck_assert_int_eq(double_alive(), 0);
}

/* The number of a frame, and bytes that follow from it, so that a mix-up of
 * any two is seen. */
static size_t make_frame(uint8_t *frame, uint32_t number)
{
	size_t len = 60 + number * 37 % 1454, i;

	memset(frame, 0, 14);
	memcpy(frame + 14, &number, sizeof(number));
	for (i = 18; i < len; i++)
		frame[i] = (uint8_t)(number + i);
	return len;
}

struct receiver {
	pthread_t thread;
	int result;
	uint32_t next;
	int until; /* frames after which rx says -ECANCELED; 0: never */
	bool wrong;
};

static int receive(void *ctx, struct iovec *frames, int n)
{
	static const struct vnet_header zero;
	struct receiver *r = ctx;
	uint8_t expected[2048];
	size_t len;
	int i;

	for (i = 0; i < n; i++) {
		uint8_t *frame = frames[i].iov_base;

		len = make_frame(expected, r->next++);
		if (frames[i].iov_len != sizeof(zero) + len ||
		    memcmp(frame, &zero, sizeof(zero)) != 0 ||
		    memcmp(frame + sizeof(zero), expected, len) != 0)
			r->wrong = true;
		memset(frame, 0xee, frames[i].iov_len); /* we may */
	}
	return r->until && (int)r->next >= r->until ? -ECANCELED : 0;
}

static void *run(void *ctx)
{
	struct receiver *r = ctx;

	r->result = nic_run(nic, receive, r);
	return NULL;
}

static void start(struct receiver *r)
{
	ck_assert_int_eq(pthread_create(&r->thread, NULL, run, r), 0);
}

static void push(uint32_t first, uint32_t n)
{
	uint8_t frame[2048];
	uint32_t i;

	for (i = first; i < first + n; i++)
		double_push(frame, make_frame(frame, i));
}

START_TEST(frames_of_the_network)
{
	struct receiver r = { .until = MANY };

	double_control.sets_iov_len = _i;
	open_nic(false);
	start(&r);
	push(0, MANY);
	pthread_join(r.thread, NULL);
	ck_assert_int_eq(r.result, -ECANCELED);
	ck_assert_uint_eq(r.next, MANY);
	ck_assert(!r.wrong);
	/* In batches, else it would be one read each. */
	ck_assert_uint_lt(double_record.read_calls, 2 * MANY);
	close_nic();
}
END_TEST

START_TEST(a_burst_after_silence_is_not_missed)
{
	struct receiver r = { .until = 500 };
	uint32_t i;

	open_nic(false);
	start(&r);
	for (i = 0; i < 500; i++) {
		push(i, 1);
		if (i % 50 == 0)
			poll(NULL, 0, 2);
	}
	pthread_join(r.thread, NULL);
	ck_assert_uint_eq(r.next, 500);
	close_nic();
}
END_TEST

static int send_frame(const uint8_t *frame, size_t len, size_t cut)
{
	struct vnet_header header = { 0 };
	const struct iovec iov[3] = {
		{ &header, sizeof(header) },
		{ (void *)frame, cut },
		{ (void *)(frame + cut), len - cut },
	};

	return nic_send(nic, iov, cut < len ? 3 : 2);
}

START_TEST(stop_ends_run)
{
	struct receiver r = { 0 };
	int when;

	for (when = 0; when < 3; when++) {
		open_nic(false);
		r = (struct receiver){ 0 };
		if (when == 0) /* before it runs */
			nic_stop(nic);
		start(&r);
		if (when == 2) { /* while frames come */
			push(0, 200);
		}
		nic_stop(nic);
		pthread_join(r.thread, NULL);
		ck_assert_int_eq(r.result, 0);
		close_nic();
	}
}
END_TEST

START_TEST(reset_is_a_new_beginning)
{
	struct receiver r = { 0 };
	uint8_t frame[100] = { 0 };

	open_nic(false);
	nic_stop(nic);
	start(&r);
	pthread_join(r.thread, NULL);
	push(0, 100); /* for nobody */
	send_frame(frame, sizeof(frame), 50);
	nic_reset(nic);
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, 0);
	r = (struct receiver){ .until = 10 };
	start(&r);
	push(0, 10);
	pthread_join(r.thread, NULL);
	ck_assert_int_eq(r.result, -ECANCELED);
	ck_assert_uint_eq(r.next, 10);
	ck_assert(!r.wrong);
	close_nic();
}
END_TEST

START_TEST(every_read_error_ends_run)
{
	static const struct {
		int status;
		int err;
	} errors[] = {
		{ VMNET_FAILURE, -EIO },
		{ VMNET_MEM_FAILURE, -ENOMEM },
		{ VMNET_INVALID_ARGUMENT, -EINVAL },
		{ VMNET_SETUP_INCOMPLETE, -ENOTCONN },
		{ VMNET_INVALID_ACCESS, -EACCES },
		{ VMNET_PACKET_TOO_BIG, -EMSGSIZE },
		{ VMNET_TOO_MANY_PACKETS, -E2BIG },
		{ VMNET_SHARING_SERVICE_BUSY, -EBUSY },
		{ VMNET_NOT_AUTHORIZED, -EPERM },
		{ 4711, -EIO },
	};
	struct receiver r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		open_nic(false);
		r = (struct receiver){ 0 };
		start(&r);
		atomic_store(&double_control.read_status, errors[i].status);
		push(0, 1);
		pthread_join(r.thread, NULL);
		ck_assert_int_eq(r.result, errors[i].err);
		atomic_store(&double_control.read_status, VMNET_SUCCESS);
		close_nic();
	}
}
END_TEST

START_TEST(frames_of_the_guest)
{
	static uint8_t frames[NIC_BATCH][2048];
	uint64_t bytes = 0;
	uint32_t i;
	size_t len = 0;

	atomic_store(&double_control.write_most, _i);
	open_nic(false);
	for (i = 0; i < MANY; i++) {
		len = make_frame(frames[i % NIC_BATCH], i);
		bytes += len;
		/* One piece, or two; what was sent must stay till the flush. */
		ck_assert_int_eq(send_frame(frames[i % NIC_BATCH], len,
					    i % 3 ? len : 40),
				 1);
		if (i % NIC_BATCH == NIC_BATCH - 1)
			ck_assert_int_eq(nic_flush(nic), 0);
	}
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, MANY);
	ck_assert_uint_eq(double_record.written_bytes, bytes);
	ck_assert_uint_eq(double_record.last_len, len);
	ck_assert_mem_eq(double_record.last, frames[(MANY - 1) % NIC_BATCH],
			 len);
	if (_i == 0)
		ck_assert_uint_le(double_record.write_calls,
				  MANY / NIC_BATCH + 1);
	close_nic();
}
END_TEST

START_TEST(more_than_a_batch_is_written_in_between)
{
	uint8_t frame[100] = { 0 };
	int i;

	open_nic(false);
	for (i = 0; i < 3 * NIC_BATCH + 5; i++)
		ck_assert_int_eq(send_frame(frame, sizeof(frame), 20), 1);
	ck_assert_uint_eq(double_record.written, 3 * NIC_BATCH);
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, 3 * NIC_BATCH + 5);
	close_nic();
}
END_TEST

static void send_ten(size_t bad, size_t bad_len)
{
	static uint8_t frame[4000];
	size_t i;

	for (i = 0; i < 10; i++)
		send_frame(frame, i == bad ? bad_len : 100,
			   i == bad ? bad_len : 100);
}

START_TEST(a_bad_frame_costs_only_itself)
{
	open_nic(false);
	send_ten(3, 2000); /* too long */
	ck_assert_int_eq(nic_flush(nic), 1);
	ck_assert_uint_eq(double_record.written, 9);
	send_ten(9, 5); /* a runt */
	ck_assert_int_eq(nic_flush(nic), 1);
	ck_assert_uint_eq(double_record.written, 18);
	ck_assert_int_eq(nic_flush(nic), 0); /* told once */
	double_control.batch_most = 4;
	send_ten(10, 0);
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, 28);
	close_nic();
}
END_TEST

START_TEST(no_room_loses_the_rest)
{
	open_nic(false);
	atomic_store(&double_control.write_times, 1); /* success, none taken */
	send_ten(10, 0);
	ck_assert_int_eq(nic_flush(nic), 10);
	atomic_store(&double_control.write_status, VMNET_BUFFER_EXHAUSTED);
	atomic_store(&double_control.write_times, 1);
	send_ten(10, 0);
	ck_assert_int_eq(nic_flush(nic), 10);
	ck_assert_uint_eq(double_record.written, 0);
	send_ten(10, 0);
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, 10);
	close_nic();
}
END_TEST

START_TEST(every_other_write_error_is_the_end)
{
	static const struct {
		int status;
		int err;
	} errors[] = {
		{ VMNET_FAILURE, -EIO },
		{ VMNET_MEM_FAILURE, -ENOMEM },
		{ VMNET_SETUP_INCOMPLETE, -ENOTCONN },
		{ VMNET_INVALID_ACCESS, -EACCES },
		{ VMNET_SHARING_SERVICE_BUSY, -EBUSY },
		{ VMNET_NOT_AUTHORIZED, -EPERM },
	};
	size_t i;

	open_nic(false);
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		atomic_store(&double_control.write_status, errors[i].status);
		atomic_store(&double_control.write_times, 1);
		send_ten(10, 0);
		ck_assert_int_eq(nic_flush(nic), errors[i].err);
	}
	close_nic();
}
END_TEST

START_TEST(frames_of_tso_size)
{
	static uint8_t frame[65550], back[70000];
	struct timeval limit = { .tv_sec = 5 };
	struct stats host = { 0 }, vm = { 0 };
	struct pump_config config = {
		.kind = GUEST_BARE, /* as frames_kind() of main.c has it */
		.host = &host,
		.vm = &vm,
	};
	struct guest *guest;
	struct pump *pump;
	int fds[2];
	size_t i;

	double_control.max_packet = sizeof(frame);
	double_control.echo = true;
	open_nic(true);
	ck_assert_uint_eq(info.max_frame, sizeof(frame));
	ck_assert_ptr_nonnull(
		strstr(double_record.desc, "vmnet_enable_tso=1 "));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	ck_assert_int_eq(guest_open(&guest, fds[0], false, info.max_frame), 0);
	config.nic = nic;
	config.guest = guest;
	config.max_frame = info.max_frame;
	ck_assert_int_eq(pump_start(&pump, &config), 0);
	for (i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7 + i / 256);
	for (i = 0; i < 50; i++) {
		ck_assert_int_eq(send(fds[1], frame, sizeof(frame), 0),
				 sizeof(frame));
		ck_assert_int_eq(recv(fds[1], back, sizeof(back), 0),
				 sizeof(frame));
		ck_assert_mem_eq(frame, back, sizeof(frame));
	}
	ck_assert_int_eq(send(fds[1], frame, 60, 0), 60);
	ck_assert_int_eq(recv(fds[1], back, sizeof(back), 0), 60);
	pump_stop(pump);
	guest_close(guest);
	close(fds[0]);
	close(fds[1]);
	close_nic();
	ck_assert_uint_eq(vm.packets, 51);
	ck_assert_uint_eq(host.packets, 51);
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ frames_of_the_network, 2 },
		{ a_burst_after_silence_is_not_missed, 1 },
		{ stop_ends_run, 1 },
		{ reset_is_a_new_beginning, 1 },
		{ every_read_error_ends_run, 1 },
		{ frames_of_the_guest, 3 },
		{ more_than_a_batch_is_written_in_between, 1 },
		{ a_bad_frame_costs_only_itself, 1 },
		{ no_room_loses_the_rest, 1 },
		{ every_other_write_error_is_the_end, 1 },
		{ frames_of_tso_size, 1 },
		{ NULL, 0 },
	};

	return check_main_rounds("nic", tests);
}
