/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* faults.c - system calls that fail, or do less than was asked, for tests */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "helper/linux/faults.h"

static const char *const call_names[CALLS] = {
	"recvmmsg", "sendmmsg", "recv",	  "sendmsg", "read",   "writev",
	"poll",	    "calloc",	"malloc", "pipe",    "thread",
};

static _Atomic bool armed;
static _Atomic int counts[CALLS];
static struct fault wanted;

void faults_start(const struct fault *fault)
{
	int i;

	wanted = *fault;
	for (i = 0; i < CALLS; i++)
		atomic_store(&counts[i], 0);
	atomic_store(&armed, true);
}

void faults_stop(void)
{
	atomic_store(&armed, false);
}

int faults_count(enum call call)
{
	return atomic_load(&counts[call]);
}

const char *faults_name(enum call call)
{
	return call_names[call];
}

/* Returns 0 for no fault, SHORT, or an errno. */
static int fault(enum call call)
{
	int n;

	if (!atomic_load(&armed))
		return 0;
	n = atomic_fetch_add(&counts[call], 1);
	if (call != wanted.call || n < wanted.index ||
	    n >= wanted.index + wanted.repeat)
		return 0;
	if (wanted.error != SHORT)
		errno = wanted.error;
	return wanted.error;
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
