/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* find.c - which vmnet-helper to start */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/find.h"
#include "client/process.h"

#define NAME "vmnet-helper"

/* As execve(2) would see it. */
static int check_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return access(path, X_OK) < 0 ? -errno : 0;
}

/* Links are kept: rules of sudo(8) name the path that users know. */
static int make_absolute(char *path, size_t size)
{
	char cwd[PATH_MAX], relative[PATH_MAX];

	if (path[0] == '/')
		return 0;
	if (!getcwd(cwd, sizeof(cwd)))
		return -errno;
	snprintf(relative, sizeof(relative), "%s", path);
	if ((size_t)snprintf(path, size, "%s/%s", cwd, relative) >= size)
		return -ENAMETOOLONG;
	return 0;
}

/* The first in PATH that can be started, as execvp(3) does. */
static int search_path(const char *name, char *path, size_t size)
{
	const char *dir = getenv("PATH");
	int err = -ENOENT;
	size_t len;

	for (; dir; dir = dir[len] ? dir + len + 1 : NULL) {
		char candidate[PATH_MAX];
		int e;

		len = strcspn(dir, ":");
		snprintf(candidate, sizeof(candidate), "%.*s%s%s", (int)len,
			 dir, len ? "/" : "./", name);
		e = check_program(candidate);
		if (!e || (err == -ENOENT && e == -EACCES))
			snprintf(path, size, "%s", candidate);
		if (!e)
			return 0;
		if (e == -EACCES)
			err = e;
	}
	return err;
}

static int find(const char *option, char *path, size_t size)
{
	const char *name = option ? option : NAME;
	int err;

	snprintf(path, size, "%s", name);
	if (strchr(name, '/'))
		return strlen(name) < size ? check_program(path)
					   : -ENAMETOOLONG;
	err = option ? -ENOENT : process_sibling(NAME, path, size);
	if (err == 0 || err == -EACCES)
		return check_program(path);
	snprintf(path, size, "%s", name);
	return search_path(name, path, size);
}

static const char *reason(int err)
{
	if (err == -EISDIR)
		return "is a folder";
	if (err == -EACCES)
		return "is not executable, or in a folder that is closed to us";
	return strerror(-err);
}

int find_helper(const char *option, char *path, size_t size,
		char error[FIND_ERROR_MAX])
{
	int err = find(option, path, size);

	if (!err)
		err = make_absolute(path, size);
	if (!err)
		return 0;
	if (option && strchr(option, '/'))
		snprintf(error, FIND_ERROR_MAX, "--helper %s: %s", option,
			 reason(err));
	else if (option)
		snprintf(error, FIND_ERROR_MAX, "--helper %s: %s", path,
			 err == -ENOENT ? "not found in PATH" : reason(err));
	else if (err == -ENOENT)
		snprintf(error, FIND_ERROR_MAX,
			 NAME ": not found beside vmnet-client nor in PATH, "
			      "use --helper");
	else
		snprintf(error, FIND_ERROR_MAX, "%s: %s", path, reason(err));
	return err;
}
