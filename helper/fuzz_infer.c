/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_infer.c - the header a guest left out, of any frame
 *
 * A frame, with VLAN tags and extension headers of IPv6 put into it as the
 * input says, is given to infer_header(), and what its answer asks for is done
 * the slow way.  The frame must then be right: its checksum over what its own
 * headers say is in it, every piece of the MTU at most, no byte lost.  A frame
 * that was whole and correct is never refused while it fits the MTU, and comes
 * out as it went in.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fuzz_frame.h"
#include "helper/inet.h"
#include "helper/infer.h"
#include "helper/sanity.h"

struct subject {
	struct infer infer;
	struct fuzz_frame frame;
	uint8_t *before; /* a copy */
	size_t len;
	size_t tags; /* bytes of VLAN tags put in */
	size_t extension;
};

static void add_extension(struct subject *s, struct fuzz_input *in)
{
	static const uint8_t kinds[] = { 0, 43, 60, 44 };
	size_t len = 8 * (1 + (size_t)fuzz_byte(in) % 3);
	size_t at = ETHER_LEN + IPV6_LEN;
	uint8_t *ip, *extension;
	uint8_t kind = kinds[fuzz_byte(in) % 4];

	if (!s->frame.ipv6 || !s->frame.correct)
		return;
	ip = s->frame.bytes + ETHER_LEN;
	if (fuzz_be16(ip + 4) + len > 65535)
		return;
	extension = fuzz_frame_insert(&s->frame, at, len);
	ip = s->frame.bytes + ETHER_LEN;
	extension[0] = ip[6];
	extension[1] = kind == 44 ? 0 : (uint8_t)(len / 8 - 1);
	ip[6] = kind;
	fuzz_put16(ip + 4, fuzz_be16(ip + 4) + len);
	s->extension = len;
	/* A fragment: what looks like its checksum is none. */
	s->frame.correct = kind != 44;
}

static void add_tags(struct subject *s, struct fuzz_input *in)
{
	uint8_t how = fuzz_byte(in);
	unsigned int n = how % 4;

	for (; n > 0; n--, how >>= 1) {
		uint8_t *tag = fuzz_frame_insert(&s->frame, 12, 4);

		fuzz_put16(tag, how & 4 ? 0x8100 : 0x88a8);
		s->tags += 4;
	}
}

static void make(struct subject *s, struct fuzz_flows *flows,
		 struct fuzz_input *in)
{
	static const unsigned int mtus[] = { 1500, 576, 9000, 80 };
	uint8_t how = fuzz_byte(in);

	memset(s, 0, sizeof(*s));
	s->infer.tso = how & 1;
	s->infer.checksum = how & 2;
	s->infer.mtu = mtus[how >> 2 & 3];
	fuzz_frame_make(&s->frame, flows, in, 0);
	if (how & 0x10)
		add_extension(s, in);
	if (how & 0x20)
		add_tags(s, in);
	/* As a guest leaves it: of the pseudo-header only, or garbage. */
	if (how & 0x40 && s->frame.correct)
		s->frame.bytes[s->frame.transport + (s->frame.udp ? 6 : 16)] ^=
			0x55;
	s->len = s->frame.len;
	s->before = fuzz_alloc(s->len);
	memcpy(s->before, s->frame.bytes, s->len);
}

/* All is as it was, except @n bytes at @at. */
static void check_rest(const struct subject *s, size_t len, size_t at, size_t n)
{
	const uint8_t *p = s->frame.bytes;

	fuzz_check(at + n <= len);
	fuzz_check(memcmp(p, s->before, at) == 0);
	fuzz_check(memcmp(p + at + n, s->before + at + n, s->len - at - n) ==
		   0);
}

/* The slow way of what VNET_NEEDS_CSUM asks for; the sum must be right. */
static void complete(uint8_t *p, size_t len, const struct vnet_header *h,
		     size_t ip)
{
	size_t start = from_le16(h->csum_start);
	bool udp = from_le16(h->csum_offset) == 6;
	bool ipv6 = p[ip] >> 4 == 6;
	size_t said = udp ? fuzz_be16(p + start + 4) : len - start;
	uint32_t sum = ~fuzz_sum(p + start, len - start, 0) & 0xffff;

	fuzz_check(udp || from_le16(h->csum_offset) == 16);
	fuzz_put16(p + start + from_le16(h->csum_offset), sum ? sum : 0xffff);
	fuzz_check(said <= len - start);
	fuzz_check(fuzz_transport_sum(p + ip, ipv6, udp ? FUZZ_UDP : FUZZ_TCP,
				      p + start, said) == 0xffff);
}

/* Where the segmenter understands the frame, it makes good segments of it. */
static void check_segments(const struct subject *s, const struct vnet_header *h,
			   size_t len)
{
	uint8_t headers[SEGMENT_HEADERS], whole[65536];
	size_t done = from_le16(h->hdr_len);
	struct segmenter seg;
	struct iovec iov[2];

	if (s->tags || s->extension || !s->frame.correct)
		return;
	fuzz_check(segment_init(&seg, h, s->frame.bytes, len) == 0);
	while (segment_next(&seg, headers, iov)) {
		size_t n = iov[0].iov_len + iov[1].iov_len;

		fuzz_check(n <= ETHER_LEN + s->infer.mtu);
		memcpy(whole, iov[0].iov_base, iov[0].iov_len);
		memcpy(whole + iov[0].iov_len, iov[1].iov_base, iov[1].iov_len);
		fuzz_check(fuzz_transport_sum(whole + ETHER_LEN, seg.ipv6,
					      FUZZ_TCP, whole + seg.transport,
					      n - seg.transport) == 0xffff);
		fuzz_check(!memcmp(iov[1].iov_base, s->before + done,
				   iov[1].iov_len));
		done += iov[1].iov_len;
	}
	fuzz_check(done == len);
}

static void check_cut(const struct subject *s, const struct vnet_header *h,
		      size_t len, size_t ip)
{
	size_t start = from_le16(h->csum_start), size = from_le16(h->gso_size);
	size_t headers = from_le16(h->hdr_len);

	fuzz_check(s->infer.tso);
	fuzz_check(len - ip > s->infer.mtu);
	fuzz_check(size > 0 && headers <= len);
	if (h->gso_type == VNET_GSO_UDP) { /* fragments, RFC 791 and 8200 */
		fuzz_check(size % 8 == 0);
		/* Of IPv6, each fragment has a header that says so. */
		fuzz_check(start - ip + size +
				   (s->frame.bytes[ip] >> 4 == 6 ? 8 : 0) <=
			   s->infer.mtu);
		fuzz_check(headers == start + 8);
		return;
	}
	fuzz_check(h->gso_type == (s->frame.bytes[ip] >> 4 == 6
					   ? VNET_GSO_TCPV6
					   : VNET_GSO_TCPV4));
	fuzz_check(headers - ip + size == s->infer.mtu);
	check_segments(s, h, len);
}

static void check_answer(struct subject *s, const struct vnet_header *h,
			 size_t len)
{
	static const struct vnet_header none;
	size_t at, ip = ETHER_LEN;

	if (memcmp(h, &none, sizeof(none)) == 0) {
		fuzz_check(len == s->len);
		check_rest(s, len, 0, 0);
		return;
	}
	fuzz_check(h->flags == VNET_NEEDS_CSUM && len <= s->len);
	while (fuzz_be16(s->before + ip - 2) == 0x8100 ||
	       fuzz_be16(s->before + ip - 2) == 0x88a8)
		ip += 4;
	at = (size_t)from_le16(h->csum_start) + from_le16(h->csum_offset);
	check_rest(s, len, at, 2);
	if (h->gso_type != VNET_GSO_NONE)
		check_cut(s, h, len, ip);
	else
		fuzz_check(s->infer.checksum && len - ip <= s->infer.mtu);
	complete(s->frame.bytes, len, h, ip);
}

/* A frame of which all is known must get what the guest may expect. */
static void check_correct(const struct subject *s, const struct vnet_header *h,
			  int err)
{
	const uint8_t *ip = s->before + ETHER_LEN + s->tags;
	size_t size;

	if (!s->frame.correct || s->tags > 8)
		return;
	size = s->frame.ipv6 ? 40u + fuzz_be16(ip + 4) : fuzz_be16(ip + 2);
	if (size > s->infer.mtu) {
		fuzz_check(s->infer.tso || err == -EINVAL);
		/* 80 bytes have room for some headers and not for others. */
		fuzz_check(!s->infer.tso || s->infer.mtu < 576 || !err);
		return;
	}
	fuzz_check(err == 0);
	fuzz_check(h->flags == (s->infer.checksum ? VNET_NEEDS_CSUM : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct fuzz_flows flows = { 0 };
	struct vnet_header header;
	struct subject s;
	size_t len;
	int err;

	while (in.left) {
		make(&s, &flows, &in);
		len = s.len;
		if (sanity_check(s.frame.bytes, len) == SANITY_OK) {
			err = infer_header(&s.infer, s.frame.bytes, &len,
					   &header);
			fuzz_check(err == 0 || err == -EINVAL);
			check_correct(&s, &header, err);
			if (!err)
				check_answer(&s, &header, len);
		}
		free(s.frame.bytes);
		free(s.before);
	}
	return 0;
}
