/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_offload.c - cutting and merging frames
 *
 * The checksum that judges here is written the slow way of RFC 1071 and
 * shares nothing with the one that is judged.
 */

#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "helper/checksum.h"
#include "helper/inet.h"
#include "helper/offload.h"
#include "helper/util.h"

#define FRAME_MAX (14 + 65535)
#define ROUNDS	  2000

static uint32_t slow_sum(const uint8_t *p, size_t len, uint32_t sum)
{
	size_t i;

	for (i = 0; i < len; i++) {
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static unsigned int pick(unsigned int n)
{
	return (unsigned int)rand() % n;
}

static void fill(uint8_t *p, size_t len)
{
	while (len--)
		*p++ = (uint8_t)rand();
}

static void be16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

struct flow {
	bool ipv6;
	size_t tcp;	/* offset */
	size_t headers; /* bytes */
};

/* A large frame with random addresses, options and payload. */
static size_t make_frame(struct flow *f, uint8_t *frame, size_t payload,
			 uint8_t flags)
{
	uint8_t *ip = frame + 14, *tcp;
	size_t ip_len, tcp_len;

	f->ipv6 = pick(2);
	ip_len = f->ipv6 ? 40 : 20;
	f->tcp = 14 + ip_len;
	tcp_len = 20 + 4 * (size_t)pick(11);
	f->headers = f->tcp + tcp_len;
	fill(frame, f->headers + payload);
	be16(frame + 12, f->ipv6 ? 0x86dd : 0x0800);
	if (f->ipv6) {
		ip[0] = 0x60;
		be16(ip + 4, tcp_len + payload);
		ip[6] = 6;
	} else {
		ip[0] = 0x45;
		be16(ip + 2, ip_len + tcp_len + payload);
		be16(ip + 6, 0x4000);
		ip[9] = 6;
		be16(ip + 10, 0);
		be16(ip + 10, ~slow_sum(ip, 20, 0) & 0xffff);
	}
	tcp = frame + f->tcp;
	tcp[12] = (uint8_t)(tcp_len / 4 << 4);
	tcp[13] = flags;
	return f->headers + payload;
}

static uint32_t tcp_sum(const struct flow *f, const uint8_t *frame, size_t len)
{
	const uint8_t *ip = frame + 14;
	uint8_t tail[4] = { 0, 6 };
	uint32_t sum;

	be16(tail + 2, len - f->tcp);
	sum = slow_sum(tail, 4, 0);
	sum = f->ipv6 ? slow_sum(ip + 8, 32, sum) : slow_sum(ip + 12, 8, sum);
	return slow_sum(frame + f->tcp, len - f->tcp, sum);
}

static uint32_t seq_of(const struct flow *f, const uint8_t *frame)
{
	const uint8_t *p = frame + f->tcp + 4;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static void check_segment(const struct flow *f, const uint8_t *seg, size_t len)
{
	const uint8_t *ip = seg + 14;

	ck_assert_uint_eq(tcp_sum(f, seg, len), 0xffff);
	if (f->ipv6) {
		ck_assert_uint_eq(ip[4] << 8 | ip[5], len - 54);
	} else {
		ck_assert_uint_eq(slow_sum(ip, 20, 0), 0xffff);
		ck_assert_uint_eq(ip[2] << 8 | ip[3], len - 14);
	}
}

static uint8_t segments[MERGE_PIECES][2048];
static size_t lengths[MERGE_PIECES];

/* Cut @frame into segments[]; how many. */
static unsigned int cut(const struct flow *f, const uint8_t *frame, size_t len,
			unsigned int size)
{
	const struct vnet_header header = {
		.flags = VNET_NEEDS_CSUM,
		.gso_type = f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4,
		.gso_size = to_le16(size),
	};
	uint8_t headers[SEGMENT_HEADERS];
	struct segmenter s;
	struct iovec iov[2];
	unsigned int n;

	ck_assert_int_eq(segment_init(&s, &header, frame, len), 0);
	for (n = 0; segment_next(&s, headers, iov); n++) {
		ck_assert_uint_lt(n, MERGE_PIECES);
		memcpy(segments[n], iov[0].iov_base, iov[0].iov_len);
		memcpy(segments[n] + iov[0].iov_len, iov[1].iov_base,
		       iov[1].iov_len);
		lengths[n] = iov[0].iov_len + iov[1].iov_len;
	}
	return n;
}

START_TEST(checksum_variants_agree)
{
	static uint8_t data[70000];
	int i;

	srand(1);
	fill(data, sizeof(data));
	memset(data + 1000, 0xff, 20000); /* carries */
	for (i = 0; i < ROUNDS; i++) {
		size_t start = pick(64), len = pick(4096);
		uint8_t want[2];
		uint16_t a, b;

		if (i % 50 == 0)
			len = pick(sizeof(data) - 64);
		be16(want, slow_sum(data + start, len, 0));
		a = checksum_fold(checksum_add(data + start, len, 0));
		b = checksum_fold(checksum_add_scalar(data + start, len, 0));
		ck_assert_mem_eq(&a, want, 2);
		ck_assert_mem_eq(&b, want, 2);
	}
}
END_TEST

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
		checksum_variants_agree,
		segments_are_valid_and_complete,
		datagrams_are_valid_and_complete,
		udp_checksum_is_never_zero,
		merging_undoes_cutting,
		only_what_belongs_together_is_merged,
		broken_first_frame_is_not_merged,
		padding_is_not_payload,
		random_frames_are_harmless,
		NULL,
	};

	return check_main("offload", tests);
}
