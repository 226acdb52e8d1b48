/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * priv.h - give privilege up for good
 */
#ifndef HELPER_PRIV_H
#define HELPER_PRIV_H

#include <stdbool.h>
#include <sys/types.h>

#define PRIV_ERROR_MAX 512 /* bytes of the longest error line */

/**
 * priv_drop() - Give up root, supplementary groups and every capability
 * @keep_root_files: true when files of root must stay reachable: the process
 *		of root itself then keeps its uid, without any power
 * @error:	Receives one line saying what failed
 *
 * Becomes the user who called sudo (SUDO_UID, SUDO_GID), else the real user
 * of a set-uid program, else, for root itself, nobody.  Then proves that root
 * cannot be regained.  No later execve() can gain privilege.
 *
 * Return: 0 or -errno with @error set; the caller must not go on.
 */
int priv_drop(bool keep_root_files, char error[PRIV_ERROR_MAX]);

#endif
