/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * privilege.c - does the helper need sudo(8)? on Linux
 *
 * It needs CAP_NET_ADMIN.  Root has it.  Of the capabilities of any other
 * user only the ambient ones outlive execve(2), so effective ones of ours do
 * not count; those of the file do, unless its file system is mounted nosuid.
 * A set-uid bit does not: libnftables ends a process whose real user is not
 * its effective one, exit status 111 and no word.
 */

#include <inttypes.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "client/linux/filecaps.h"
#include "client/privilege.h"

static bool file_has(const char *path)
{
	char attr[XATTR_CAPS_SZ_3];
	struct statvfs fs;
	ssize_t n;

	if (statvfs(path, &fs) < 0 || (fs.f_flag & ST_NOSUID))
		return false;
	n = getxattr(path, XATTR_NAME_CAPS, attr, sizeof(attr));
	return n > 0 && filecaps_has(attr, (size_t)n, CAP_NET_ADMIN);
}

void privilege_look(const char *helper, struct privilege *p)
{
	*p = (struct privilege){
		.root = geteuid() == 0,
		.inherited = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET,
				   CAP_NET_ADMIN, 0, 0) == 1,
		.file = file_has(helper),
	};
}

const char *privilege_advice(void)
{
	return "or start vmnet-client itself with sudo: the command then "
	       "runs as you, too";
}

bool privilege_is_our_user(uid_t uid)
{
	uint64_t inside, outside, n;
	bool found = false;
	FILE *f;

	f = fopen("/proc/self/uid_map", "re");
	if (!f)
		return true;
	while (!found && fscanf(f, "%" SCNu64 " %" SCNu64 " %" SCNu64, &inside,
				&outside, &n) == 3)
		found = uid >= inside && uid - inside < n;
	fclose(f);
	return found;
}
