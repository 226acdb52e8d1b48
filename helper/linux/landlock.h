/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock.h - the files this process may use from now on, landlock(7)
 *
 * By system calls, as there is no library for it, and with numbers of our own
 * for what is newer than the headers: the kernel tells at run time what it
 * has.
 */
#ifndef HELPER_LINUX_LANDLOCK_H
#define HELPER_LINUX_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Rights to files, LANDLOCK_ACCESS_FS_* of linux/landlock.h. */
#define LANDLOCK_WRITE_FILE  (UINT64_C(1) << 1)
#define LANDLOCK_REMOVE_DIR  (UINT64_C(1) << 4)
#define LANDLOCK_REMOVE_FILE (UINT64_C(1) << 5)
#define LANDLOCK_MAKE_DIR    (UINT64_C(1) << 7)
#define LANDLOCK_TRUNCATE    (UINT64_C(1) << 14)

#define LANDLOCK_CHANGES UINT64_C(0x7ff2) /* all that changes a file system */
#define LANDLOCK_ALL	 UINT64_C(0xffff) /* reading and executing, too */

struct landlock_rule {
	const char *path;
	uint64_t rights; /* at this file, or at all below this folder */
};

/**
 * landlock_abi() - What version of it the kernel has
 *
 * Return: 1 or more, or 0 when there is none.
 */
int landlock_abi(void);

/**
 * landlock_restrict() - Give up rights to files for good
 * @rights:	To give up everywhere but at @rules; what the kernel cannot
 *		take away is left out
 * @rules:	Where some of them are kept; a missing path is left out
 * @n:		How many
 * @alone:	Give up TCP and signals to other processes, too (Linux 6.7 and
 *		6.12)
 *
 * For the calling thread and what it starts; files that are open stay so.
 * Needs no_new_privs, or CAP_SYS_ADMIN.
 *
 * Return: 0, -ENOSYS when the kernel has no Landlock, or -errno.
 */
int landlock_restrict(uint64_t rights, const struct landlock_rule *rules, int n,
		      bool alone);

#endif
