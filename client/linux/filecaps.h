/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filecaps.h - capabilities of a program's file, capabilities(7)
 */
#ifndef CLIENT_LINUX_FILECAPS_H
#define CLIENT_LINUX_FILECAPS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * filecaps_has() - Would a program have a capability from its first moment?
 * @attr:	Value of the extended attribute security.capability: struct
 *		vfs_cap_data or vfs_ns_cap_data, little endian
 * @size:	Bytes of @attr
 * @cap:	CAP_*
 *
 * The helper raises nothing by itself, so the effective flag must be set,
 * too.  Pure.
 *
 * Return: true when it would.
 */
bool filecaps_has(const void *attr, size_t size, int cap);

#endif
