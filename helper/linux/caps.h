/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * caps.h - Linux capabilities of this process, capabilities(7)
 *
 * A set is a 64-bit mask of (1 << CAP_x).
 */
#ifndef HELPER_LINUX_CAPS_H
#define HELPER_LINUX_CAPS_H

#include <stdint.h>
#include <sys/types.h>

#define CAP_BIT(cap) (UINT64_C(1) << (cap))

/**
 * caps_get() - Read the permitted set of the calling thread
 * @set:	Set on success
 *
 * Return: 0 or -errno.
 */
int caps_get(uint64_t *set);

/**
 * caps_keep() - Reduce this process to a set of capabilities, for good
 * @set:	What to keep of what there is, in all five sets: permitted,
 *		effective, inheritable, ambient and bounding
 *
 * A later execve(2) keeps exactly these, whoever the user is: that of uid 0
 * gains nothing, as the bounding set and the securebits end it.  With an empty
 * @set all securebits are locked.  A process without CAP_SETPCAP can change
 * neither; no_new_privs has to do there.
 *
 * Return: 0 or -errno.
 */
int caps_keep(uint64_t set);

/**
 * caps_become() - Change user and group for good, keeping capabilities
 * @uid:	User
 * @gid:	Group; all supplementary groups are given up
 * @set:	Capabilities to keep, as caps_keep()
 *
 * A user namespace that maps a single user has no other to become, and one
 * without setgroups(2) has no groups to give up: there the ids stay and only
 * the capabilities go.
 *
 * Return: 0 or -errno.
 */
int caps_become(uid_t uid, gid_t gid, uint64_t set);

#endif
