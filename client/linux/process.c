/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* process.c - what a child of ours needs, on Linux */

#include <errno.h>
#include <linux/limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "client/process.h"

void process_close_from(int first)
{
	close_range((unsigned int)first, ~0u, 0);
}

int process_follow(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* It may have ended before the line above. */
	return getppid() == parent ? 0 : -ESRCH;
}

int process_sibling(const char *name, char *path, size_t size)
{
	char self[PATH_MAX];
	char *slash;
	ssize_t n;

	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n < 0)
		return -errno;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	if ((size_t)snprintf(path, size, "%s/%s", self, name) >= size)
		return -ENAMETOOLONG;
	return access(path, X_OK) < 0 ? -errno : 0;
}
