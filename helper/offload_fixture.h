/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offload_fixture.h - large frames of random content, and their segments
 *
 * The checksum that judges here is written the slow way of RFC 1071 and
 * shares nothing with the one that is judged.
 */
#ifndef HELPER_OFFLOAD_FIXTURE_H
#define HELPER_OFFLOAD_FIXTURE_H

#include <string.h>

#include "helper/check.h"
#include "helper/inet.h"
#include "helper/offload.h"

#define FRAME_MAX (14 + 65535)
#define ROUNDS	  2000

static inline uint32_t slow_sum(const uint8_t *p, size_t len, uint32_t sum)
{
	size_t i;

	for (i = 0; i < len; i++) {
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static inline unsigned int pick(unsigned int n)
{
	return (unsigned int)rand() % n;
}

static inline void fill(uint8_t *p, size_t len)
{
	while (len--)
		*p++ = (uint8_t)rand();
}

static inline void be16(uint8_t *p, size_t value)
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
static inline size_t make_frame(struct flow *f, uint8_t *frame, size_t payload,
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

static inline uint32_t tcp_sum(const struct flow *f, const uint8_t *frame,
			       size_t len)
{
	const uint8_t *ip = frame + 14;
	uint8_t tail[4] = { 0, 6 };
	uint32_t sum;

	be16(tail + 2, len - f->tcp);
	sum = slow_sum(tail, 4, 0);
	sum = f->ipv6 ? slow_sum(ip + 8, 32, sum) : slow_sum(ip + 12, 8, sum);
	return slow_sum(frame + f->tcp, len - f->tcp, sum);
}

static inline uint32_t seq_of(const struct flow *f, const uint8_t *frame)
{
	const uint8_t *p = frame + f->tcp + 4;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static inline void check_segment(const struct flow *f, const uint8_t *seg,
				 size_t len)
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
static inline unsigned int cut(const struct flow *f, const uint8_t *frame,
			       size_t len, unsigned int size)
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

#endif
