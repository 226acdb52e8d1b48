/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* lockfile.c - a file that at most one process holds */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/lockfile.h"
#include "helper/util.h"

#define RETRY_MS 1

/* Is the file behind @fd still the one that @path names? */
static bool is_current(const char *path, int fd)
{
	struct stat held, named;

	if (fstat(fd, &held) < 0 || lstat(path, &named) < 0)
		return false;
	return held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/* flock(2) has no limit in time, so ask again and again: holders are quick. */
static int lock(int fd, int wait_ms, int cancel)
{
	struct pollfd end = { .fd = cancel, .events = POLLIN };
	int64_t deadline = clock_ms() + wait_ms;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || clock_ms() >= deadline)
			return -errno;
		if (poll(&end, 1, RETRY_MS) > 0)
			return -ECANCELED;
	}
	return 0;
}

static int take(const char *path, int create, int wait_ms, int cancel)
{
	int fd, err;

	for (;;) {
		fd = open(path, O_RDWR | create | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return -errno;
		err = lock(fd, wait_ms, cancel);
		if (!err && is_current(path, fd))
			return fd;
		close(fd);
		if (err)
			return err;
	}
}

int lockfile_take(const char *path, int wait_ms, int cancel)
{
	return take(path, O_CREAT, wait_ms, cancel);
}

int lockfile_find(const char *path, int wait_ms, int cancel)
{
	return take(path, 0, wait_ms, cancel);
}

/* Shared, so that who looks is not taken for a holder by others who look. */
int lockfile_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), ret = 0;

	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_SH | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		ret = errno == EWOULDBLOCK ? 1 : -errno;
		break;
	}
	close(fd);
	return ret;
}

void lockfile_remove(const char *path, int fd)
{
	unlink(path);
	close(fd);
}
