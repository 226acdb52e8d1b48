/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* state.c - what networks have below /run: their folders, and who owns them */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/linux/state.h"
#include "helper/lockfile.h"

void state_path(const char *dir, const char *name, char path[STATE_PATH])
{
	snprintf(path, STATE_PATH, "%s/%s", dir, name);
}

/* Open to all whatever the caller's umask: dnsmasq has to pass through. */
static int make_dir(const char *path)
{
	mode_t mask = umask(022);
	int err = mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;

	umask(mask);
	return err;
}

/* If nothing is in them. */
static void remove_folders(const struct network *net)
{
	rmdir(net->base);
	rmdir("/run/vmnet-helper");
}

int state_lock(const struct network *net, int cancel)
{
	char path[STATE_PATH];
	int fd, err, tries;

	state_path(net->base, "lock", path);
	/* The last keeper may remove a folder between our steps. */
	for (tries = 0; tries < 100; tries++) {
		err = make_dir("/run/vmnet-helper");
		if (!err)
			err = make_dir(net->base);
		fd = err ? err : lockfile_take(path, STATE_LOCK_MS, cancel);
		if (fd != -ENOENT)
			break;
	}
	/*
	 * A spare that is late may be allowed to make the folder anew, but, as
	 * it is another one, not a file in it.
	 */
	if (fd < 0)
		remove_folders(net);
	return fd;
}

/* The last network takes the folders with it; others keep rmdir() off. */
void state_unlock(const struct network *net, int lock)
{
	char path[STATE_PATH];

	state_path(net->base, "lock", path);
	lockfile_remove(path, lock);
	remove_folders(net);
}

int state_kept(const struct network *net)
{
	char path[STATE_PATH];
	int held;

	state_path(net->dir, "keeper", path);
	held = lockfile_held(path);
	return held == -ENOENT ? 0 : held;
}

int state_take_over(const struct network *net, int limit_ms)
{
	char path[STATE_PATH];

	state_path(net->dir, "keeper", path);
	return lockfile_take(path, limit_ms, -1);
}

int state_take(const struct network *net, char error[NIC_ERROR_MAX])
{
	int err = make_dir(net->dir);
	int fd = err ? err : state_take_over(net, 0);

	if (fd < 0)
		snprintf(error, NIC_ERROR_MAX, "cannot create %s/keeper: %s",
			 net->dir, strerror(-fd));
	return fd;
}
