/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * channel.c - a guest's agent comes to us, by vsock
 *
 * vfkit and krunkit take no descriptor for a port of the guest.  Both connect
 * to a unix socket of the host when the guest connects to a port of its vsock,
 * so there is a socket we listen at, in a folder of the guest's own.  What else
 * the driver needs goes there, too: a copy of the disk, variables of the
 * firmware, sockets of the VMM.
 */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/channel.h"

/* Short, as the paths of sockets have 103 bytes at most. */
#define FOLDER "/tmp/vmnet-bench.XXXXXX"

_Static_assert(sizeof(FOLDER) <= CHANNEL_DIR, "CHANNEL_DIR is too small");

int channel_open(struct channel *c, struct agent *agent, int number,
		 const char *console)
{
	char path[CHANNEL_DIR + 16];
	int err;

	(void)number;
	*c = (struct channel){ .fd = -1 };
	*agent = (struct agent){ .fd = -1 };
	strcpy(c->dir, FOLDER);
	if (!mkdtemp(c->dir)) {
		c->dir[0] = '\0';
		return -errno;
	}
	snprintf(path, sizeof(path), "%s/control", c->dir);
	err = agent_listen(agent, path);
	if (!err &&
	    (setenv("VM_CONTROL_SOCKET", path, 1) ||
	     setenv("VM_DIR", c->dir, 1) || setenv("VM_CONSOLE", console, 1)))
		err = -errno;
	return err;
}

void channel_started(struct channel *c)
{
	(void)c; /* no descriptor was for the driver */
}

/* It is flat: whatever is a folder in there is not ours to remove. */
void channel_close(struct channel *c)
{
	char path[CHANNEL_DIR + NAME_MAX + 2];
	struct dirent *entry;
	DIR *dir;

	if (!c->dir[0])
		return;
	dir = opendir(c->dir);
	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%.*s", c->dir, NAME_MAX,
			 entry->d_name);
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(c->dir);
	c->dir[0] = '\0';
}
