/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* filecaps.c - capabilities of a program's file, capabilities(7) */

#include <endian.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>

#include "client/linux/filecaps.h"

static uint32_t word(const void *attr, size_t i)
{
	uint32_t value;

	memcpy(&value, (const char *)attr + i * sizeof(value), sizeof(value));
	return le32toh(value);
}

bool filecaps_has(const void *attr, size_t size, int cap)
{
	uint32_t magic;

	/* Revision 1, of 32 capabilities, died with Linux 2.6.24. */
	if (size != XATTR_CAPS_SZ_2 && size != XATTR_CAPS_SZ_3)
		return false;
	magic = word(attr, 0);
	if ((magic & VFS_CAP_REVISION_MASK) !=
	    (size == XATTR_CAPS_SZ_2 ? VFS_CAP_REVISION_2 : VFS_CAP_REVISION_3))
		return false;
	if (!(magic & VFS_CAP_FLAGS_EFFECTIVE))
		return false;
	/* Permitted and inheritable words alternate. */
	return word(attr, 1 + 2 * (size_t)(cap / 32)) >> (cap % 32) & 1;
}
