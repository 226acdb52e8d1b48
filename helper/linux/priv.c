/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* priv.c - give privilege up for good */

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "helper/linux/caps.h"
#include "helper/log.h"
#include "helper/priv.h"
#include "helper/util.h"

struct identity {
	uid_t uid;
	gid_t gid;
};

static int parse_env(const char *name, uint32_t *id)
{
	const char *text = getenv(name);
	uint64_t value;

	/* The highest id means "leave it" to setresuid(2). */
	if (!text || parse_uint(text, 0, UINT32_MAX - 1, &value) < 0)
		return -EINVAL;
	*id = (uint32_t)value;
	return 0;
}

static struct identity choose(bool keep_root_files)
{
	struct identity me = { .uid = getuid(), .gid = getgid() };
	const struct passwd *nobody;

	if (me.uid != 0)
		return me; /* set-uid root, or file capabilities */
	if (parse_env("SUDO_UID", &me.uid) == 0 &&
	    parse_env("SUDO_GID", &me.gid) == 0 && me.uid != 0)
		return me;
	me = (struct identity){ .uid = 0, .gid = getgid() };
	nobody = keep_root_files ? NULL : getpwnam("nobody");
	if (nobody)
		me = (struct identity){ nobody->pw_uid, nobody->pw_gid };
	return me;
}

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
	struct identity id = choose(keep_root_files);
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
