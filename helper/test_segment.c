/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_segment.c - segments cut from large frames, and those found in frames */

#include <string.h>

#include "helper/check.h"
#include "helper/inet.h"
#include "helper/offload.h"
#include "helper/offload_fixture.h"

START_TEST(segments_are_valid_and_complete)
{
	static uint8_t frame[FRAME_MAX];
	int round;

	srand(2);
	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 536 + pick(913), i, n;
		size_t payload = 1 + pick(60000), done = 0, len;
		uint8_t flags = (uint8_t)(0x10 | (rand() & 0xc9));
		struct flow f;

		if (payload / size >= MERGE_PIECES)
			payload = (size_t)size * MERGE_PIECES;
		len = make_frame(&f, frame, payload, flags);
		n = cut(&f, frame, len, size);
		ck_assert_uint_eq(n, (payload + size - 1) / size);
		for (i = 0; i < n; i++) {
			const uint8_t *seg = segments[i];
			uint8_t got = seg[f.tcp + 13], want = flags;

			check_segment(&f, seg, lengths[i]);
			ck_assert_uint_eq(seq_of(&f, seg),
					  seq_of(&f, frame) + (uint32_t)done);
			if (i + 1 < n)
				want &= (uint8_t)~0x09; /* FIN, PSH */
			if (i > 0)
				want &= 0x7f; /* CWR */
			ck_assert_uint_eq(got, want);
			ck_assert_mem_eq(seg + f.headers,
					 frame + f.headers + done,
					 lengths[i] - f.headers);
			ck_assert_mem_eq(seg + f.tcp + 20, frame + f.tcp + 20,
					 f.headers - f.tcp - 20);
			done += lengths[i] - f.headers;
			if (!f.ipv6)
				ck_assert_uint_eq(
					(uint16_t)(seg[18] << 8 | seg[19]),
					(uint16_t)((frame[18] << 8 |
						    frame[19]) +
						   i));
		}
		ck_assert_uint_eq(done, payload);
	}
}
END_TEST

/* Datagrams of one size, and a shorter last one. */
START_TEST(datagrams_are_valid_and_complete)
{
	static uint8_t frame[FRAME_MAX], got[FRAME_MAX];
	uint8_t headers[SEGMENT_HEADERS];
	struct segmenter s;
	struct iovec iov[2];
	int i;

	srand(6);
	for (i = 0; i < ROUNDS; i++) {
		size_t payload = 1 + pick(30000), done = 0, n, chunk;
		unsigned int size = 1 + pick(1400);
		const struct vnet_header header = {
			.flags = VNET_NEEDS_CSUM,
			.gso_type = VNET_GSO_UDP_L4,
			.gso_size = to_le16(size),
		};
		struct flow f;
		size_t len = make_frame(&f, frame, payload, 0), udp = f.tcp;

		/* The same as TCP but for its header. */
		frame[f.ipv6 ? 20 : 23] = 17;
		ck_assert_int_eq(segment_init(&s, &header, frame, len), 0);
		payload = len - udp - 8;
		for (n = 0; segment_next(&s, headers, iov); n++) {
			const uint8_t tail[4] = { 0, 17 };
			uint32_t sum;

			chunk = iov[1].iov_len;
			ck_assert_uint_eq(iov[0].iov_len, udp + 8);
			ck_assert_uint_eq(chunk, payload - done < size
							 ? payload - done
							 : size);
			memcpy(got, iov[0].iov_base, udp + 8);
			memcpy(got + udp + 8, iov[1].iov_base, chunk);
			ck_assert_mem_eq(got + udp + 8, frame + udp + 8 + done,
					 chunk);
			ck_assert_uint_eq(got[udp + 4] << 8 | got[udp + 5],
					  8 + chunk);
			sum = slow_sum(tail, 4, (uint32_t)(8 + chunk));
			sum = f.ipv6 ? slow_sum(got + 22, 32, sum)
				     : slow_sum(got + 26, 8, sum);
			ck_assert_uint_eq(slow_sum(got + udp, 8 + chunk, sum),
					  0xffff);
			if (!f.ipv6)
				ck_assert_uint_eq(slow_sum(got + 14, 20, 0),
						  0xffff);
			done += chunk;
		}
		ck_assert_uint_eq(done, payload);
	}
}
END_TEST

/* A checksum of 0 would say that there is none, RFC 768: it is sent as 0xffff.
 */
START_TEST(udp_checksum_is_never_zero)
{
	static uint8_t frame[FRAME_MAX];
	const struct vnet_header header = {
		.flags = VNET_NEEDS_CSUM,
		.gso_type = VNET_GSO_UDP_L4,
		.gso_size = to_le16(100),
	};
	uint8_t headers[SEGMENT_HEADERS], *word;
	struct segmenter s;
	struct iovec iov[2];
	int i;

	srand(8);
	for (i = 0; i < 100; i++) {
		struct flow f;
		size_t len = make_frame(&f, frame, 300, 0);
		uint16_t sum;

		frame[f.ipv6 ? 20 : 23] = 17;
		word = frame + f.tcp + 8; /* of the first datagram */
		be16(word, 0);
		ck_assert_int_eq(segment_init(&s, &header, frame, len), 0);
		ck_assert(segment_next(&s, headers, iov));
		memcpy(&sum, headers + f.tcp + 6, 2);
		/* The complement of the rest makes the sum 0xffff. */
		memcpy(word, &sum, 2);
		ck_assert_int_eq(segment_init(&s, &header, frame, len), 0);
		ck_assert(segment_next(&s, headers, iov));
		ck_assert_mem_eq(headers + f.tcp + 6, "\xff\xff", 2);
	}
}
END_TEST

START_TEST(padding_is_not_payload)
{
	static uint8_t frame[FRAME_MAX];
	struct segment seg;
	struct flow f;
	size_t len;

	srand(6);
	len = make_frame(&f, frame, 1, 0x18);
	ck_assert(segment_parse(&seg, frame, len + 20));
	ck_assert_uint_eq(seg.payload, 1);
	ck_assert(!segment_parse(&seg, frame, len - 1));
}
END_TEST

/* Whatever a guest sends: no byte outside the frame is touched (ASan). */
START_TEST(random_frames_are_harmless)
{
	int round;

	srand(7);
	for (round = 0; round < 20 * ROUNDS; round++) {
		size_t len = pick(200), limit;
		struct vnet_header header;
		struct segmenter s;
		struct segment seg;
		struct flow f;
		uint8_t whole[400], headers[SEGMENT_HEADERS], *exact;
		struct iovec iov[2];
		int i;

		make_frame(&f, whole, 200, 0x10);
		for (i = (int)pick(5); i > 0; i--)
			whole[pick(80)] = (uint8_t)rand();
		exact = malloc(len + 1);
		memcpy(exact, whole, len);
		if (segment_parse(&seg, exact, len))
			ck_assert_uint_le(seg.headers + seg.payload, len);
		fill((uint8_t *)&header, sizeof(header));
		header.gso_type = pick(2) ? VNET_GSO_TCPV4 : VNET_GSO_TCPV6;
		offload_complete(&header, exact, len);
		memcpy(exact, whole, len);
		limit = 70000;
		if (segment_init(&s, &header, exact, len) == 0) {
			while (limit-- && segment_next(&s, headers, iov))
				;
		}
		ck_assert_uint_gt(limit, 0);
		free(exact);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		segments_are_valid_and_complete,
		datagrams_are_valid_and_complete,
		udp_checksum_is_never_zero,
		padding_is_not_payload,
		random_frames_are_harmless,
		NULL,
	};

	return check_main("segment", tests);
}
