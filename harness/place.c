/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - the folder that holds all there is of one VM */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/place.h"
#include "helper/lockfile.h"
#include "helper/printable.h"
#include "helper/util.h"

#define PLACE_LOCK_MS 1000 /* others only look whether it is held */

/* All that create and run may leave there; the lock goes last. */
static const char *const files[] = {
	PLACE_PROFILE,
	PLACE_DISK_QCOW2,
	PLACE_DISK_RAW,
	PLACE_EFI,
	PLACE_KEY,
	PLACE_KEY ".pub",
	PLACE_HOST_KEY,
	PLACE_HOST_KEY ".pub",
	PLACE_KNOWN_HOSTS,
	PLACE_SSH,
	PLACE_ADDRESS,
	PLACE_USER_DATA,
	PLACE_META_DATA,
	PLACE_NETWORK,
	PLACE_SEED,
	PLACE_CONSOLE,
	PLACE_LOG,
	/* Of who was killed: texts that were not complete, secrets in them. */
	PLACE_PROFILE ".new",
	PLACE_EFI ".new",
	PLACE_KNOWN_HOSTS ".new",
	PLACE_SSH ".new",
	PLACE_ADDRESS ".new",
	PLACE_USER_DATA ".new",
	PLACE_META_DATA ".new",
	PLACE_NETWORK ".new",
	PLACE_SEED_NEW "/" PLACE_USER_DATA,
	PLACE_SEED_NEW "/" PLACE_META_DATA,
	PLACE_SEED_NEW "/" PLACE_NETWORK,
	PLACE_SEED_NEW,
	PLACE_LOCK,
};

int place_name_check(const char *name)
{
	size_t length = strlen(name);

	if (!length || length >= PLACE_NAME || name[0] == '-' ||
	    name[length - 1] == '-' ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
		return -EINVAL;
	return 0;
}

int place_home_check(const char *dir)
{
	size_t i;

	if (strlen(dir) >= PLACE_HOME)
		return -ENAMETOOLONG;
	for (i = 0; dir[i]; i++) {
		if ((unsigned char)dir[i] < ' ' || dir[i] == '\177')
			return -EINVAL;
	}
	return !*dir || strpbrk(dir, ",\"%$\\") ? -EINVAL : 0;
}

int place_home(const char *data, const char *home, char dir[PATH_MAX])
{
	int n;

	if (data && *data)
		n = snprintf(dir, PATH_MAX, "%s/vmnet-helper/vms", data);
	else
		n = snprintf(dir, PATH_MAX, "%s/.local/share/vmnet-helper/vms",
			     home);
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

void place_set(struct place *p, const char *home, const char *name)
{
	snprintf(p->name, sizeof(p->name), "%s", name);
	snprintf(p->dir, sizeof(p->dir), "%s/%s", home, name);
}

char *place_path(const struct place *p, const char *file, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", p->dir, file);
	return path;
}

int place_make(const struct place *p)
{
	char part[sizeof(p->dir)], path[PATH_MAX];
	char *slash;
	int lock;

	memcpy(part, p->dir, sizeof(part));
	for (slash = part; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	if (mkdir(p->dir, 0700) < 0)
		return -errno;
	lock = lockfile_take(place_path(p, PLACE_LOCK, path), PLACE_LOCK_MS,
			     -1);
	if (lock < 0)
		rmdir(p->dir);
	return lock;
}

/* By its lock a folder is a VM's; by its profile the VM is complete. */
int place_lock(const struct place *p)
{
	char path[PATH_MAX];

	return lockfile_find(place_path(p, PLACE_LOCK, path), PLACE_LOCK_MS,
			     -1);
}

int place_held(const struct place *p)
{
	char path[PATH_MAX];

	return lockfile_held(place_path(p, PLACE_LOCK, path));
}

int place_write(const struct place *p, const char *file, const char *text)
{
	char path[PATH_MAX], new[PATH_MAX + 4];
	int fd, err;

	snprintf(new, sizeof(new), "%s.new", place_path(p, file, path));
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return -errno;
	err = write_full(fd, text, strlen(text));
	if (close(fd) < 0 && !err)
		err = -errno;
	if (!err && rename(new, path) < 0)
		err = -errno;
	if (err)
		unlink(new);
	return err;
}

static bool place_knows(const char *file)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (!strcmp(files[i], file))
			return true;
	}
	return false;
}

__attribute__((format(printf, 3, 4))) static int
place_fail(char why[PLACE_REASON], int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(why, PLACE_REASON, fmt, ap);
	va_end(ap);
	return err;
}

/* @prefix is "", or a folder in that of the VM and "/" */
static int place_strangers(const struct place *p, const char *prefix,
			   char why[PLACE_REASON])
{
	char path[PATH_MAX], file[NAME_MAX + sizeof(PLACE_SEED_NEW) + 1];
	DIR *dir = opendir(place_path(p, prefix, path));
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return place_fail(why, -errno, "%s: %s", path, strerror(errno));
	while (!err && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(file, sizeof(file), "%s%s", prefix, entry->d_name);
		if (!place_knows(file))
			err = place_fail(why, -ENOTEMPTY,
					 "%s/%s: is none of the VM's files; "
					 "nothing was removed",
					 p->dir, file);
	}
	closedir(dir);
	return err;
}

static bool place_is_folder(const struct place *p, const char *file)
{
	char path[PATH_MAX];
	struct stat st;

	return lstat(place_path(p, file, path), &st) == 0 &&
	       S_ISDIR(st.st_mode);
}

int place_remove(const struct place *p, char why[PLACE_REASON])
{
	char path[PATH_MAX];
	size_t i;
	int err;

	err = place_strangers(p, "", why);
	if (!err && place_is_folder(p, PLACE_SEED_NEW))
		err = place_strangers(p, PLACE_SEED_NEW "/", why);
	for (i = 0; !err && i < ARRAY_SIZE(files); i++) {
		if (remove(place_path(p, files[i], path)) < 0 &&
		    errno != ENOENT)
			err = place_fail(why, -errno, "%s: %s", path,
					 strerror(errno));
	}
	if (!err && rmdir(p->dir) < 0)
		err = place_fail(why, -errno, "%s: %s", p->dir,
				 strerror(errno));
	return err;
}
