/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_privilege.c - when the helper needs sudo, and what its file may do */

#include <endian.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "client/linux/filecaps.h"
#include "client/privilege.h"
#include "helper/check.h"

START_TEST(any_way_will_do)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		const struct privilege p = {
			.needless = i & 1,
			.root = i & 2,
			.inherited = i & 4,
			.file = i & 8,
		};

		ck_assert_int_eq(privilege_needs_sudo(&p), i == 0);
	}
}
END_TEST

static size_t make_attr(uint32_t words[6], uint32_t revision, bool effective,
			uint64_t permitted)
{
	memset(words, 0, 6 * sizeof(words[0]));
	words[0] =
		htole32(revision | (effective ? VFS_CAP_FLAGS_EFFECTIVE : 0));
	words[1] = htole32((uint32_t)permitted);
	words[3] = htole32((uint32_t)(permitted >> 32));
	return revision == VFS_CAP_REVISION_3 ? XATTR_CAPS_SZ_3
					      : XATTR_CAPS_SZ_2;
}

START_TEST(file_capabilities)
{
	uint32_t words[6];
	size_t size;
	int cap, other;

	for (cap = 0; cap < 64; cap++) {
		size = make_attr(words, VFS_CAP_REVISION_2, true,
				 UINT64_C(1) << cap);
		for (other = 0; other < 64; other++)
			ck_assert_int_eq(filecaps_has(words, size, other),
					 other == cap);
	}
	size = make_attr(words, VFS_CAP_REVISION_3, true, ~UINT64_C(0));
	ck_assert(filecaps_has(words, size, CAP_NET_ADMIN));
	ck_assert(!filecaps_has(words, XATTR_CAPS_SZ_2, CAP_NET_ADMIN));
	size = make_attr(words, VFS_CAP_REVISION_2, false, ~UINT64_C(0));
	ck_assert(!filecaps_has(words, size, CAP_NET_ADMIN));
	words[2] = words[4] = htole32(~0u); /* inheritable does not count */
	size = make_attr(words, VFS_CAP_REVISION_2, true, 0);
	ck_assert(!filecaps_has(words, size, CAP_NET_ADMIN));
}
END_TEST

START_TEST(file_capabilities_of_any_bytes)
{
	unsigned char bytes[32];
	size_t size, i;
	int round;

	srand(3);
	for (round = 0; round < 100000; round++) {
		size = (size_t)rand() % (sizeof(bytes) + 1);
		for (i = 0; i < size; i++)
			bytes[i] = (unsigned char)rand();
		if (size == XATTR_CAPS_SZ_2 || size == XATTR_CAPS_SZ_3)
			continue;
		ck_assert(!filecaps_has(bytes, size, CAP_NET_ADMIN));
	}
}
END_TEST

START_TEST(what_there_is)
{
	struct privilege p;

	privilege_look("/bin/sh", &p);
	ck_assert(!p.needless && !p.file);
	ck_assert_int_eq(p.root, geteuid() == 0);
	privilege_look("/nowhere", &p);
	ck_assert(!p.file);
	ck_assert(privilege_is_our_user(getuid()));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		any_way_will_do,
		file_capabilities,
		file_capabilities_of_any_bytes,
		what_there_is,
		NULL,
	};

	return check_main("privilege", tests);
}
