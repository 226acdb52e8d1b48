/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find.h - which vmnet-helper to start
 */
#ifndef CLIENT_FIND_H
#define CLIENT_FIND_H

#include <stddef.h>

#define FIND_ERROR_MAX 512 /* bytes of the longest error line */

/**
 * find_helper() - Find the helper and check that it can be started
 * @option:	Value of --helper: a path, or a name to look up in PATH; NULL
 *		for the one beside us, else the one in PATH
 * @path:	Set to an absolute path on success, as sudo(8) wants it
 * @size:	Size of @path
 * @error:	Receives one line naming the path and the reason
 *
 * Return: 0 or -errno with @error set.
 */
int find_helper(const char *option, char *path, size_t size,
		char error[FIND_ERROR_MAX]);

#endif
