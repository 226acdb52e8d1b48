/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batched.c - a contender: many datagrams a system call
 *
 * All that can be had without looking into the frames: a TAP has no call for
 * many frames, so only the socket's side is batched.
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "perf/contenders/contender.h"

#define BATCH 64

struct buffers {
	struct mmsghdr msgs[BATCH];
	struct iovec iov[BATCH];
	unsigned int max_frame;
	char bytes[]; /* BATCH frames */
};

static struct buffers *buffers_new(unsigned int max_frame)
{
	struct buffers *b;
	int i;

	b = calloc(1, sizeof(*b) + (size_t)BATCH * max_frame);
	if (!b)
		return NULL;
	b->max_frame = max_frame;
	for (i = 0; i < BATCH; i++) {
		b->iov[i].iov_base = b->bytes + (size_t)i * max_frame;
		b->iov[i].iov_len = max_frame;
		b->msgs[i].msg_hdr.msg_iov = &b->iov[i];
		b->msgs[i].msg_hdr.msg_iovlen = 1;
	}
	return b;
}

/* What is queued, at least one frame.  Returns a count or -errno. */
static int read_frames(int tap, struct buffers *b)
{
	struct pollfd p = { tap, POLLIN, 0 };
	ssize_t len;
	int n = 0;

	while (n < BATCH) {
		len = read(tap, b->iov[n].iov_base, b->max_frame);
		if (len >= 0)
			b->iov[n++].iov_len = (size_t)len;
		else if (errno != EAGAIN)
			return -errno;
		else if (n > 0)
			break;
		else
			poll(&p, 1, -1);
	}
	return n;
}

static int send_frames(int sock, struct buffers *b, int n)
{
	int done = 0, sent;

	while (done < n) {
		sent = sendmmsg(sock, b->msgs + done, (unsigned int)(n - done),
				MSG_NOSIGNAL);
		if (sent < 0)
			return -errno;
		done += sent;
	}
	return 0;
}

static void *to_guest(void *ctx)
{
	const struct contender_ends *e = ctx;
	struct buffers *b = buffers_new(e->max_frame);
	int n = b ? 1 : 0;

	while (n > 0) {
		n = read_frames(e->tap, b);
		if (n > 0 && send_frames(e->sock, b, n) < 0)
			break;
	}
	free(b);
	return NULL;
}

static int write_frames(int tap, const struct buffers *b, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (write(tap, b->iov[i].iov_base, b->msgs[i].msg_len) < 0 &&
		    errno == EBADFD)
			return -ENODEV;
	}
	return 0;
}

static int to_host(const struct contender_ends *e)
{
	struct buffers *b = buffers_new(e->max_frame);
	int n, err = b ? 0 : -ENOMEM;

	while (!err) {
		n = recvmmsg(e->sock, b->msgs, BATCH, MSG_WAITFORONE, NULL);
		err = n < 0 ? -errno : write_frames(e->tap, b, n);
	}
	free(b);
	return err;
}

int batched_run(const struct contender *c, const struct contender_ends *e)
{
	struct contender_ends ends = *e;
	pthread_t thread;
	int err;

	(void)c;
	err = pthread_create(&thread, NULL, to_guest, &ends);
	return err ? -err : to_host(e);
}
