/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* process.c - what a child of ours needs, on macOS */

#include <errno.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/event.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/process.h"
#include "helper/darwin/descriptors.h"

void process_close_from(int first)
{
	descriptors_close(first, -1);
}

static int watch_exit(int kq, pid_t pid)
{
	struct kevent change;

	EV_SET(&change, (uintptr_t)pid, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0,
	       NULL);
	return kevent(kq, &change, 1, NULL, 0, NULL) < 0 ? -errno : 0;
}

/*
 * The life of the process between @parent and @child: it waits until one of
 * them ends, and passes the end of the first on to the second.
 */
static void watch(pid_t parent, pid_t child)
{
	struct kevent event;
	int kq, n;

	setsid(); /* away from the terminal's signals */
	process_close_from(0);
	kq = kqueue();
	if (kq < 0 || watch_exit(kq, child) < 0)
		return;
	if (watch_exit(kq, parent) < 0) {
		kill(child, SIGTERM);
		return;
	}
	do {
		n = kevent(kq, NULL, 0, &event, 1, NULL);
	} while (n < 0 && errno == EINTR);
	if (n == 1 && (pid_t)event.ident == parent)
		kill(child, SIGTERM);
}

/*
 * There is no parent-death signal: a process in between has to watch.  Forked
 * twice, it is nobody's child, so that neither of the two hears of its end.
 */
int process_follow(pid_t parent)
{
	pid_t self = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		if (fork() == 0)
			watch(parent, self);
		_exit(0);
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return getppid() == parent ? 0 : -ESRCH;
}

int process_sibling(const char *name, char *path, size_t size)
{
	char self[PATH_MAX], real[PATH_MAX];
	uint32_t len = sizeof(self);
	char *slash;

	if (_NSGetExecutablePath(self, &len) < 0)
		return -ENAMETOOLONG;
	if (!realpath(self, real))
		return -errno;
	slash = strrchr(real, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	if ((size_t)snprintf(path, size, "%s/%s", real, name) >= size)
		return -ENAMETOOLONG;
	return access(path, X_OK) < 0 ? -errno : 0;
}
