/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * privilege.c - does the helper need sudo(8)? on macOS
 *
 * Before macOS 26 vmnet is for root only; from then on for everybody whose
 * helper is signed for it.  A set-uid helper is its owner's decision.
 */

#include <sys/stat.h>
#include <unistd.h>

#include "client/privilege.h"
#include "helper/darwin/osversion.h"

static bool is_set_uid_root(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_uid == 0 && (st.st_mode & S_ISUID);
}

void privilege_look(const char *helper, struct privilege *p)
{
	*p = (struct privilege){
		.needless = osversion_major() >= OSVERSION_UNPRIVILEGED,
		.root = geteuid() == 0,
		.file = is_set_uid_root(helper),
	};
}

const char *privilege_advice(void)
{
	return "or start vmnet-client itself with sudo: the command then "
	       "runs as you, too";
}

/* There are no user namespaces. */
bool privilege_is_our_user(uid_t uid)
{
	(void)uid;
	return true;
}
