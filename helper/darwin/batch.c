/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.c - many datagrams per system call, by recvmsg_x() and sendmsg_x()
 *
 * Where these are missing, or refused, a loop of recvmsg(2) and sendmsg(2) does
 * the same.
 *
 * A full queue of the peer is ENOBUFS here, and nothing tells when it has room
 * again: poll(2) finds the socket writable all the time.  So sleep a little
 * and try again, for all datagrams of a batch together no longer than what was
 * found to cost no throughput: dropping at once makes TCP back off, and
 * waiting longer lets one slow guest stall all flows.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "helper/batch.h"
#include "helper/darwin/msgx.h"

#define RETRIES	    10
#define RETRY_PAUSE 50000 /* nanoseconds */

struct batch {
	bool bulk;	/* the system has the two calls */
	bool exhausted; /* the last call ended in waiting for nothing */
	uint8_t spare;	/* receives the byte too many */
	struct msghdr_x *msgs;
	struct iovec *pieces; /* of what is received, two each */
};

struct batch *batch_new(int max)
{
	struct batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return NULL;
	batch->msgs = calloc((size_t)max, sizeof(batch->msgs[0]));
	batch->pieces = calloc((size_t)max * 2, sizeof(batch->pieces[0]));
	if (!batch->msgs || !batch->pieces) {
		batch_free(batch);
		return NULL;
	}
	batch->bulk = recvmsg_x != NULL && sendmsg_x != NULL;
	return batch;
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	free(batch->msgs);
	free(batch->pieces);
	free(batch);
}

static void set_message(struct msghdr_x *msg, struct iovec *iov, int n)
{
	*msg = (struct msghdr_x){ .msg_iov = iov, .msg_iovlen = n };
}

static ssize_t receive_one(int fd, struct msghdr_x *x)
{
	struct msghdr msg = { .msg_iov = x->msg_iov,
			      .msg_iovlen = x->msg_iovlen };
	ssize_t n = recvmsg(fd, &msg, MSG_DONTWAIT);

	if (n >= 0)
		x->msg_datalen = (size_t)n;
	return n;
}

/* As recvmsg_x(). */
static int receive_loop(int fd, struct msghdr_x *msgs, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (receive_one(fd, &msgs[i]) < 0)
			break;
	}
	return i > 0 ? i : -1;
}

static int receive(struct batch *batch, int fd, int n)
{
	int got;

	if (batch->bulk) {
		got = (int)recvmsg_x(fd, batch->msgs, (unsigned int)n,
				     MSG_DONTWAIT);
		if (got >= 0 || errno != ENOSYS)
			return got;
		batch->bulk = false;
	}
	return receive_loop(fd, batch->msgs, n);
}

int batch_recv(struct batch *batch, int fd, struct iovec *bufs,
	       unsigned int *lens, int n)
{
	int i, got;

	/* There is no MSG_TRUNC on input: a second piece shows what is cut. */
	for (i = 0; i < n; i++) {
		batch->pieces[2 * i] = bufs[i];
		batch->pieces[2 * i + 1] = (struct iovec){ &batch->spare, 1 };
		set_message(&batch->msgs[i], &batch->pieces[2 * i], 2);
	}
	do {
		got = receive(batch, fd, n);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	for (i = 0; i < got; i++)
		lens[i] = (unsigned int)batch->msgs[i].msg_datalen;
	return got;
}

/* As sendmsg_x(). */
static int send_loop(int fd, const struct msghdr_x *msgs, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		const struct msghdr msg = { .msg_iov = msgs[i].msg_iov,
					    .msg_iovlen = msgs[i].msg_iovlen };

		if (sendmsg(fd, &msg, MSG_DONTWAIT) < 0)
			break;
	}
	return i > 0 ? i : -1;
}

static int try_send(struct batch *batch, int fd, const struct msghdr_x *msgs,
		    int n)
{
	int sent;

	if (batch->bulk) {
		sent = (int)sendmsg_x(fd, msgs, (unsigned int)n, MSG_DONTWAIT);
		if (sent >= 0 || errno != ENOSYS)
			return sent;
		batch->bulk = false;
	}
	return send_loop(fd, msgs, n);
}

static int send_some(struct batch *batch, int fd, int first, int n)
{
	int sent;

	do {
		sent = try_send(batch, fd, batch->msgs + first, n);
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : sent;
}

static bool is_full(int err)
{
	return err == -ENOBUFS || err == -EAGAIN;
}

int batch_send(struct batch *batch, int fd, const struct datagram *datagrams,
	       int n)
{
	const struct timespec pause = { .tv_nsec = RETRY_PAUSE };
	/* The rest of a batch that we gave up gets one chance, and no wait. */
	int retries = batch->exhausted ? 0 : RETRIES;
	int i, sent, done = 0;

	for (i = 0; i < n; i++) {
		/* msghdr has no const; nothing is written to an iovec. */
		set_message(&batch->msgs[i], (struct iovec *)datagrams[i].iov,
			    datagrams[i].iov[1].iov_len ? 2 : 1);
	}
	batch->exhausted = false;
	while (done < n) {
		sent = send_some(batch, fd, done, n - done);
		if (sent >= 0) {
			done += sent;
			continue;
		}
		if (!is_full(sent))
			return done ? done : sent;
		if (retries-- <= 0) {
			batch->exhausted = done > 0;
			return done;
		}
		nanosleep(&pause, NULL);
	}
	return done;
}
