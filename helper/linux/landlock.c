/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* landlock.c - the files this process may use from now on, landlock(7) */

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/linux/landlock.h"

/* Rights that make sense at something that is no folder. */
#define FILE_RIGHTS UINT64_C(0xc007)

#define TCP_RIGHTS   UINT64_C(0x3) /* bind and connect */
#define SCOPE_SIGNAL UINT64_C(0x2)

/* struct landlock_ruleset_attr as of ABI 6; older kernels take less of it. */
struct ruleset {
	uint64_t files;
	uint64_t net;
	uint64_t scoped;
};

int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

/* What the kernel would refuse as unknown. */
static uint64_t known_rights(int abi)
{
	if (abi >= 5)
		return UINT64_C(0xffff);
	if (abi >= 3)
		return UINT64_C(0x7fff);
	return abi == 2 ? UINT64_C(0x3fff) : UINT64_C(0x1fff);
}

static size_t ruleset_size(int abi)
{
	if (abi >= 6)
		return 3 * sizeof(uint64_t);
	return abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

static int add_rule(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	struct stat st;
	int err = 0;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES
			       ? 0
			       : -errno;
	if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= FILE_RIGHTS;
	if (rule.allowed_access &&
	    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0) < 0)
		err = -errno;
	close(rule.parent_fd);
	return err;
}

int landlock_restrict(uint64_t rights, const struct landlock_rule *rules, int n,
		      bool alone)
{
	int abi = landlock_abi(), fd, i, err = 0;
	struct ruleset set = {
		.files = rights & known_rights(abi),
		.net = alone ? TCP_RIGHTS : 0,
		.scoped = alone ? SCOPE_SIGNAL : 0,
	};

	if (!abi)
		return -ENOSYS;
	fd = (int)syscall(SYS_landlock_create_ruleset, &set, ruleset_size(abi),
			  0);
	if (fd < 0)
		return -errno;
	for (i = 0; !err && i < n; i++)
		err = add_rule(fd, rules[i].path, rules[i].rights & set.files);
	if (!err && syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		err = -errno;
	close(fd);
	return err;
}
