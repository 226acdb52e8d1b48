/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_guest.c - frames through sockets of both kinds, good, full and dead */

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/framing.h"
#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/util.h"

#define MAX_FRAME 1514

static int vm;	 /* the other end */
static int fd;	 /* ours */
static int kind; /* the loop variable: 0 datagrams, 1 stream */

static struct guest *open_pair(void)
{
	struct guest *guest;
	int fds[2];

	signal(SIGPIPE, SIG_IGN); /* as signals_open() does */
	ck_assert_int_eq(
		socketpair(AF_UNIX, kind ? SOCK_STREAM : SOCK_DGRAM, 0, fds),
		0);
	fd = fds[0];
	vm = fds[1];
	ck_assert_int_eq(guest_open(&guest, fd, kind, MAX_FRAME), 0);
	return guest;
}

static void close_pair(struct guest *guest)
{
	guest_close(guest);
	close(fd);
	close(vm);
}

/* As a VM would. */
static void put(const void *frame, size_t len)
{
	uint32_t prefix = htonl((uint32_t)len);

	if (kind)
		ck_assert_int_eq(send(vm, &prefix, sizeof(prefix), 0), 4);
	ck_assert_int_eq(send(vm, frame, len, 0), (int)len);
}

static size_t get(void *frame, size_t size)
{
	uint32_t prefix;

	if (!kind)
		return (size_t)recv(vm, frame, size, 0);
	ck_assert_int_eq(recv(vm, &prefix, sizeof(prefix), MSG_WAITALL), 4);
	prefix = ntohl(prefix);
	ck_assert_uint_le(prefix, size);
	ck_assert_int_eq(recv(vm, frame, prefix, MSG_WAITALL), (int)prefix);
	return prefix;
}

START_TEST(frames_pass_both_ways)
{
	struct iovec frames[NIC_BATCH];
	struct datagram out[10];
	uint8_t frame[MAX_FRAME];
	struct guest *guest;
	uint64_t waits = 0;
	int i, n;

	kind = _i;
	guest = open_pair();
	for (i = 0; i < 100; i++) {
		memset(frame, i, sizeof(frame));
		put(frame, 60 + (size_t)i);
	}
	n = guest_recv(guest, frames, NIC_BATCH);
	ck_assert_int_eq(n, NIC_BATCH);
	n = guest_recv(guest, frames, NIC_BATCH);
	ck_assert_int_eq(n, 100 - NIC_BATCH);
	ck_assert_uint_eq(frames[0].iov_len, 60 + NIC_BATCH);
	ck_assert_uint_eq(((uint8_t *)frames[0].iov_base)[59], NIC_BATCH);
	for (i = 0; i < 10; i++) {
		out[i].iov[0] = frames[i];
		out[i].iov[1] = (struct iovec){ frame, i == 1 ? 5 : 0 };
	}
	ck_assert_int_eq(guest_send(guest, out, 10, &waits), 10);
	ck_assert_uint_eq(get(frame, sizeof(frame)), 60 + NIC_BATCH);
	ck_assert_uint_eq(get(frame, sizeof(frame)), 66 + NIC_BATCH);
	ck_assert_uint_eq(waits, 0);
	close_pair(guest);
}
END_TEST

START_TEST(oversize_is_told_from_its_length)
{
	struct iovec frames[NIC_BATCH];
	uint8_t frame[3000] = { 0 };
	struct guest *guest;

	kind = _i;
	guest = open_pair();
	put(frame, sizeof(frame));
	frame[59] = 1;
	put(frame, 60);
	ck_assert_int_ge(guest_recv(guest, frames, 1), 1);
	ck_assert_uint_eq(frames[0].iov_len, sizeof(frame));
	ck_assert_int_eq(guest_recv(guest, frames, 1), 1);
	ck_assert_uint_eq(frames[0].iov_len, 60);
	ck_assert_uint_eq(((uint8_t *)frames[0].iov_base)[59], 1);
	close_pair(guest);
}
END_TEST

START_TEST(full_queue_is_bounded)
{
	uint8_t bytes[MAX_FRAME] = { 0 };
	struct datagram frames[NIC_BATCH] = { 0 };
	struct guest *guest;
	uint64_t waits = 0, total = 0;
	int64_t start;
	int i, sent;

	kind = _i;
	for (i = 0; i < NIC_BATCH; i++)
		frames[i].iov[0] = (struct iovec){ bytes, sizeof(bytes) };
	guest = open_pair();
	start = clock_ms();
	do {
		sent = guest_send(guest, frames, NIC_BATCH, &waits);
		ck_assert_int_ge(sent, 0);
		total += (uint64_t)sent;
	} while (sent == NIC_BATCH && clock_ms() < start + 10000);
	ck_assert_int_lt(sent, NIC_BATCH);
	ck_assert_uint_gt(waits, 0);
	/*
	 * It recovers as soon as the VM reads again, and a frame of which a
	 * part was sent is completed first.
	 */
	for (; total > 1; total--)
		ck_assert_uint_eq(get(bytes, sizeof(bytes)), MAX_FRAME);
	ck_assert_int_gt(guest_send(guest, frames, 8, &waits), 0);
	for (i = 0; i < 9; i++)
		ck_assert_uint_eq(get(bytes, sizeof(bytes)), MAX_FRAME);
	close_pair(guest);
}
END_TEST

/* A VM that is suspended: what comes for it must not pile up. */
START_TEST(stalled_vm_is_waited_for_once)
{
	uint8_t bytes[MAX_FRAME] = { 0 };
	struct datagram frames[NIC_BATCH] = { 0 };
	struct guest *guest;
	uint64_t waits = 0, before;
	int i, got;

	kind = _i;
	for (i = 0; i < NIC_BATCH; i++)
		frames[i].iov[0] = (struct iovec){ bytes, sizeof(bytes) };
	guest = open_pair();
	while (guest_send(guest, frames, NIC_BATCH, &waits) > 0)
		;
	before = waits;
	for (i = 0; i < 100; i++)
		ck_assert_int_eq(guest_send(guest, frames, 1, &waits), 0);
	ck_assert_uint_eq(waits, before);
	/* It reads again, so it is waited for again. */
	for (got = 0; got < 60; got++)
		ck_assert_uint_eq(get(bytes, sizeof(bytes)), MAX_FRAME);
	while (guest_send(guest, frames, NIC_BATCH, &waits) > 0)
		;
	ck_assert_uint_gt(waits, before);
	close_pair(guest);
}
END_TEST

static void *stop_soon(void *guest)
{
	const struct timespec pause = { .tv_nsec = 20000000 };

	nanosleep(&pause, NULL);
	guest_stop(guest);
	return NULL;
}

START_TEST(stop_ends_a_wait)
{
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	pthread_t thread;

	kind = _i;
	guest = open_pair();
	pthread_create(&thread, NULL, stop_soon, guest);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 0);
	pthread_join(thread, NULL);
	close_pair(guest);
}
END_TEST

START_TEST(stop_ends_a_flood)
{
	struct iovec frames[NIC_BATCH];
	struct guest *guest;

	kind = _i;
	guest = open_pair();
	put("0123456789abcd", 14);
	guest_stop(guest);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 0);
	close_pair(guest);
}
END_TEST

START_TEST(dead_peer_is_told)
{
	uint8_t bytes[60] = { 0 };
	struct datagram frame = { { { bytes, sizeof(bytes) } } };
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	uint64_t waits = 0;

	kind = _i;
	guest = open_pair();
	close(vm);
	ck_assert_int_eq(guest_send(guest, &frame, 1, &waits), -ECONNRESET);
	if (kind)
		ck_assert_int_eq(guest_recv(guest, frames, 1), -ECONNRESET);
	guest_close(guest);
	close(fd);
}
END_TEST

/* One that talks to another now is as good as gone. */
START_TEST(peer_that_connects_elsewhere_is_gone)
{
	uint8_t bytes[60] = { 0 };
	struct datagram frame = { { { bytes, sizeof(bytes) } } };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(addr);
	struct guest *guest;
	uint64_t waits = 0;
	int other;

	kind = 0;
	guest = open_pair();
	other = socket(AF_UNIX, SOCK_DGRAM, 0);
	/* Without a name Linux finds a free one that is no file. */
	ck_assert_int_eq(
		bind(other, (struct sockaddr *)&addr, sizeof(addr.sun_family)),
		0);
	ck_assert_int_eq(getsockname(other, (struct sockaddr *)&addr, &len), 0);
	ck_assert_int_eq(connect(vm, (struct sockaddr *)&addr, len), 0);
	ck_assert_int_eq(guest_send(guest, &frame, 1, &waits), -ECONNRESET);
	close(other);
	close_pair(guest);
}
END_TEST

START_TEST(nonsense_ends_a_stream)
{
	uint32_t prefix = htonl(FRAMING_LIMIT + 1);
	struct iovec frames[NIC_BATCH];
	struct guest *guest;

	kind = 1;
	guest = open_pair();
	put("0123456789abcd", 14);
	ck_assert_int_eq(send(vm, &prefix, sizeof(prefix), 0), 4);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 1);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), -EPROTO);
	close_pair(guest);
}
END_TEST

/* Frames of all lengths, cut by a sender who writes a few bytes at a time. */
static void *write_slowly(void *ctx)
{
	uint8_t bytes[50 * (4 + MAX_FRAME)];
	size_t len = 0, done = 0, i;
	unsigned int seed = 1;

	(void)ctx;
	for (i = 0; i < 50; i++) {
		size_t n = 14 + i * 30;
		uint32_t prefix = htonl((uint32_t)n);

		memcpy(bytes + len, &prefix, 4);
		memset(bytes + len + 4, (int)i, n);
		len += 4 + n;
	}
	while (done < len) {
		size_t n = 1 + (size_t)rand_r(&seed) % 700;

		if (n > len - done)
			n = len - done;
		send(vm, bytes + done, n, 0);
		done += n;
	}
	return NULL;
}

START_TEST(pieces_are_put_together)
{
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	pthread_t thread;
	int got = 0, n, i;

	kind = 1;
	guest = open_pair();
	pthread_create(&thread, NULL, write_slowly, NULL);
	while (got < 50) {
		n = guest_recv(guest, frames, NIC_BATCH);
		ck_assert_int_gt(n, 0);
		for (i = 0; i < n; i++, got++) {
			uint8_t *last = frames[i].iov_base;

			ck_assert_uint_eq(frames[i].iov_len,
					  14 + (size_t)got * 30);
			ck_assert_uint_eq(last[frames[i].iov_len - 1], got);
		}
	}
	pthread_join(thread, NULL);
	close_pair(guest);
}
END_TEST

static void add(TCase *tcase, const TTest *const *tests, int end)
{
	for (; *tests; tests++)
		tcase_add_loop_test(tcase, *tests, 0, end);
}

int main(void)
{
	const TTest *const both[] = {
		frames_pass_both_ways, oversize_is_told_from_its_length,
		full_queue_is_bounded, stalled_vm_is_waited_for_once,
		stop_ends_a_wait,      stop_ends_a_flood,
		dead_peer_is_told,     NULL,
	};
	const TTest *const datagrams[] = {
		peer_that_connects_elsewhere_is_gone,
		NULL,
	};
	const TTest *const stream[] = {
		nonsense_ends_a_stream,
		pieces_are_put_together,
		NULL,
	};
	Suite *suite = suite_create("guest");
	TCase *tcase = tcase_create("guest");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	add(tcase, both, 2);
	add(tcase, datagrams, 1);
	add(tcase, stream, 1);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
