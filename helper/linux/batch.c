/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* batch.c - many datagrams per system call, by recvmmsg(2) and sendmmsg(2) */

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "helper/batch.h"

struct batch {
	int max;
	struct mmsghdr msgs[];
};

struct batch *batch_new(int max)
{
	struct batch *batch;

	batch = calloc(1,
		       sizeof(*batch) + (size_t)max * sizeof(batch->msgs[0]));
	if (batch)
		batch->max = max;
	return batch;
}

void batch_free(struct batch *batch)
{
	free(batch);
}

int batch_recv(struct batch *batch, int fd, struct iovec *bufs,
	       unsigned int *lens, int n)
{
	int i, got;

	for (i = 0; i < n; i++) {
		batch->msgs[i].msg_hdr.msg_iov = &bufs[i];
		batch->msgs[i].msg_hdr.msg_iovlen = 1;
	}
	do {
		/* MSG_TRUNC: the true length, also of what did not fit. */
		got = recvmmsg(fd, batch->msgs, (unsigned int)n,
			       MSG_DONTWAIT | MSG_TRUNC, NULL);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	for (i = 0; i < got; i++)
		lens[i] = batch->msgs[i].msg_len;
	return got;
}

int batch_send(struct batch *batch, int fd, const struct datagram *datagrams,
	       int n)
{
	int i, sent;

	for (i = 0; i < n; i++) {
		struct msghdr *msg = &batch->msgs[i].msg_hdr;

		/* msghdr has no const; sendmmsg() writes to no iovec. */
		msg->msg_iov = (struct iovec *)datagrams[i].iov;
		msg->msg_iovlen = datagrams[i].iov[1].iov_len ? 2 : 1;
	}
	do {
		sent = sendmmsg(fd, batch->msgs, (unsigned int)n,
				MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : sent;
}
