/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* elevate.c - be root while the network is opened, with file capabilities */

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "helper/linux/caps.h"
#include "helper/linux/elevate.h"

#define SYSTEM_PATH                                                            \
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static int clean_environment(void)
{
	if (clearenv() != 0 || setenv("PATH", SYSTEM_PATH, 1) < 0)
		return -ENOMEM;
	return 0;
}

static int become_root(void)
{
	/* EINVAL: this user namespace has no root. */
	if (setresgid((gid_t)-1, 0, (gid_t)-1) < 0)
		return errno == EINVAL ? 0 : -errno;
	if (setresuid((uid_t)-1, 0, (uid_t)-1) < 0)
		return errno == EINVAL ? 0 : -errno;
	return 0;
}

int elevate_helper(void)
{
	const uint64_t needed = CAP_BIT(CAP_SETUID) | CAP_BIT(CAP_SETGID);
	uint64_t have;
	int err;

	if (geteuid() == 0)
		return getuid() == 0 ? 0 : clean_environment();
	err = caps_get(&have);
	if (err)
		return err;
	if ((have & needed) != needed)
		return 0;
	err = clean_environment();
	return err ? err : become_root();
}

void elevate_child(void)
{
	if (geteuid() != 0 || getuid() == 0)
		return;
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 ||
	    setresuid(0, 0, 0) < 0)
		_exit(1);
}
