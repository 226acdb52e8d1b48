/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* process.c - other processes, by their names */

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "helper/stress/process.h"

/* "12 (name) S ..."; a zombie is none. */
bool process_is_living(const char *pid, const char *name)
{
	char path[300], text[64], want[32];
	char *found;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	snprintf(want, sizeof(want), "(%s) ", name);
	if (*pid < '1' || *pid > '9' ||
	    read_text(path, text, sizeof(text)) <= 0)
		return false;
	found = strstr(text, want);
	return found && found[strlen(want)] != 'Z';
}

/*
 * Signal all of a name; the process namespace is ours alone.  With
 * signal 0 they are counted only.  @last is set to the last one, if any.
 */
int process_signal_all(const char *name, int sig, char last[16])
{
	struct dirent *entry;
	int n = 0;
	DIR *dir;

	dir = opendir("/proc");
	while (dir && (entry = readdir(dir)) != NULL) {
		if (!process_is_living(entry->d_name, name) ||
		    kill(atoi(entry->d_name), sig) < 0)
			continue;
		snprintf(last, 16, "%.15s", entry->d_name);
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

static pid_t parent_of(const char *pid)
{
	char path[300], text[256], state;
	const char *end;
	int parent;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (read_text(path, text, sizeof(text)) <= 0)
		return 0;
	end = strrchr(text, ')'); /* a name may have one, too */
	if (!end || sscanf(end + 1, " %c %d", &state, &parent) != 2)
		return 0;
	return parent;
}

pid_t process_child(pid_t parent, const char *name)
{
	struct dirent *entry;
	pid_t found = 0;
	char stat[16];
	DIR *dir;

	snprintf(stat, sizeof(stat), "%s", name);
	dir = opendir("/proc");
	while (dir && !found && (entry = readdir(dir)) != NULL) {
		if (process_is_living(entry->d_name, stat) &&
		    parent_of(entry->d_name) == parent)
			found = atoi(entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}
