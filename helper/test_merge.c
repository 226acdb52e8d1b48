/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_merge.c - which segments become one frame, and what it says of itself */

#include <string.h>

#include "helper/check.h"
#include "helper/inet.h"
#include "helper/offload.h"
#include "helper/offload_fixture.h"
#include "helper/util.h"

/* Cutting and merging again gives the same frame, but for its checksum. */
START_TEST(merging_undoes_cutting)
{
	static uint8_t frame[FRAME_MAX], again[FRAME_MAX];
	int round;

	srand(3);
	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 536 + pick(913), i, n;
		size_t payload = size + 1 + pick(50000), len, at = 0;
		uint8_t flags = (uint8_t)(0x10 | (rand() & 8));
		struct vnet_header header;
		struct merge m = { .n = 0 };
		struct segment seg;
		struct flow f;

		if (payload / size >= MERGE_PIECES)
			payload = (size_t)size * MERGE_PIECES;
		len = make_frame(&f, frame, payload, flags);
		n = cut(&f, frame, len, size);
		for (i = 0; i < n; i++) {
			ck_assert(segment_parse(&seg, segments[i], lengths[i]));
			ck_assert(seg.mergeable);
			if (i == 0) {
				merge_start(&m, &seg);
				continue;
			}
			ck_assert(merge_same_flow(&m, &seg));
			ck_assert(merge_append(&m, &seg));
		}
		merge_finish(&m, &header);
		for (i = 1; i <= m.n; i++) {
			memcpy(again + at, m.iov[i].iov_base, m.iov[i].iov_len);
			at += m.iov[i].iov_len;
		}
		ck_assert_uint_eq(at, len);
		ck_assert_uint_eq(header.flags, VNET_NEEDS_CSUM);
		ck_assert_uint_eq(from_le16(header.gso_size), size);
		ck_assert_uint_eq(from_le16(header.hdr_len), f.headers);
		/* What the receiver would complete must be right. */
		ck_assert_int_eq(offload_complete(&header, again, at), 0);
		ck_assert_uint_eq(tcp_sum(&f, again, at), 0xffff);
		memcpy(again + f.tcp + 16, frame + f.tcp + 16, 2);
		ck_assert_mem_eq(again, frame, len);
	}
}
END_TEST

/* Prepare two segments that merge, change the second, and see them apart. */
static bool
merges_after(size_t (*change)(const struct flow *, uint8_t *, size_t), bool fix)
{
	static uint8_t frame[FRAME_MAX];
	struct merge m = { .n = 0 };
	struct segment a, b;
	struct flow f;
	size_t len = make_frame(&f, frame, 2000, 0x10);

	ck_assert_uint_eq(cut(&f, frame, len, 1000), 2);
	lengths[1] = change(&f, segments[1], lengths[1]);
	if (fix) {
		uint8_t *p = segments[1];

		be16(p + f.tcp + 16, 0);
		be16(p + f.tcp + 16, ~tcp_sum(&f, p, lengths[1]) & 0xffff);
		if (!f.ipv6) {
			be16(p + 24, 0);
			be16(p + 24, ~slow_sum(p + 14, 20, 0) & 0xffff);
		}
	}
	ck_assert(segment_parse(&a, segments[0], lengths[0]));
	if (!segment_parse(&b, segments[1], lengths[1]))
		return false;
	merge_start(&m, &a);
	return merge_same_flow(&m, &b) && merge_append(&m, &b);
}

static size_t change_nothing(const struct flow *f, uint8_t *p, size_t len)
{
	(void)f;
	(void)p;
	return len;
}

static size_t change_payload(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->headers + 7] ^= 1;
	return len;
}

static size_t change_seq(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 7] ^= 1;
	return len;
}

static size_t change_ack(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 11] ^= 1;
	return len;
}

static size_t change_window(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 15] ^= 1;
	return len;
}

static size_t change_flags(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 13] |= 1;
	return len;
}

static size_t change_port(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 1] ^= 1;
	return len;
}

static size_t change_mac(const struct flow *f, uint8_t *p, size_t len)
{
	(void)f;
	p[5] ^= 1;
	return len;
}

static size_t change_hops(const struct flow *f, uint8_t *p, size_t len)
{
	p[14 + (f->ipv6 ? 7 : 8)] ^= 1;
	return len;
}

static size_t change_ecn(const struct flow *f, uint8_t *p, size_t len)
{
	p[15] ^= f->ipv6 ? 0x10 : 1;
	return len;
}

static size_t change_urgent(const struct flow *f, uint8_t *p, size_t len)
{
	p[f->tcp + 19] ^= 1;
	return len;
}

START_TEST(only_what_belongs_together_is_merged)
{
	static size_t (*const changes[])(const struct flow *, uint8_t *,
					 size_t) = {
		change_seq,   change_ack,  change_window,
		change_flags, change_port, change_mac,
		change_hops,  change_ecn,  change_urgent,
	};
	size_t i;
	int round;

	srand(4);
	for (round = 0; round < 100; round++) {
		ck_assert(merges_after(change_nothing, false));
		ck_assert(merges_after(change_nothing, true));
		ck_assert(merges_after(change_payload, true));
		/* A broken frame stays broken. */
		ck_assert(!merges_after(change_payload, false));
		for (i = 0; i < ARRAY_SIZE(changes); i++)
			ck_assert_msg(!merges_after(changes[i], true), "%zu",
				      i);
	}
}
END_TEST

START_TEST(broken_first_frame_is_not_merged)
{
	static uint8_t frame[FRAME_MAX];
	struct vnet_header header;
	struct merge m = { .n = 0 };
	struct segment a, b;
	struct flow f;
	size_t len;

	srand(5);
	len = make_frame(&f, frame, 2000, 0x10);
	cut(&f, frame, len, 1000);
	segments[0][f.headers] ^= 1;
	memcpy(frame, segments[0], lengths[0]);
	ck_assert(segment_parse(&a, segments[0], lengths[0]));
	ck_assert(segment_parse(&b, segments[1], lengths[1]));
	merge_start(&m, &a);
	ck_assert(!merge_append(&m, &b));
	merge_finish(&m, &header);
	ck_assert_uint_eq(header.flags, 0);
	ck_assert_uint_eq(m.iov[1].iov_len, lengths[0]);
	ck_assert_mem_eq(segments[0], frame, lengths[0]);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		merging_undoes_cutting,
		only_what_belongs_together_is_merged,
		broken_first_frame_is_not_merged,
		NULL,
	};

	return check_main("merge", tests);
}
