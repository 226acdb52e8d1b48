/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine.c - leave a running helper only what it runs on
 *
 * From the outside in, so that every step can still be made when its turn
 * comes:
 *
 *   1. limits: few descriptors, little memory, no core dump (which would hold
 *      what guests sent), no debugger of the same user (PR_SET_DUMPABLE), and
 *      no memory that is written first and executed then (PR_SET_MDWE);
 *   2. files, by Landlock: none at all, but that the socket of --socket and
 *      its lock may be removed;
 *   3. system calls, by a filter: see filter.c.
 *
 * Each of the three holds without the others.  No limit is put on the size of
 * files, as the log may be one, nor on the number of processes, which is
 * counted for all that the user has.
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "helper/confine.h"
#include "helper/linux/filter.h"
#include "helper/linux/landlock.h"
#include "helper/linux/limit.h"
#include "helper/log.h"
#include "helper/util.h"

/* The headers of Linux 6.3 have it. */
#define SET_MDWE	 65
#define MDWE_REFUSE_GAIN 1ul

#define OPEN_FILES 64 /* highest new descriptor; a dozen are in use */

#define THREADS 2 /* pump.c starts as many */

/*
 * Bytes to be had after the start, stacks aside: 0.13 MiB are used under load,
 * and 64 frames of 64 KiB for a guest with large ones fit in twice.
 */
#define MEMORY_GROWTH (8 * 1024 * 1024)

/* What a thread's stack takes, which follows ulimit -s. */
static size_t stack_size(void)
{
	pthread_attr_t attr;
	size_t size = 0;

	if (pthread_getattr_default_np(&attr) == 0) {
		pthread_attr_getstacksize(&attr, &size);
		pthread_attr_destroy(&attr);
	}
	return size;
}

/*
 * RLIMIT_DATA, and not RLIMIT_AS: the C library reserves 64 MiB of addresses
 * for each thread, of which it uses next to nothing.
 */
static int limit_memory(void)
{
	unsigned long pages;
	char text[128];

	if (read_text("/proc/self/statm", text, sizeof(text)) <= 0 ||
	    sscanf(text, "%*u %*u %*u %*u %*u %lu", &pages) != 1) {
		log_debug("no limit of memory: /proc cannot be read");
		return 0;
	}
	return limit_lower(RLIMIT_DATA, pages * (rlim_t)sysconf(_SC_PAGESIZE) +
						THREADS * (rlim_t)stack_size() +
						MEMORY_GROWTH);
}

static int set_limits(void)
{
	int err;

	err = limit_lower(RLIMIT_CORE, 0);
	if (!err)
		err = limit_lower(RLIMIT_NOFILE, OPEN_FILES);
	if (!err)
		err = limit_memory();
	if (!err && (prctl(PR_SET_DUMPABLE, 0) < 0 ||
		     prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0))
		err = -errno;
	if (prctl(SET_MDWE, MDWE_REFUSE_GAIN, 0, 0, 0) < 0)
		log_debug("memory may become executable: Linux 6.3 or later "
			  "could refuse it");
	return err;
}

/* Returns text to free(), or NULL. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static int restrict_files(const char *socket)
{
	struct landlock_rule rule = { .rights = LANDLOCK_REMOVE_FILE };
	char *folder = NULL;
	int err;

	if (socket) {
		folder = folder_of(socket);
		if (!folder)
			return -ENOMEM;
		rule.path = folder;
	}
	err = landlock_restrict(LANDLOCK_ALL, &rule, socket != NULL, true);
	free(folder);
	if (err != -ENOSYS)
		return err;
	log_debug("files are not restricted: this kernel has no Landlock");
	return 0;
}

static int filter_calls(const struct confine_config *config)
{
	if (filter_available())
		return filter_helper(config->socket != NULL,
				     log_enabled(LOG_DEBUG));
	log_warn("system calls are not filtered: this kernel has no seccomp "
		 "filters");
	return 0;
}

int confine_helper(const struct confine_config *config,
		   char error[CONFINE_ERROR_MAX])
{
	const int abi = landlock_abi(); /* not to be asked once confined */
	const char *what = "limits";
	int err;

	/* Local time is in the log: its rules are in a file. */
	tzset();
	err = set_limits();
	if (!err) {
		what = "Landlock";
		err = restrict_files(config->socket);
	}
	if (!err) {
		what = "seccomp";
		err = filter_calls(config);
	}
	if (err)
		snprintf(error, CONFINE_ERROR_MAX,
			 "cannot confine the helper: %s: %s", what,
			 strerror(-err));
	else
		log_debug("confined, with Landlock ABI %d", abi);
	return err;
}
