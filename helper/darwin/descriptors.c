/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* descriptors.c - close what a caller left open */

#include <libproc.h>
#include <unistd.h>

#include "helper/darwin/descriptors.h"

#define LISTED 256 /* descriptors asked for at once */

/* Closes what is in the list.  Returns how many. */
static int close_listed(const struct proc_fdinfo *fds, int n, int first,
			int keep)
{
	int i, closed = 0;

	for (i = 0; i < n; i++) {
		if (fds[i].proc_fd >= first && fds[i].proc_fd != keep &&
		    close(fds[i].proc_fd) == 0)
			closed++;
	}
	return closed;
}

/* The lowest are listed first, as many as there is room for: ask again. */
void descriptors_close(int first, int keep)
{
	struct proc_fdinfo fds[LISTED];
	int size, fd, limit = getdtablesize();

	do {
		size = proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, fds,
				    sizeof(fds));
	} while (size > 0 && close_listed(fds, size / (int)sizeof(fds[0]),
					  first, keep) > 0);
	if (size > 0)
		return;
	for (fd = first; fd < limit; fd++) { /* slow, but certain */
		if (fd != keep)
			close(fd);
	}
}
