/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_batch.c - batches by sendmsg_x() and by its twin, and full queues */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/batch.h"
#include "helper/check.h"
#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/util.h"
#include "helper/macos/doubles/doubles.h"

static int fds[2];
static struct batch *batch;

/* _i chooses: 0 the system's batches, 1 the loop. */
static void begin(int i)
{
	double_control.no_bulk = i;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	batch = batch_new(NIC_BATCH);
	ck_assert_ptr_nonnull(batch);
}

static void end(void)
{
	batch_free(batch);
	close(fds[0]);
	close(fds[1]);
}

static uint8_t bytes[NIC_BATCH][300];
static struct iovec bufs[NIC_BATCH];
static unsigned int lens[NIC_BATCH];

static void prepare(void)
{
	int i;

	for (i = 0; i < NIC_BATCH; i++)
		bufs[i] = (struct iovec){ bytes[i], 256 };
}

static struct datagram datagrams[NIC_BATCH];

static void fill(int n, const char *text)
{
	int i;

	for (i = 0; i < n; i++) {
		datagrams[i].iov[0] = (struct iovec){ (void *)text, 4 };
		datagrams[i].iov[1] =
			(struct iovec){ (void *)(text + 4), i % 2 ? 3 : 0 };
	}
}

START_TEST(there_and_back)
{
	int i, round;

	begin(_i);
	prepare();
	fill(NIC_BATCH, "abcdefg");
	ck_assert_int_eq(batch_recv(batch, fds[1], bufs, lens, NIC_BATCH),
			 -EAGAIN);
	for (round = 0; round < 10; round++) {
		ck_assert_int_eq(
			batch_send(batch, fds[0], datagrams, NIC_BATCH),
			NIC_BATCH);
		ck_assert_int_eq(batch_recv(batch, fds[1], bufs, lens, 60), 60);
		for (i = 0; i < 60; i++) {
			ck_assert_uint_eq(lens[i], i % 2 ? 7 : 4);
			ck_assert_mem_eq(bytes[i], "abcdefg", lens[i]);
		}
		ck_assert_int_eq(
			batch_recv(batch, fds[1], bufs, lens, NIC_BATCH),
			NIC_BATCH - 60);
	}
	end();
}
END_TEST

START_TEST(what_is_cut_off_shows)
{
	uint8_t frame[1000];

	begin(_i);
	prepare();
	memset(frame, 7, sizeof(frame));
	memset(bytes, 1, sizeof(bytes));
	ck_assert_int_eq(send(fds[0], frame, 256, 0), 256);
	ck_assert_int_eq(send(fds[0], frame, 257, 0), 257);
	ck_assert_int_eq(send(fds[0], frame, sizeof(frame), 0), sizeof(frame));
	ck_assert_int_eq(send(fds[0], frame, 0, 0), 0);
	ck_assert_int_eq(batch_recv(batch, fds[1], bufs, lens, NIC_BATCH), 4);
	ck_assert_uint_eq(lens[0], 256);
	ck_assert_uint_gt(lens[1], 256);
	ck_assert_uint_gt(lens[2], 256);
	ck_assert_uint_eq(lens[3], 0);
	ck_assert_uint_eq(bytes[2][255], 7);
	ck_assert_uint_eq(bytes[2][256], 1); /* beyond the buffer */
	end();
}
END_TEST

START_TEST(a_full_queue_is_waited_for_but_not_long)
{
	begin(_i);
	fill(10, "abcdefg");
	/* Ten pauses a batch, wherever in it they are needed. */
	atomic_store(&double_control.enobufs, 10);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 10), 10);
	ck_assert_uint_eq(double_record.refused, 10);
	atomic_store(&double_control.enobufs, 11);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 10), 0);
	ck_assert_int_eq(atomic_load(&double_control.enobufs), 0);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 10), 10);
	end();
}
END_TEST

START_TEST(the_rest_of_a_batch_gets_no_second_wait)
{
	int n, sent = 0;

	begin(_i);
	fill(NIC_BATCH, "abcdefg");
	/* Fill the queue for real: Linux tells EAGAIN, the double ENOBUFS. */
	do {
		n = batch_send(batch, fds[0], datagrams, NIC_BATCH);
		ck_assert_int_ge(n, 0);
		sent += n;
	} while (n == NIC_BATCH);
	ck_assert_int_gt(sent, 0);
	n = (int)double_record.refused;
	/* One try, no pause; and afterwards ten pauses again. */
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 5), 0);
	if (_i == 0)
		ck_assert_uint_eq(double_record.refused, (unsigned int)n);
	atomic_store(&double_control.enobufs, 100);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 5), 0);
	ck_assert_int_eq(atomic_load(&double_control.enobufs), 89);
	end();
}
END_TEST

START_TEST(a_storm_costs_frames_and_not_the_guest)
{
	uint64_t waits = 0;
	struct guest *guest;
	int64_t start;
	int i, sent = 0;

	begin(_i);
	fill(NIC_BATCH, "abcdefg");
	ck_assert_int_eq(guest_open(&guest, fds[0], false, 1514), 0);
	atomic_store(&double_control.enobufs, 1000000);
	start = clock_ms();
	for (i = 0; i < 100; i++) {
		ck_assert_int_eq(
			guest_send(guest, datagrams, NIC_BATCH, &waits), 0);
	}
	/* Not GUEST_WAIT_MS each, which a poll(2) for room would cost. */
	ck_assert_int_lt(clock_ms() - start, 100 * GUEST_WAIT_MS / 2);
	ck_assert_uint_eq(waits, 100);
	ck_assert_uint_eq(double_record.refused, 100 * 11);
	atomic_store(&double_control.enobufs, 5);
	sent = guest_send(guest, datagrams, NIC_BATCH, &waits);
	ck_assert_int_eq(sent, NIC_BATCH);
	guest_close(guest);
	end();
}
END_TEST

START_TEST(other_errors_are_passed_on)
{
	static uint8_t large[4 * 1024 * 1024];

	begin(_i);
	fill(3, "abcdefg");
	datagrams[1].iov[0] = (struct iovec){ large, sizeof(large) };
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 3), 1);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams + 1, 2),
			 -EMSGSIZE);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams + 2, 1), 1);
	close(fds[1]);
	ck_assert_int_eq(batch_send(batch, fds[0], datagrams, 1),
			 -ECONNREFUSED);
	ck_assert_int_eq(batch_recv(batch, -1, bufs, lens, 1), -EBADF);
	fds[1] = -1;
	end();
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ there_and_back, 2 },
		{ what_is_cut_off_shows, 2 },
		{ a_full_queue_is_waited_for_but_not_long, 2 },
		{ the_rest_of_a_batch_gets_no_second_wait, 2 },
		{ a_storm_costs_frames_and_not_the_guest, 2 },
		{ other_errors_are_passed_on, 2 },
		{ NULL, 0 },
	};

	return check_main_rounds("batch", tests);
}
