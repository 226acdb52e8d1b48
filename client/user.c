/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* user.c - the user the command runs as */

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/privilege.h"
#include "client/user.h"
#include "helper/identity.h"

bool user_of_sudo(struct user *user)
{
	const struct passwd *pw;
	struct identity id;

	if (getuid() != 0 || geteuid() != 0)
		return false;
	if (!identity_of_sudo(&id) || !privilege_is_our_user(id.uid))
		return false;
	*user = (struct user){ .uid = id.uid, .gid = id.gid, .home = "/" };
	snprintf(user->name, sizeof(user->name), "%u", (unsigned int)id.uid);
	pw = getpwuid(id.uid);
	if (pw) {
		user->known = true;
		snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
		snprintf(user->home, sizeof(user->home), "%s", pw->pw_dir);
	}
	return true;
}

static int set_groups(const struct user *user)
{
	const gid_t only = user->gid;

	if (user->known)
		return initgroups(user->name, user->gid) < 0 ? -errno : 0;
	return setgroups(1, &only) < 0 ? -errno : 0;
}

int user_become(const struct user *user)
{
	int err = set_groups(user);

	if (err)
		return err;
	/* Of root these set the real, the effective and the saved id. */
	if (setgid(user->gid) < 0 || setuid(user->uid) < 0)
		return -errno;
	if (getuid() != user->uid || geteuid() != user->uid ||
	    getgid() != user->gid || getegid() != user->gid)
		return -EPERM;
	/* Trust, but verify. */
	if (setuid(0) == 0 || seteuid(0) == 0)
		return -EPERM;
	if (user->gid != 0 && (setgid(0) == 0 || setegid(0) == 0))
		return -EPERM;
	return 0;
}
