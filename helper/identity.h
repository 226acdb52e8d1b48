/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.h - the user that privilege is given up for
 */
#ifndef HELPER_IDENTITY_H
#define HELPER_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

struct identity {
	uid_t uid;
	gid_t gid;
};

/**
 * identity_of_sudo() - The user who called sudo, if its environment tells
 * @id:		Set to SUDO_UID and SUDO_GID if these are those of a user
 *
 * Return: false when one of them is missing or no id, or the user is root.
 */
bool identity_of_sudo(struct identity *id);

/**
 * identity_choose() - Choose whom a process becomes that was started with power
 * @keep_root_files: true when files of root must stay reachable: root itself
 *		stays uid 0 then
 *
 * The real user if that is not root, as of a set-uid program; else that of
 * identity_of_sudo(); else, for root itself, nobody.
 *
 * Return: the user and the group.
 */
struct identity identity_choose(bool keep_root_files);

#endif
