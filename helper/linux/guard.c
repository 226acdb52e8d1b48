/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* guard.c - what processes with privilege keep their hands off */

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>

#include "helper/linux/filter.h"
#include "helper/linux/guard.h"
#include "helper/linux/landlock.h"
#include "helper/linux/leases.h"
#include "helper/linux/limit.h"
#include "helper/util.h"

/* Enough for dnsmasq, which closes all up to the limit when it starts. */
#define OPEN_FILES 1024

/*
 * dnsmasq writes a line for each address that it refuses a guest, and its log
 * is in memory that all of the host shares.  When it may not grow any more
 * dnsmasq goes on by syslog(3), which knows what to do with floods.  Leases
 * stay far below: 1000 lines of a kilobyte.
 */
#define FILE_BYTES (2 * 1024 * 1024)

static int set_limits(void)
{
	const struct rlimit size = { FILE_BYTES, FILE_BYTES };
	int err;

	/* EPERM: our caller's is lower, and we may not raise it. */
	if (setrlimit(RLIMIT_FSIZE, &size) < 0 && errno != EPERM)
		return -errno;
	signal(SIGXFSZ, SIG_IGN);
	err = limit_lower(RLIMIT_CORE, 0);
	return err ? err : limit_lower(RLIMIT_NOFILE, OPEN_FILES);
}

static int restrict_files(uint64_t rights, const struct landlock_rule *rules,
			  int n, bool alone)
{
	int err = landlock_restrict(rights, rules, n, alone);

	return err == -ENOSYS ? 0 : err;
}

/* The filter last: it is the one that others inherit as it is. */
static int guard(uint64_t rights, const struct landlock_rule *rules, int n,
		 bool alone)
{
	int err;

	err = set_limits();
	if (!err && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		err = -errno;
	if (!err)
		err = restrict_files(rights, rules, n, alone);
	return err || !filter_available() ? err : filter_servant();
}

int guard_keeper(const struct network *net)
{
	const struct landlock_rule rules[] = {
		{ net->base, LANDLOCK_CHANGES },
		{ leases_folder(), LANDLOCK_CHANGES },
		{ "/dev/null", LANDLOCK_WRITE_FILE },
		/* The last keeper takes the folders away, and looks again. */
		{ "/run/vmnet-helper",
		  LANDLOCK_MAKE_DIR | LANDLOCK_REMOVE_DIR },
		{ "/run", LANDLOCK_MAKE_DIR | LANDLOCK_REMOVE_DIR },
	};

	return guard(LANDLOCK_CHANGES, rules, ARRAY_SIZE(rules), false);
}

int guard_dnsmasq(const char *folder)
{
	const struct landlock_rule rules[] = {
		{ folder, LANDLOCK_CHANGES },
		{ "/dev/null", LANDLOCK_WRITE_FILE },
	};

	return restrict_files(LANDLOCK_CHANGES, rules, ARRAY_SIZE(rules),
			      false);
}

int guard_janitor(void)
{
	return guard(LANDLOCK_ALL, NULL, 0, true);
}
