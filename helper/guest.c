/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* guest.c - the VM's end of the cable: frames through a connected socket */

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/stream.h"
#include "helper/util.h"

#define MEMORY_PAUSE_MS 1 /* when the kernel has no memory just now */

struct guest {
	int fd;
	int stop[2]; /* a byte in this pipe ends every wait, for good */
	_Atomic bool stopping;
	bool stalled;	       /* the last wait was for nothing */
	struct stream *stream; /* NULL: datagrams, by what follows */

	uint8_t *bytes; /* NIC_BATCH buffers of max_frame */
	struct iovec bufs[NIC_BATCH];
	unsigned int lens[NIC_BATCH];
	struct batch *rx;
	struct batch *tx;
};

static int prepare_stream(struct guest *guest, unsigned int max_frame)
{
	guest->stream = stream_new(max_frame);
	return guest->stream ? 0 : -ENOMEM;
}

static int prepare_datagrams(struct guest *guest, unsigned int max_frame)
{
	int i;

	guest->bytes = calloc(NIC_BATCH, max_frame);
	guest->rx = batch_new(NIC_BATCH);
	guest->tx = batch_new(NIC_BATCH);
	if (!guest->bytes || !guest->rx || !guest->tx)
		return -ENOMEM;
	for (i = 0; i < NIC_BATCH; i++) {
		guest->bufs[i].iov_base = guest->bytes + (size_t)i * max_frame;
		guest->bufs[i].iov_len = max_frame;
	}
	return 0;
}

int guest_open(struct guest **out, int fd, bool stream, unsigned int max_frame)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	int err;

	if (!guest)
		return -ENOMEM;
	guest->fd = fd;
	err = wakeup_pipe(guest->stop);
	if (err) {
		free(guest);
		return err;
	}
	err = stream ? prepare_stream(guest, max_frame)
		     : prepare_datagrams(guest, max_frame);
	if (err) {
		guest_close(guest);
		return err;
	}
	*out = guest;
	return 0;
}

/*
 * Wait for the socket or guest_stop().  Returns 1 when the socket is ready,
 * 0 when stopped, -ETIMEDOUT or -errno.
 */
static int wait_ready(struct guest *guest, short events, int timeout_ms)
{
	struct pollfd fds[2] = {
		{ .fd = guest->fd, .events = events },
		{ .fd = guest->stop[0], .events = POLLIN },
	};
	int n;

	do {
		n = poll(fds, 2, timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (fds[1].revents)
		return 0;
	return n ? 1 : -ETIMEDOUT;
}

/* All that a dead peer can look like. */
static int peer_error(int err)
{
	switch (err) {
	case -ECONNREFUSED:
	case -ENOTCONN:
	case -EPIPE:
	case -EDESTADDRREQ:
	case -EPERM: /* it has connected to somebody else */
		return -ECONNRESET;
	default:
		return err;
	}
}

static int recv_datagrams(struct guest *guest, struct iovec *frames, int n)
{
	int i, got;

	got = batch_recv(guest->rx, guest->fd, guest->bufs, guest->lens, n);
	for (i = 0; i < got; i++) {
		frames[i].iov_base = guest->bufs[i].iov_base;
		frames[i].iov_len = guest->lens[i];
	}
	return got;
}

static bool is_short_of_memory(int err)
{
	return err == -ENOMEM || err == -ENOBUFS;
}

int guest_recv(struct guest *guest, struct iovec *frames, int n)
{
	int got, err;

	for (;;) {
		/* In a flood there is never a wait that sees a stop. */
		if (atomic_load_explicit(&guest->stopping,
					 memory_order_relaxed))
			return 0;
		got = guest->stream
			      ? stream_recv(guest->stream, guest->fd, frames, n)
			      : recv_datagrams(guest, frames, n);
		if (got > 0)
			return got;
		if (is_short_of_memory(got))
			err = wait_ready(guest, 0, MEMORY_PAUSE_MS);
		else if (got == -EAGAIN)
			err = wait_ready(guest, POLLIN, -1);
		else
			return peer_error(got);
		if (err < 0 && err != -ETIMEDOUT)
			return err;
	}
}

/*
 * Decide what to do after a send that took nothing.  Returns 1 to try again,
 * 0 to give the rest up, -errno when the VM is gone.
 */
static int after_refusal(struct guest *guest, int err, int64_t deadline,
			 uint64_t *waits)
{
	int64_t left;

	if (err != -EAGAIN && !is_short_of_memory(err))
		return err;
	left = deadline - clock_ms();
	if (left <= 0)
		return 0;
	(*waits)++;
	if (is_short_of_memory(err)) /* the queue may have room: no wait */
		return wait_ready(guest, 0, MEMORY_PAUSE_MS) != 0;
	return wait_ready(guest, POLLOUT, (int)left) > 0;
}

static int send_some(struct guest *guest, const struct datagram *frames, int n)
{
	return guest->stream ? stream_send(guest->stream, guest->fd, frames, n)
			     : batch_send(guest->tx, guest->fd, frames, n);
}

int guest_send(struct guest *guest, const struct datagram *frames, int n,
	       uint64_t *waits)
{
	int64_t deadline = 0;
	int done = 0, lost = 0, sent, err;

	while (done < n) {
		sent = send_some(guest, frames + done, n - done);
		if (sent > 0) {
			guest->stalled = false;
			done += sent;
			continue;
		}
		if (sent == 0) { /* batch_send() has waited already */
			(*waits)++;
			break;
		}
		if (sent == -EMSGSIZE) { /* only this frame's fault */
			done++;
			lost++;
			continue;
		}
		if (!deadline)
			deadline = clock_ms() +
				   (guest->stalled ? 0 : GUEST_WAIT_MS);
		err = after_refusal(guest, peer_error(sent), deadline, waits);
		if (err < 0)
			return err;
		if (!err) {
			guest->stalled = true;
			break;
		}
	}
	return done - lost;
}

void guest_stop(struct guest *guest)
{
	char byte = 0;
	ssize_t n;

	atomic_store_explicit(&guest->stopping, true, memory_order_relaxed);
	n = write(guest->stop[1], &byte, 1);
	(void)n; /* a full pipe is as readable */
}

void guest_close(struct guest *guest)
{
	if (!guest)
		return;
	close(guest->stop[0]);
	close(guest->stop[1]);
	stream_free(guest->stream);
	batch_free(guest->rx);
	batch_free(guest->tx);
	free(guest->bytes);
	free(guest);
}
