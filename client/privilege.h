/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * privilege.h - does the helper need sudo(8) to open the network?
 *
 * Depends on the platform (Linux and older macOS need privilege, macOS 26
 * does not), on who we are, and on what the helper's file may do by itself.
 */
#ifndef CLIENT_PRIVILEGE_H
#define CLIENT_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

/* Every way there is to start a helper that may open the network. */
struct privilege {
	bool needless;	/* the platform lets everybody */
	bool root;	/* we are root, be it of a user namespace */
	bool inherited; /* what we start inherits the capability from us */
	bool file;	/* the helper's file has it */
};

/**
 * privilege_look() - Find out what there is
 * @helper:	Path of the helper
 * @p:		Filled in
 */
void privilege_look(const char *helper, struct privilege *p);

/**
 * privilege_needs_sudo() - Decide
 * @p:		From privilege_look()
 *
 * Pure.
 *
 * Return: true when the helper would lack privilege without sudo(8).
 */
bool privilege_needs_sudo(const struct privilege *p);

/**
 * privilege_advice() - How else to give the helper its privilege
 *
 * Return: literal that ends an error line, such as "or run ...".
 */
const char *privilege_advice(void);

/**
 * privilege_is_our_user() - Does a uid from the environment mean anything here?
 * @uid:	Such as that of SUDO_UID
 *
 * In a user namespace made after sudo(8) was called, SUDO_UID speaks of
 * another numbering of users.
 *
 * Return: true when this process could become that user.
 */
bool privilege_is_our_user(uid_t uid);

#endif
