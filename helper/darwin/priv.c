/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * priv.c - give privilege up for good, on macOS
 *
 * Root was needed to start the interface, before macOS 26.  From then on there
 * is nothing to give up, unless somebody uses sudo all the same.
 */

#include <errno.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/identity.h"
#include "helper/log.h"
#include "helper/priv.h"
#include "helper/util.h"

/* For root setgid() and setuid() change the real and the saved id, too. */
static int become(const struct identity *id)
{
	if (setgroups(1, &id->gid) < 0 || setgid(id->gid) < 0 ||
	    setuid(id->uid) < 0)
		return -errno;
	return 0;
}

static bool has_other_groups(gid_t gid)
{
	gid_t groups[64];
	int i, n = getgroups(ARRAY_SIZE(groups), groups);

	for (i = 0; i < n; i++) {
		if (groups[i] != gid)
			return true;
	}
	return n < 0;
}

/* Trust, but verify: a drop that silently failed is the worst of all. */
static bool can_regain(const struct identity *id)
{
	if (getuid() != id->uid || geteuid() != id->uid ||
	    getgid() != id->gid || getegid() != id->gid ||
	    has_other_groups(id->gid))
		return true;
	return id->uid != 0 && (setuid(0) == 0 || seteuid(0) == 0 ||
				(id->gid != 0 && setegid(0) == 0));
}

int priv_drop(bool keep_root_files, char error[PRIV_ERROR_MAX])
{
	struct identity id = identity_choose(keep_root_files);
	int err;

	if (geteuid() != 0)
		return 0;
	err = become(&id);
	if (err) {
		snprintf(error, PRIV_ERROR_MAX, "cannot drop privileges: %s",
			 strerror(-err));
		return err;
	}
	if (can_regain(&id)) {
		snprintf(error, PRIV_ERROR_MAX,
			 "cannot drop privileges: root could be regained");
		return -EPERM;
	}
	log_info("dropped privileges to uid: %u gid: %u", (unsigned int)id.uid,
		 (unsigned int)id.gid);
	return 0;
}
