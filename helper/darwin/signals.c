/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* signals.c - signals as something to poll for, by kqueue(2) */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/event.h>
#include <sys/types.h>
#include <unistd.h>

#include "helper/signals.h"
#include "helper/util.h"

/* EVFILT_SIGNAL sees signals that are ignored, which nohup(1) does not want. */
static bool is_ignored(int sig)
{
	struct sigaction action;

	return sig == SIGHUP && sigaction(sig, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

static int watch(int fd, int sig, sigset_t *set)
{
	struct kevent change;

	if (is_ignored(sig))
		return 0;
	EV_SET(&change, (uintptr_t)sig, EVFILT_SIGNAL, EV_ADD, 0, 0, NULL);
	sigaddset(set, sig);
	return kevent(fd, &change, 1, NULL, 0, NULL) < 0 ? -errno : 0;
}

/* To watch first and then block leaves no moment in which one is lost. */
int signals_open(const int *signals, int n)
{
	int fd = kqueue(), i, err = 0;
	sigset_t set;

	if (fd < 0)
		return -errno;
	set_cloexec(fd, true);
	sigemptyset(&set);
	for (i = 0; i < n && !err; i++)
		err = watch(fd, signals[i], &set);
	if (!err && sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	return fd;
}

/*
 * kqueue(2) does not tell who sent a signal.  ^C and ^\ come to the whole
 * foreground group of the terminal; so that is asked, which is wrong for a
 * kill(1) of one process of that group.
 */
static bool is_foreground(void)
{
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
	pid_t group;

	if (fd < 0)
		return false;
	group = tcgetpgrp(fd);
	close(fd);
	return group == getpgrp();
}

int signals_next(int fd, bool *by_kernel)
{
	const struct timespec now = { 0 };
	struct kevent event;
	int n, sig;

	do {
		n = kevent(fd, NULL, 0, &event, 1, &now);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? -errno : 0;
	sig = (int)event.ident;
	if (by_kernel)
		*by_kernel =
			(sig == SIGINT || sig == SIGQUIT) && is_foreground();
	return sig;
}
