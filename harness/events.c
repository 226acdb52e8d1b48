/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* events.c - the one place where the harness waits */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/events.h"
#include "helper/signals.h"
#include "helper/util.h"

#define EVENTS_TICK_MS 250

int events_open(struct events *ev)
{
	static const int stop[] = { SIGINT, SIGTERM, SIGHUP };
	static const int child[] = { SIGCHLD };

	*ev = (struct events){ .stop_fd = -1, .child_fd = -1 };
	ev->stop_fd = signals_open(stop, ARRAY_SIZE(stop));
	if (ev->stop_fd < 0)
		return ev->stop_fd;
	ev->child_fd = signals_open(child, ARRAY_SIZE(child));
	if (ev->child_fd < 0) {
		int err = ev->child_fd;

		events_close(ev);
		return err;
	}
	return 0;
}

void events_close(struct events *ev)
{
	if (ev->stop_fd >= 0)
		close(ev->stop_fd);
	if (ev->child_fd >= 0)
		close(ev->child_fd);
	ev->stop_fd = ev->child_fd = -1;
}

static int events_reap(struct events *ev)
{
	struct events_child *c, *next;
	int status, n = 0;
	pid_t pid;

	while (signals_next(ev->child_fd, NULL) > 0)
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		n++;
		for (c = ev->children; c; c = next) {
			next = c->next;
			if (c->ended(c->ctx, pid, status))
				break;
		}
	}
	return n;
}

/* The time that poll() may take: until the next tick at the latest. */
static int events_timeout(const struct events *ev, int64_t deadline)
{
	int64_t left;

	if (deadline < 0)
		return ev->tick ? EVENTS_TICK_MS : -1;
	left = deadline - clock_ms();
	if (left < 0)
		left = 0;
	if (ev->tick && left > EVENTS_TICK_MS)
		left = EVENTS_TICK_MS;
	return left > 60000 ? 60000 : (int)left;
}

static int events_state(struct events *ev)
{
	if (ev->signal)
		return -ECANCELED;
	return ev->lost ? -ECHILD : 0;
}

int events_wait(struct events *ev, struct pollfd *fds, size_t n,
		int64_t deadline)
{
	struct pollfd all[EVENTS_FDS + 2];
	int ready, err;

	if (n > EVENTS_FDS)
		return -EINVAL;
	for (;;) {
		err = events_state(ev);
		if (err)
			return err;
		if (n)
			memcpy(all, fds, n * sizeof(*fds));
		all[n] = (struct pollfd){ ev->stop_fd, POLLIN, 0 };
		all[n + 1] = (struct pollfd){ ev->child_fd, POLLIN, 0 };
		ready = poll(all, (nfds_t)n + 2, events_timeout(ev, deadline));
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ev->tick)
			ev->tick(ev->tick_ctx);
		if (ready > 0) {
			if (all[n].revents)
				ev->signal = signals_next(ev->stop_fd, NULL);
			if (all[n + 1].revents)
				events_reap(ev);
			err = events_state(ev);
			if (err)
				return err;
			if (n)
				memcpy(fds, all, n * sizeof(*fds));
			return 1;
		}
		if (deadline >= 0 && clock_ms() >= deadline)
			return 0;
	}
}

int events_sleep(struct events *ev, int ms)
{
	int64_t deadline = clock_ms() + ms;
	int ret;

	do {
		ret = events_wait(ev, NULL, 0, deadline);
	} while (ret > 0);
	return ret;
}

void events_watch(struct events *ev, struct events_child *child)
{
	child->next = ev->children;
	ev->children = child;
}

void events_unwatch(struct events *ev, struct events_child *child)
{
	struct events_child **p;

	for (p = &ev->children; *p; p = &(*p)->next) {
		if (*p == child) {
			*p = child->next;
			return;
		}
	}
}
