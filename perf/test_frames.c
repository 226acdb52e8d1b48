/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_frames.c - made-up frames are what a helper and a kernel take them for
 */

#include <string.h>

#include "helper/check.h"
#include "helper/checksum.h"
#include "helper/offload.h"
#include "perf/frames.h"

static uint8_t payload[FRAMES_LARGE];

/* A whole frame of the flow, without its vnet header. */
static void make(struct flow *f, uint8_t *frame)
{
	uint8_t headers[FRAMES_VNET + FRAMES_TCP_HEADERS];

	flow_next(f, headers);
	memcpy(frame, headers + FRAMES_VNET, f->n_headers);
	memcpy(frame + f->n_headers, payload, f->payload);
}

static void fill(void)
{
	size_t i;

	for (i = 0; i < sizeof(payload); i++)
		payload[i] = (uint8_t)(i * 7 + i / 256);
}

START_TEST(test_segments_merge)
{
	static const unsigned int sizes[] = { 64, 65, 1000, FRAMES_PLAIN };
	struct flow_config c = { .from = { 2 }, .to = { 4 }, .tcp = true };
	static uint8_t frames[8][FRAMES_PLAIN];
	struct merge m = { 0 };
	struct segment seg;
	struct flow f;
	int i;

	fill();
	c.size = sizes[_i];
	flow_init(&f, &c, payload);
	f.seq = 0xffffff00; /* it wraps */
	for (i = 0; i < 8; i++) {
		make(&f, frames[i]);
		ck_assert(segment_parse(&seg, frames[i], c.size));
		ck_assert(seg.mergeable);
		if (i == 0)
			merge_start(&m, &seg);
		else /* which looks at the checksums of both */
			ck_assert(merge_append(&m, &seg));
	}
	ck_assert_uint_eq(m.n, 8);
}
END_TEST

START_TEST(test_large_is_cut)
{
	const struct flow_config c = { .tcp = true,
				       .size = FRAMES_LARGE,
				       .segment = 1460 };
	uint8_t headers[FRAMES_VNET + FRAMES_TCP_HEADERS];
	static uint8_t frame[FRAMES_LARGE];
	uint8_t cut[SEGMENT_HEADERS];
	struct vnet_header header;
	struct segmenter s;
	struct iovec iov[2];
	struct flow f;
	int n = 0;

	fill();
	flow_init(&f, &c, payload);
	flow_next(&f, headers);
	memcpy(&header, headers, sizeof(header));
	memcpy(frame, headers + FRAMES_VNET, FRAMES_TCP_HEADERS);
	memcpy(frame + FRAMES_TCP_HEADERS, payload, f.payload);
	ck_assert_int_eq(segment_init(&s, &header, frame, c.size), 0);
	for (; segment_next(&s, cut, iov); n++)
		ck_assert_uint_eq(iov[0].iov_len + iov[1].iov_len,
				  FRAMES_PLAIN);
	ck_assert_int_eq(n, 44);
	/* The next one follows it. */
	flow_next(&f, headers);
	ck_assert_uint_eq(f.seq, 2 * 44 * 1460);
}
END_TEST

START_TEST(test_udp_is_valid)
{
	const struct flow_config c = { .size = 128, .number = 3 };
	uint8_t frame[128], pseudo[12];
	struct flow f;
	uint64_t sum;

	fill();
	flow_init(&f, &c, payload);
	make(&f, frame);
	ck_assert(offload_is_independent(frame, sizeof(frame)));
	ck_assert_uint_eq(checksum_fold(checksum_add(frame + 14, 20, 0)),
			  0xffff);
	memcpy(pseudo, frame + 26, 8);
	pseudo[8] = 0;
	pseudo[9] = 17;
	pseudo[10] = 0;
	pseudo[11] = 128 - 34;
	sum = checksum_add(pseudo, sizeof(pseudo), 0);
	sum = checksum_add(frame + 34, 128 - 34, sum);
	ck_assert_uint_eq(checksum_fold(sum), 0xffff);
}
END_TEST

START_TEST(test_ping)
{
	const uint8_t a[MAC_SIZE] = { 2, 1 }, b[MAC_SIZE] = { 2, 2 };
	const struct flow_config c = { .size = 64 };
	uint8_t frame[FRAMES_PING], other[64];
	struct flow f;
	uint64_t time;

	ping_make(frame, a, b, 0x123456789abcdef0);
	ck_assert(ping_time(frame, sizeof(frame), &time));
	ck_assert_uint_eq(time, 0x123456789abcdef0);
	ck_assert_mem_eq(frame, b, MAC_SIZE);
	ping_answer(frame);
	ck_assert_mem_eq(frame, a, MAC_SIZE);
	ck_assert_mem_eq(frame + MAC_SIZE, b, MAC_SIZE);
	ck_assert(ping_time(frame, sizeof(frame), &time));
	ck_assert(!ping_time(frame, sizeof(frame) - 1, &time));
	fill();
	flow_init(&f, &c, payload);
	make(&f, other);
	ck_assert(!ping_time(other, sizeof(other), &time));
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ test_segments_merge, 4 },
		{ test_large_is_cut, 1 },
		{ test_udp_is_valid, 1 },
		{ test_ping, 1 },
		{ 0 },
	};

	return check_main_rounds("frames", tests);
}
