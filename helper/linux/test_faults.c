/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_faults.c - the pump between real sockets, with system calls that fail
 *
 * A clean run counts the calls of each function; then the same run is repeated
 * with each call failing in each way it can.  After every run: nothing hangs,
 * frames that arrive are whole and in order, none is invented, and a fault that
 * costs only a frame does not end the pump.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/guest.h"
#include "helper/linux/faults.h"
#include "helper/linux/sockets_fixture.h"
#include "helper/linux/tap.h"
#include "helper/log.h"
#include "helper/offload.h"
#include "helper/pump.h"
#include "helper/util.h"

#define MAX_FRAME 1514
#define FRAMES	  12	/* each way */
#define SETTLE_MS 10000 /* a busy machine's; it is over when all has come */

/* One run: both ends, and what came out at each. */
static bool stream;
static struct stats host, guest_side;
static int at_vm, at_net, result;

/* Frame number @i: its number is in every byte, its length tells it again. */
static size_t make_frame(uint8_t *frame, int i)
{
	memset(frame, 0x80 | i, MAX_FRAME);
	return (size_t)(60 + i * 100);
}

static void put_all(void)
{
	static const struct vnet_header header;
	uint8_t frame[MAX_FRAME];
	int i;

	for (i = 0; i < FRAMES; i++) {
		size_t len = make_frame(frame, i);
		uint8_t prefix[4] = { 0, 0, (uint8_t)(len >> 8), (uint8_t)len };
		struct iovec to_vm[2] = { { prefix, 4 }, { frame, len } };
		struct iovec to_net[2] = {
			{ (void *)(uintptr_t)&header, sizeof(header) },
			{ frame, len },
		};

		__real_writev(vm_far, to_vm + !stream, 1 + stream);
		__real_writev(net_far, to_net, 2);
	}
}

/* Returns the number of the frame, which must be whole. */
static int check_frame(const uint8_t *frame, size_t len)
{
	uint8_t whole[MAX_FRAME];
	int i = frame[0] & 0x7f;

	ck_assert_int_lt(i, FRAMES);
	ck_assert_uint_eq(len, make_frame(whole, i));
	ck_assert_mem_eq(frame, whole, len);
	return i;
}

static int count_datagrams(int fd, size_t header)
{
	uint8_t buf[MAX_FRAME + 100];
	int n = 0, last = -1, i;
	ssize_t len;

	while ((len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		i = check_frame(buf + header, (size_t)len - header);
		ck_assert_int_gt(i, last);
		last = i;
		n++;
	}
	return n;
}

/* The last frame may lack its end: the pump was stopped in the middle. */
static int count_stream(void)
{
	static uint8_t buf[65536];
	ssize_t len = recv(vm_far, buf, sizeof(buf), MSG_DONTWAIT);
	size_t at = 0, size;
	int n = 0, last = -1, i;

	while (len > 0 && at + 4 <= (size_t)len) {
		size = (size_t)buf[at + 2] << 8 | buf[at + 3];
		if (at + 4 + size > (size_t)len)
			break;
		i = check_frame(buf + at + 4, size);
		ck_assert_int_gt(i, last);
		last = i;
		n++;
		at += 4 + size;
	}
	return n;
}

static void settle(struct pump *pump)
{
	struct pollfd ended = { .fd = pump_event_fd(pump), .events = POLLIN };
	int64_t limit = clock_ms() + SETTLE_MS;

	while (clock_ms() < limit) {
		if (stats_get(&host.packets) + stats_drops(&host) == FRAMES &&
		    stats_get(&guest_side.packets) + stats_drops(&guest_side) ==
			    FRAMES)
			break;
		if (__real_poll(&ended, 1, 1) > 0)
			break;
	}
}

static int run_pump(struct nic *nic, struct guest *guest)
{
	struct pump_config config = {
		.nic = nic,
		.guest = guest,
		.max_frame = MAX_FRAME,
		.host = &host,
		.vm = &guest_side,
	};
	struct pump *pump;
	int err;

	err = pump_start(&pump, &config);
	if (err)
		return err;
	put_all();
	settle(pump);
	result = pump_result(pump);
	pump_stop(pump);
	return 0;
}

/* Returns 0, or -errno of what could not be opened. */
static int run_once(const struct fault *fault)
{
	struct guest *guest;
	struct nic *nic;
	int err;

	memset(&host, 0, sizeof(host));
	memset(&guest_side, 0, sizeof(guest_side));
	open_sockets(stream);
	faults_start(fault);
	err = tap_nic(&nic, net);
	if (err) {
		close(net);
	} else {
		err = guest_open(&guest, vm, stream, MAX_FRAME);
		if (!err) {
			err = run_pump(nic, guest);
			guest_close(guest);
		}
		nic_close(nic);
	}
	faults_stop();
	at_vm = stream ? count_stream() : count_datagrams(vm_far, 0);
	at_net = count_datagrams(net_far, sizeof(struct vnet_header));
	close_sockets();
	return err;
}

struct way {
	enum call call;
	int error;  /* SHORT or an errno */
	int ends;   /* pump_result() it must have, 0: it goes on */
	bool opens; /* opening fails with it */
	bool loses; /* frames may be lost */
};

static const struct way ways[] = {
	{ RECVMMSG, SHORT, 0, false, false },
	{ RECVMMSG, EINTR, 0, false, false },
	{ RECVMMSG, EAGAIN, 0, false, false },
	{ RECVMMSG, ENOMEM, 0, false, false },
	{ RECVMMSG, ENOBUFS, 0, false, false },
	{ RECVMMSG, ECONNREFUSED, -ECONNRESET, false, true },
	{ RECVMMSG, ECONNRESET, -ECONNRESET, false, true },
	{ SENDMMSG, SHORT, 0, false, false },
	{ SENDMMSG, EINTR, 0, false, false },
	{ SENDMMSG, EAGAIN, 0, false, false },
	{ SENDMMSG, ENOBUFS, 0, false, false },
	{ SENDMMSG, ENOMEM, 0, false, false },
	{ SENDMMSG, EMSGSIZE, 0, false, true },
	{ SENDMMSG, ECONNREFUSED, -ECONNRESET, false, true },
	{ SENDMMSG, ENOTCONN, -ECONNRESET, false, true },
	{ SENDMMSG, EPIPE, -ECONNRESET, false, true },
	{ RECV, SHORT, 0, false, false },
	{ RECV, EINTR, 0, false, false },
	{ RECV, EAGAIN, 0, false, false },
	{ RECV, ENOMEM, 0, false, false },
	{ RECV, ECONNRESET, -ECONNRESET, false, true },
	{ SENDMSG, SHORT, 0, false, false },
	{ SENDMSG, EINTR, 0, false, false },
	{ SENDMSG, EAGAIN, 0, false, false },
	{ SENDMSG, ENOBUFS, 0, false, false },
	{ SENDMSG, EPIPE, -ECONNRESET, false, true },
	{ READ, EINTR, 0, false, false },
	{ READ, EAGAIN, 0, false, false },
	{ READ, EBADFD, -ENODEV, false, true },
	{ READ, ENODEV, -ENODEV, false, true },
	{ WRITEV, EINTR, 0, false, false },
	{ WRITEV, EAGAIN, 0, false, true },
	{ WRITEV, ENOBUFS, 0, false, true },
	{ WRITEV, ENOMEM, 0, false, true },
	{ WRITEV, EINVAL, 0, false, true },
	{ WRITEV, EIO, 0, false, true },
	{ WRITEV, EBADFD, -ENODEV, false, true },
	{ WRITEV, ENODEV, -ENODEV, false, true },
	{ POLL, EINTR, 0, false, false },
	{ POLL, ENOMEM, -ENOMEM, false, true },
	{ CALLOC, ENOMEM, 0, true, true },
	{ MALLOC, ENOMEM, 0, true, true },
	{ PIPE, EMFILE, 0, true, true },
	{ THREAD, EAGAIN, 0, true, true },
};

static void check_run(const struct way *way, int index, int err)
{
	char what[128];

	snprintf(what, sizeof(what), "%s: %s call %d: %s, result %d, %d %d",
		 stream ? "stream" : "datagrams", faults_name(way->call), index,
		 way->error == SHORT ? "short" : strerror(way->error), result,
		 at_vm, at_net);
	ck_assert_msg(way->opens || err == 0, "%s", what);
	if (err || way->opens)
		return;
	/* The call may not have come this time: threads take turns freely. */
	if (faults_count(way->call) <= index)
		return;
	ck_assert_msg(result == way->ends || (way->ends && result == 0), "%s",
		      what);
	ck_assert_msg(way->loses || (at_vm == FRAMES && at_net == FRAMES), "%s",
		      what);
	ck_assert_msg(stats_get(&guest_side.packets) >= (uint64_t)at_net, "%s",
		      what);
	/* A lost frame is a counted one. */
	if (!way->ends) {
		ck_assert_msg((uint64_t)at_net + stats_drops(&guest_side) ==
				      FRAMES,
			      "%s", what);
		ck_assert_msg((uint64_t)at_vm + stats_drops(&host) == FRAMES,
			      "%s", what);
	}
}

static void try_way(const struct way *way, int calls)
{
	struct fault fault = { .call = way->call, .error = way->error };
	int index, err;

	for (fault.repeat = 1; fault.repeat <= 3; fault.repeat += 2) {
		for (index = 0; index < calls && index < 16; index++) {
			fault.index = index;
			result = 0;
			err = run_once(&fault);
			check_run(way, index, err);
		}
	}
}

static void try_all(void)
{
	const struct fault none = { 0 };
	int clean[CALLS], i;

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR);
	ck_assert_int_eq(run_once(&none), 0);
	ck_assert_int_eq(result, 0);
	ck_assert_int_eq(at_vm, FRAMES);
	ck_assert_int_eq(at_net, FRAMES);
	for (i = 0; i < CALLS; i++)
		clean[i] = faults_count((enum call)i);
	for (i = 0; i < (int)ARRAY_SIZE(ways); i++)
		try_way(&ways[i], clean[ways[i].call]);
}

START_TEST(datagrams)
{
	stream = false;
	try_all();
}
END_TEST

START_TEST(streams)
{
	stream = true;
	try_all();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		datagrams,
		streams,
		NULL,
	};

	return check_main("faults", tests);
}
