/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_faults.c - the pump between real sockets, with system calls that fail
 *
 * Every call the data path makes goes through a wrapper (the linker's --wrap)
 * that can fail it, or make it do less than was asked.  A clean run counts the
 * calls of each function; then the same run is repeated with each call failing
 * in each way it can.  After every run: nothing hangs, frames that arrive are
 * whole and in order, none is invented, and a fault that costs only a frame
 * does not end the pump.
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/guest.h"
#include "helper/linux/sockets_fixture.h"
#include "helper/linux/tap.h"
#include "helper/log.h"
#include "helper/offload.h"
#include "helper/pump.h"
#include "helper/util.h"

#define MAX_FRAME 1514
#define FRAMES	  12 /* each way */
#define SHORT	  1  /* instead of an errno: do less than was asked */
#define SETTLE_MS 150

enum call {
	RECVMMSG,
	SENDMMSG,
	RECV,
	SENDMSG,
	READ,
	WRITEV,
	POLL,
	CALLOC,
	MALLOC,
	PIPE,
	THREAD,
	CALLS
};

static const char *const call_names[CALLS] = {
	"recvmmsg", "sendmmsg", "recv",	  "sendmsg", "read",   "writev",
	"poll",	    "calloc",	"malloc", "pipe",    "thread",
};

static _Atomic bool armed;
static _Atomic int counts[CALLS];
static enum call fault_call;
static int fault_index, fault_error, fault_repeat;

/* Returns 0 for no fault, SHORT, or an errno. */
static int fault(enum call call)
{
	int n;

	if (!atomic_load(&armed))
		return 0;
	n = atomic_fetch_add(&counts[call], 1);
	if (call != fault_call || n < fault_index ||
	    n >= fault_index + fault_repeat)
		return 0;
	if (fault_error != SHORT)
		errno = fault_error;
	return fault_error;
}

#define WRAP(type, name, ...)                                                  \
	type __real_##name(__VA_ARGS__);                                       \
	type __wrap_##name(__VA_ARGS__);                                       \
	type __wrap_##name(__VA_ARGS__)

WRAP(int, recvmmsg, int fd, struct mmsghdr *msgs, unsigned int n, int flags,
     struct timespec *limit)
{
	int how = fault(RECVMMSG);

	if (how > SHORT)
		return -1;
	return __real_recvmmsg(fd, msgs, how ? 1 : n, flags, limit);
}

WRAP(int, sendmmsg, int fd, struct mmsghdr *msgs, unsigned int n, int flags)
{
	int how = fault(SENDMMSG);

	if (how > SHORT)
		return -1;
	return __real_sendmmsg(fd, msgs, how ? 1 : n, flags);
}

WRAP(ssize_t, recv, int fd, void *buf, size_t size, int flags)
{
	int how = fault(RECV);

	if (how > SHORT)
		return -1;
	return __real_recv(fd, buf, how && size > 3 ? 3 : size, flags);
}

WRAP(ssize_t, sendmsg, int fd, const struct msghdr *msg, int flags)
{
	int how = fault(SENDMSG);
	struct iovec piece;
	struct msghdr less = { .msg_iov = &piece, .msg_iovlen = 1 };

	if (how > SHORT)
		return -1;
	if (!how)
		return __real_sendmsg(fd, msg, flags);
	piece = msg->msg_iov[0];
	piece.iov_len = (piece.iov_len + 1) / 2;
	return __real_sendmsg(fd, &less, flags);
}

WRAP(ssize_t, read, int fd, void *buf, size_t size)
{
	return fault(READ) > SHORT ? -1 : __real_read(fd, buf, size);
}

WRAP(ssize_t, writev, int fd, const struct iovec *iov, int n)
{
	return fault(WRITEV) > SHORT ? -1 : __real_writev(fd, iov, n);
}

WRAP(int, poll, struct pollfd *fds, nfds_t n, int timeout)
{
	return fault(POLL) > SHORT ? -1 : __real_poll(fds, n, timeout);
}

WRAP(void *, calloc, size_t n, size_t size)
{
	return fault(CALLOC) > SHORT ? NULL : __real_calloc(n, size);
}

WRAP(void *, malloc, size_t size)
{
	return fault(MALLOC) > SHORT ? NULL : __real_malloc(size);
}

WRAP(int, pipe, int fds[2])
{
	return fault(PIPE) > SHORT ? -1 : __real_pipe(fds);
}

WRAP(int, pthread_create, pthread_t *thread, const pthread_attr_t *attr,
     void *(*run)(void *), void *ctx)
{
	int how = fault(THREAD);

	return how > SHORT ? how
			   : __real_pthread_create(thread, attr, run, ctx);
}

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

	while ((len = __real_recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
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
	ssize_t len = __real_recv(vm_far, buf, sizeof(buf), MSG_DONTWAIT);
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
static int run_once(void)
{
	struct guest *guest;
	struct nic *nic;
	int i, err;

	memset(&host, 0, sizeof(host));
	memset(&guest_side, 0, sizeof(guest_side));
	open_sockets(stream);
	for (i = 0; i < CALLS; i++)
		atomic_store(&counts[i], 0);
	atomic_store(&armed, true);
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
	atomic_store(&armed, false);
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
		 stream ? "stream" : "datagrams", call_names[way->call], index,
		 way->error == SHORT ? "short" : strerror(way->error), result,
		 at_vm, at_net);
	ck_assert_msg(way->opens || err == 0, "%s", what);
	if (err || way->opens)
		return;
	/* The call may not have come this time: threads take turns freely. */
	if (atomic_load(&counts[way->call]) <= index)
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
	int index, err, repeat;

	for (repeat = 1; repeat <= 3; repeat += 2) {
		for (index = 0; index < calls && index < 16; index++) {
			fault_call = way->call;
			fault_index = index;
			fault_error = way->error;
			fault_repeat = repeat;
			result = 0;
			err = run_once();
			check_run(way, index, err);
		}
	}
}

static void try_all(void)
{
	int clean[CALLS], i;

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR);
	fault_repeat = 0;
	ck_assert_int_eq(run_once(), 0);
	ck_assert_int_eq(result, 0);
	ck_assert_int_eq(at_vm, FRAMES);
	ck_assert_int_eq(at_net, FRAMES);
	for (i = 0; i < CALLS; i++)
		clean[i] = atomic_load(&counts[i]);
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

/* The queue of a VM that never reads: every wait is bounded. */
START_TEST(poll_that_never_tells)
{
	struct datagram frames[4] = { 0 };
	uint8_t bytes[60] = { 0 };
	uint64_t waits = 0;
	struct guest *guest;
	int64_t start;
	int i;

	for (i = 0; i < 4; i++)
		frames[i].iov[0] = (struct iovec){ bytes, sizeof(bytes) };
	open_sockets(false);
	ck_assert_int_eq(guest_open(&guest, vm, false, MAX_FRAME), 0);
	fault_call = SENDMMSG;
	fault_error = ENOBUFS;
	fault_index = 0;
	fault_repeat = 1000000;
	atomic_store(&counts[SENDMMSG], 0);
	atomic_store(&armed, true);
	start = clock_ms();
	ck_assert_int_eq(guest_send(guest, frames, 4, &waits), 0);
	ck_assert_int_ge(clock_ms() - start, GUEST_WAIT_MS - 1);
	ck_assert_int_le(clock_ms() - start, 10 * GUEST_WAIT_MS);
	/* A pause for each try, not a loop as fast as it can. */
	ck_assert_int_le(atomic_load(&counts[SENDMMSG]), 3 * GUEST_WAIT_MS);
	atomic_store(&armed, false);
	guest_close(guest);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		datagrams,
		streams,
		poll_that_never_tells,
		NULL,
	};

	return check_main("faults", tests);
}
