/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c - the user that privilege is given up for */

#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "helper/identity.h"
#include "helper/util.h"

static bool parse_env(const char *name, uint32_t *id)
{
	const char *text = getenv(name);
	uint64_t value;

	/* The highest one means "leave it" to setuid(2). */
	if (!text || parse_uint(text, 0, UINT32_MAX - 1, &value) < 0)
		return false;
	*id = (uint32_t)value;
	return true;
}

bool identity_of_sudo(struct identity *id)
{
	uint32_t uid, gid;

	if (!parse_env("SUDO_UID", &uid) || !parse_env("SUDO_GID", &gid) ||
	    uid == 0)
		return false;
	*id = (struct identity){ uid, gid };
	return true;
}

struct identity identity_choose(bool keep_root_files)
{
	struct identity me = { getuid(), getgid() };
	const struct passwd *nobody;

	/* Set-uid root or file capabilities, or sudo. */
	if (me.uid != 0 || identity_of_sudo(&me))
		return me;
	nobody = keep_root_files ? NULL : getpwnam("nobody");
	if (nobody)
		me = (struct identity){ nobody->pw_uid, nobody->pw_gid };
	return me;
}
