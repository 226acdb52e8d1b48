/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* kqueue.c - kqueue(2) on epoll(7), see doubles.h */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/event.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/macos/doubles/doubles.h"

/* The key of an event: what is watched, and the descriptor that tells. */
static uint64_t pack(int filter, int ident, int fd)
{
	return (uint64_t)(filter == EVFILT_SIGNAL) << 63 |
	       (uint64_t)ident << 16 | (uint64_t)fd;
}

int kqueue(void)
{
	return epoll_create1(0);
}

static int open_source(const struct kevent *change)
{
	sigset_t set;

	if (change->filter == EVFILT_SIGNAL) {
		sigemptyset(&set);
		sigaddset(&set, (int)change->ident);
		return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	}
	if (change->filter == EVFILT_PROC && change->fflags == NOTE_EXIT)
		return (int)syscall(SYS_pidfd_open, (pid_t)change->ident, 0);
	double_abort("kevent(): a filter that is not known");
}

/* The descriptors behind it stay open, as long as the process. */
static int add(int kq, const struct kevent *change)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = open_source(change);

	if (change->flags != EV_ADD)
		double_abort("kevent(): only EV_ADD is known");
	if (fd < 0)
		return -1;
	event.data.u64 = pack(change->filter, (int)change->ident, fd);
	return epoll_ctl(kq, EPOLL_CTL_ADD, fd, &event);
}

static void fill(struct kevent *to, uint64_t key)
{
	struct signalfd_siginfo info;
	int fd = (int)(key & 0xffff);

	*to = (struct kevent){ .ident = key >> 16 & 0x7fffffff };
	if (key >> 63) {
		to->filter = EVFILT_SIGNAL;
		while (read(fd, &info, sizeof(info)) > 0)
			to->data++; /* a count, as there */
	} else {
		to->filter = EVFILT_PROC;
		to->fflags = NOTE_EXIT;
		close(fd);
	}
}

int kevent(int kq, const struct kevent *changes, int n_changes,
	   struct kevent *events, int n_events, const struct timespec *timeout)
{
	struct epoll_event event;
	int i, n, limit = -1;

	for (i = 0; i < n_changes; i++) {
		if (add(kq, &changes[i]) < 0)
			return -1;
	}
	if (n_events == 0)
		return 0;
	if (timeout)
		limit = (int)(timeout->tv_sec * 1000 +
			      timeout->tv_nsec / 1000000);
	n = epoll_wait(kq, &event, 1, limit);
	if (n == 1)
		fill(&events[0], event.data.u64);
	return n;
}
