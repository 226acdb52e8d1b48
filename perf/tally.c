/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c - how many system calls the frames of a process have cost */

#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "perf/tally.h"

#define CACHE_LINE 64

struct tally {
	_Atomic unsigned int threads;
	struct {
		_Alignas(CACHE_LINE) _Atomic uint64_t calls;
	} slots[TALLY_THREADS + 1]; /* [0]: of nobody, not counted */
};

static struct tally *in_use;
static __thread _Atomic uint64_t *slot;

struct tally *tally_new(void)
{
	void *p = mmap(NULL, sizeof(struct tally), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void tally_use(struct tally *tally)
{
	in_use = tally;
}

uint64_t tally_calls(struct tally *tally)
{
	uint64_t sum = 0;
	int i;

	for (i = 1; i <= TALLY_THREADS; i++)
		sum += atomic_load_explicit(&tally->slots[i].calls,
					    memory_order_relaxed);
	return sum;
}

void tally_free(struct tally *tally)
{
	if (tally)
		munmap(tally, sizeof(*tally));
}

static void find_slot(void)
{
	unsigned int i = atomic_fetch_add(&in_use->threads, 1) + 1;

	slot = &in_use->slots[i <= TALLY_THREADS ? i : 0].calls;
}

static void count(void)
{
	if (!in_use)
		return;
	if (!slot)
		find_slot();
	/* One writer: no locked add is needed. */
	atomic_store_explicit(
		slot, atomic_load_explicit(slot, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/* What the linker puts in the place of the calls, and the calls themselves. */
#define WRAP(type, name, parameters, arguments)                                \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters                                          \
	{                                                                      \
		count();                                                       \
		return __real_##name arguments;                                \
	}

WRAP(ssize_t, read, (int fd, void *buf, size_t n), (fd, buf, n))
WRAP(ssize_t, write, (int fd, const void *buf, size_t n), (fd, buf, n))
WRAP(ssize_t, readv, (int fd, const struct iovec *iov, int n), (fd, iov, n))
WRAP(ssize_t, writev, (int fd, const struct iovec *iov, int n), (fd, iov, n))
WRAP(ssize_t, recv, (int fd, void *buf, size_t n, int flags),
     (fd, buf, n, flags))
WRAP(ssize_t, send, (int fd, const void *buf, size_t n, int flags),
     (fd, buf, n, flags))
WRAP(ssize_t, recvmsg, (int fd, struct msghdr *msg, int flags),
     (fd, msg, flags))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *msg, int flags),
     (fd, msg, flags))
WRAP(int, recvmmsg,
     (int fd, struct mmsghdr *msgs, unsigned int n, int flags,
      struct timespec *limit),
     (fd, msgs, n, flags, limit))
WRAP(int, sendmmsg, (int fd, struct mmsghdr *msgs, unsigned int n, int flags),
     (fd, msgs, n, flags))
WRAP(int, poll, (struct pollfd * fds, nfds_t n, int ms), (fds, n, ms))
