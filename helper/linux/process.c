/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* process.c - what the processes that a helper leaves behind have in common */

#include <fcntl.h>
#include <syslog.h>
#include <unistd.h>

#include "helper/linux/process.h"

/* The lowest of @fds above @last, or -1. */
static int next_kept(const int *fds, int n, int last)
{
	int i, next = -1;

	for (i = 0; i < n; i++) {
		if (fds[i] > last && (next < 0 || fds[i] < next))
			next = fds[i];
	}
	return next;
}

void process_keep_fds(const int *fds, int n)
{
	int last = STDERR_FILENO, next;

	do {
		next = next_kept(fds, n, last);
		/* A number may be the highest there is. */
		if (next < 0 || next - last > 1)
			close_range((unsigned int)last + 1,
				    next < 0 ? ~0u : (unsigned int)next - 1, 0);
		last = next;
	} while (next >= 0);
}

void process_detach(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (fd >= 0) {
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		if (fd > STDERR_FILENO)
			close(fd);
	}
	if (chdir("/") < 0)
		_exit(1);
	openlog("vmnet-helper", LOG_PID, LOG_DAEMON);
}
