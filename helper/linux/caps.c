/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* caps.c - Linux capabilities of this process, capabilities(7) */

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/linux/caps.h"

int caps_get(uint64_t *set)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	*set = (uint64_t)data[1].permitted << 32 | data[0].permitted;
	return 0;
}

static int set_all(uint64_t permitted, uint64_t inheritable)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	int i;

	for (i = 0; i < 2; i++) {
		data[i].permitted = (uint32_t)(permitted >> 32 * i);
		data[i].effective = data[i].permitted;
		data[i].inheritable = (uint32_t)(inheritable >> 32 * i);
	}
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/* Only a process with CAP_SETPCAP can, and only such a one has to. */
static int drop_bounding(uint64_t keep, uint64_t have)
{
	int cap;

	if (!(have & CAP_BIT(CAP_SETPCAP)))
		return 0;
	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++) {
		if (keep & CAP_BIT(cap))
			continue;
		if (prctl(PR_CAPBSET_DROP, cap) < 0)
			return -errno;
	}
	return 0;
}

/*
 * Uid 0 is a user like others: neither execve(2) nor a change of uid gives it
 * capabilities, and none of that can be undone.  Whoever has nothing left has
 * nothing to keep or raise either.
 */
static int lock_securebits(uint64_t keep, uint64_t have)
{
	unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED;

	if (!(have & CAP_BIT(CAP_SETPCAP)))
		return 0;
	if (!keep)
		bits |= SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
			SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
			SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	return prctl(PR_SET_SECUREBITS, bits) < 0 ? -errno : 0;
}

static int raise_ambient(uint64_t set)
{
	int cap;

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	for (cap = 0; cap < 64; cap++) {
		if (!(set & CAP_BIT(cap)))
			continue;
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
			return -errno;
	}
	return 0;
}

int caps_keep(uint64_t set)
{
	uint64_t have = 0;
	int err;

	err = caps_get(&have);
	if (err)
		return err;
	set &= have;
	/* A change of uid has cleared the effective set. */
	err = set_all(have, 0);
	if (!err)
		err = drop_bounding(set, have);
	if (!err)
		err = lock_securebits(set, have);
	if (!err)
		err = set_all(set, set);
	if (!err)
		err = raise_ambient(set);
	return err;
}

static int change_ids(uid_t uid, gid_t gid)
{
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return -errno;
	/* EINVAL: this user namespace does not map the id. */
	if (setresgid(gid, gid, gid) < 0 && errno != EINVAL)
		return -errno;
	if (setresuid(uid, uid, uid) < 0 && errno != EINVAL)
		return -errno;
	return 0;
}

int caps_become(uid_t uid, gid_t gid, uint64_t set)
{
	int err;

	/* Else leaving uid 0 would clear the permitted set. */
	if (prctl(PR_SET_KEEPCAPS, 1) < 0)
		return -errno;
	err = change_ids(uid, gid);
	if (prctl(PR_SET_KEEPCAPS, 0) < 0 && !err)
		err = -errno;
	return err ? err : caps_keep(set);
}
