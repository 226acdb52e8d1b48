/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* naive.c - a contender: one frame a system call, each way in a thread */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "perf/contenders/contender.h"

/* The TAP does not tell of the guest's death; the other thread will. */
static void *to_guest(void *ctx)
{
	const struct contender_ends *e = ctx;
	void *frame = malloc(e->max_frame);
	ssize_t n = frame ? 1 : 0;

	while (n > 0) {
		n = read(e->tap, frame, e->max_frame);
		if (n > 0 && send(e->sock, frame, (size_t)n, MSG_NOSIGNAL) < 0)
			break;
	}
	free(frame);
	return NULL;
}

static int to_host(const struct contender_ends *e)
{
	void *frame = malloc(e->max_frame);
	int err = frame ? 0 : -ENOMEM;
	ssize_t n;

	while (!err) {
		n = recv(e->sock, frame, e->max_frame, 0);
		if (n < 0)
			err = -errno;
		/* A frame the kernel does not take is lost, as on a wire. */
		else if (write(e->tap, frame, (size_t)n) < 0 && errno == EBADFD)
			err = -ENODEV;
	}
	free(frame);
	return err;
}

int naive_run(const struct contender *c, const struct contender_ends *e)
{
	struct contender_ends ends = *e;
	pthread_t thread;
	int err;

	(void)c; /* large frames are as good as small ones */
	if (fcntl(e->tap, F_SETFL, O_RDWR) < 0)
		return -errno;
	err = pthread_create(&thread, NULL, to_guest, &ends);
	if (err)
		return -err;
	return to_host(e);
}
