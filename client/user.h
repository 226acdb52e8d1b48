/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user.h - the user the command runs as
 *
 * "sudo vmnet-client -- qemu" asks for a network, not for a VM with the rights
 * of root: the command runs as the user who called sudo, unless root is
 * asked for.
 */
#ifndef CLIENT_USER_H
#define CLIENT_USER_H

#include <stdbool.h>
#include <sys/types.h>

struct user {
	uid_t uid;
	gid_t gid;
	bool known;	/* to the system; else there are no more groups */
	char name[64];	/* the uid if not known */
	char home[256]; /* "/" if not known */
};

/**
 * user_of_sudo() - The user who called sudo(8)
 * @user:	Filled in when there is one
 *
 * By SUDO_UID and SUDO_GID, as the helper does it.
 *
 * Return: true when we are root by the sudo of another user; false means
 * that there is no user to go back to.
 */
bool user_of_sudo(struct user *user);

/**
 * user_become() - Turn this process into that user, for good
 * @user:	From user_of_sudo()
 *
 * Groups are those of the user.  Proves that root cannot be regained.  For a
 * child between fork() and exec(); what prctl(2) had set to follow the parent
 * is lost.
 *
 * Return: 0 or -errno; the caller must not go on then.
 */
int user_become(const struct user *user);

#endif
