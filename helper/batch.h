/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h - many datagrams per system call
 *
 * The platform's file decides how: recvmmsg(2) and sendmmsg(2) on Linux.
 */
#ifndef HELPER_BATCH_H
#define HELPER_BATCH_H

#include <sys/uio.h>

#define DATAGRAM_PIECES 2

struct batch;

/* What is sent as one frame: one piece or two, iov[1] may be empty. */
struct datagram {
	struct iovec iov[DATAGRAM_PIECES];
};

/**
 * batch_new() - Make the message headers of one direction
 * @max:	Most datagrams per call
 *
 * Return: owned by the caller, free with batch_free(); NULL when out of
 * memory.
 */
struct batch *batch_new(int max);

/**
 * batch_free() - Release a batch
 * @batch:	From batch_new(), or NULL
 */
void batch_free(struct batch *batch);

/**
 * batch_recv() - Receive what is queued, without waiting
 * @batch:	Not used by another thread meanwhile
 * @fd:		Datagram socket
 * @bufs:	@n buffers, one per datagram, unchanged
 * @lens:	Set to the length in bytes of each datagram received; a length
 *		above that of its buffer means that the rest was cut off
 * @n:		At most @max
 *
 * Return: number of datagrams, -EAGAIN when none is queued, or -errno.
 */
int batch_recv(struct batch *batch, int fd, struct iovec *bufs,
	       unsigned int *lens, int n);

/**
 * batch_send() - Send datagrams, without waiting
 * @batch:	Not used by another thread meanwhile
 * @fd:		Connected datagram socket
 * @datagrams:	What to send
 * @n:		1 to @max
 *
 * Return: number of datagrams sent, maybe less than @n; -EAGAIN when the
 * queue is full and poll(2) tells when it no longer is; 0 when it has been full
 * for as long as is worth waiting; or the -errno of the first one.
 */
int batch_send(struct batch *batch, int fd, const struct datagram *datagrams,
	       int n);

#endif
