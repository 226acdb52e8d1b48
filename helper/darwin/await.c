/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* await.c - wait for a handler of the system, but not for ever */

#include <dispatch/dispatch.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "helper/darwin/await.h"
#include "helper/util.h"

#define SLICE_MS 50 /* how soon a cancel is noticed */

struct await {
	_Atomic int users;
	dispatch_semaphore_t done;
	void (*dispose)(void *answer);
	_Alignas(16) uint8_t answer[];
};

struct await *await_new(unsigned int size, void (*dispose)(void *answer))
{
	struct await *await = calloc(1, sizeof(*await) + size);

	if (!await)
		return NULL;
	await->done = dispatch_semaphore_create(0);
	if (!await->done) {
		free(await);
		return NULL;
	}
	await->dispose = dispose;
	atomic_init(&await->users, 2);
	return await;
}

void *await_answer(struct await *await)
{
	return await->answer;
}

void await_done(struct await *await)
{
	dispatch_semaphore_signal(await->done);
	await_end(await);
}

static bool is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

int await_wait(struct await *await, int limit_ms, int cancel)
{
	int64_t deadline = clock_ms() + limit_ms, left;
	dispatch_time_t until;

	for (;;) {
		left = deadline - clock_ms();
		if (left > SLICE_MS)
			left = SLICE_MS;
		if (left < 0)
			left = 0;
		until = dispatch_time(DISPATCH_TIME_NOW, left * 1000000);
		if (dispatch_semaphore_wait(await->done, until) == 0)
			return 0;
		if (is_readable(cancel))
			return -ECANCELED;
		if (clock_ms() >= deadline)
			return -ETIMEDOUT;
	}
}

void await_end(struct await *await)
{
	if (atomic_fetch_sub(&await->users, 1) != 1)
		return;
	if (await->dispose)
		await->dispose(await->answer);
	dispatch_release(await->done);
	free(await);
}
