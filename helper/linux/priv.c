/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* priv.c - give privilege up for good */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "helper/identity.h"
#include "helper/linux/caps.h"
#include "helper/log.h"
#include "helper/priv.h"

/* Trust, but verify: a drop that silently failed is the worst of all. */
static bool can_regain(void)
{
	uid_t ruid, euid, suid;
	uint64_t caps;

	if (getresuid(&ruid, &euid, &suid) < 0 || ruid != euid || euid != suid)
		return true;
	if (euid != 0 && (setuid(0) == 0 || seteuid(0) == 0))
		return true;
	return caps_get(&caps) < 0 || caps != 0;
}

int priv_drop(bool keep_root_files, char error[PRIV_ERROR_MAX])
{
	struct identity id = identity_choose(keep_root_files);
	int err;

	err = caps_become(id.uid, id.gid, 0);
	if (!err && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		err = -errno;
	if (err) {
		snprintf(error, PRIV_ERROR_MAX, "cannot drop privileges: %s",
			 strerror(-err));
		return err;
	}
	if (can_regain()) {
		snprintf(error, PRIV_ERROR_MAX,
			 "cannot drop privileges: root could be regained");
		return -EPERM;
	}
	log_info("dropped privileges to uid: %u gid: %u",
		 (unsigned int)getuid(), (unsigned int)getgid());
	return 0;
}
