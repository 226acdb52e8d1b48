/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.h - many frames per system call on a stream socket
 *
 * The twin of batch.h, see framing.h for the format.  One call carries what
 * 64 datagrams would, at a sixth of their cost (measured on Linux 6.18).
 */
#ifndef HELPER_STREAM_H
#define HELPER_STREAM_H

#include <sys/uio.h>

#include "helper/batch.h"

struct stream;

/**
 * stream_new() - Make the buffers of both directions
 * @max_frame:	Longest frame in bytes
 *
 * Return: owned by the caller, free with stream_free(); NULL when out of
 * memory.
 */
struct stream *stream_new(unsigned int max_frame);

/**
 * stream_free() - Release a stream
 * @stream:	From stream_new(), or NULL
 */
void stream_free(struct stream *stream);

/**
 * stream_recv() - Receive what is queued, without waiting
 * @stream:	Not received on by another thread meanwhile
 * @fd:		Connected stream socket
 * @frames:	Set to the frames, which stay until the next call.  A frame
 *		longer than max_frame is told by its length, without its bytes
 * @n:		Most frames to take, at least 1
 *
 * Return: number of frames, -EAGAIN when no whole one is there, -ECONNRESET
 * at the end of the stream, -EPROTO when the sender is out of step, or
 * another -errno.
 */
int stream_recv(struct stream *stream, int fd, struct iovec *frames, int n);

/**
 * stream_send() - Send frames, without waiting
 * @stream:	Not sent on by another thread meanwhile
 * @fd:		Connected stream socket
 * @datagrams:	What to send, one frame each
 * @n:		1 to NIC_BATCH
 *
 * A frame of which only a part fitted counts as sent: its rest is kept and
 * goes first the next time.
 *
 * Return: number of frames sent, maybe less than @n; -EAGAIN when the queue
 * is full; or another -errno.
 */
int stream_send(struct stream *stream, int fd, const struct datagram *datagrams,
		int n);

#endif
