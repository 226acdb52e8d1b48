/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernelcut.c - vmnet-kernelcut: is what we do what the kernel would do?
 *
 * usage: vmnet-kernelcut ROUNDS SEED
 *
 * Theory of operation
 *
 * The kernel's own segmentation is the other implementation of what offload.c
 * and infer.c do.  Random frames are given to it and to us, in a namespace of
 * its own (see wire.h), and what comes out must agree, bit by bit:
 *
 *	cut		segment_next(), for TCP and UDP over IPv4 and IPv6
 *	completed	offload_complete()
 *	merged		merge_append(): the kernel cuts what we have merged, and
 *			that must be what went in
 *	inferred	infer_header(): what the kernel does for the header that
 *			was made up must give the frame that was meant, also
 *			behind VLAN tags and extension headers of IPv6, where
 *			sums and payload are compared
 *
 * No difference is allowed: as the kernel, we let the IPv4 id count up from
 * that of the large frame, and keep FIN and PSH for the last segment, and CWR
 * for the first.  Left out is what the kernel loses or refuses, which is never
 * what it sends: a large frame that is but one segment, and more than 64
 * datagrams in one.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fuzz_frame.h"
#include "helper/inet.h"
#include "helper/infer.h"
#include "helper/linux/wire.h"
#include "helper/offload.h"
#include "helper/util.h"

#define MTU	  1500
#define SEGMENTS  300 /* of one large frame */
#define DATAGRAMS 60  /* Linux refuses above 64, or 128 since 6.9 */
#define MERGEABLE 12  /* flows, the first; see fuzz_frame.c */
#define TCP_FLOWS 14  /* as well */
#define LARGE	  8

static struct wire wire;
static struct fuzz_flows flows;
static uint8_t want[SEGMENTS + 2][2048];
static size_t want_len[SEGMENTS + 2];
static unsigned int n_want;
static unsigned int frames; /* that were compared */
static size_t cut_flows = FUZZ_FLOWS;

static size_t pick(size_t n)
{
	return (size_t)random() % n;
}

static void dump(const char *whose, const uint8_t *p, size_t len)
{
	size_t i;

	fprintf(stderr, "%s, %zu bytes:", whose, len);
	for (i = 0; i < len && i < 100; i++)
		fprintf(stderr, "%s%02x", i % 2 ? "" : " ", p[i]);
	fputc('\n', stderr);
}

/* A correct frame of @flow with up to @most bytes of payload. */
static void make_any(struct fuzz_frame *f, unsigned int flow, size_t most,
		     uint8_t flags)
{
	uint16_t payload = (uint16_t)pick(most);
	/* What, the payload's length, and the flags besides ACK. */
	const uint8_t script[] = { (uint8_t)(flow << 4 | LARGE),
				   (uint8_t)(payload >> 8), (uint8_t)payload,
				   flags };
	struct fuzz_input in = { script, sizeof(script) };

	flows.seq[flow] = (uint32_t)random() << 1;
	flows.id = (uint16_t)random();
	fuzz_frame_make(f, &flows, &in, 0);
	fuzz_check(f->correct);
}

/* As make_any(), with enough payload to be cut. */
static void make(struct fuzz_frame *f, unsigned int flow, size_t most,
		 uint8_t flags)
{
	make_any(f, flow, most, flags);
	while (f->payload < 2) {
		free(f->bytes);
		make_any(f, flow, most, flags);
	}
}

static int put(const struct vnet_header *header, const struct fuzz_frame *f)
{
	const struct iovec iov[2] = {
		{ (void *)(uintptr_t)header, sizeof(*header) },
		{ f->bytes, f->len },
	};

	return wire_put(&wire, iov, 2);
}

static void send_frame(const struct vnet_header *header,
		       const struct fuzz_frame *f)
{
	int err = put(header, f);

	if (err) {
		fprintf(stderr, "the kernel refuses a frame: %s\n",
			strerror(-err));
		dump("frame", f->bytes, f->len);
		exit(EXIT_FAILURE);
	}
}

static void ask_for_checksum(struct vnet_header *header, struct fuzz_frame *f)
{
	size_t offset = f->udp ? UDP_CHECK : TCP_CHECK;

	header->flags = VNET_NEEDS_CSUM;
	header->csum_start = to_le16(f->transport);
	header->csum_offset = to_le16(offset);
	fuzz_put16(f->bytes + f->transport + offset,
		   fuzz_pseudo_sum(f->bytes + ETHER_LEN, f->ipv6,
				   f->udp ? FUZZ_UDP : FUZZ_TCP,
				   f->len - f->transport));
}

/* A header that asks for segments, few enough to be kept. */
static void ask_for_cut(struct vnet_header *header, struct fuzz_frame *f,
			size_t least)
{
	size_t size = least + pick(1400 - least);
	size_t most = f->udp ? DATAGRAMS : SEGMENTS;

	if (f->payload / size >= most)
		size = f->payload / most + 1;
	if (f->payload <= size)
		size = f->payload - 1;
	*header = (struct vnet_header){ 0 };
	ask_for_checksum(header, f);
	header->gso_type = f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
	if (f->udp)
		header->gso_type = VNET_GSO_UDP_L4;
	else if (f->bytes[f->transport + TCP_FLAGS] & 0x80) /* CWR */
		header->gso_type |= VNET_GSO_ECN;
	header->gso_size = to_le16(size);
	header->hdr_len = to_le16(f->headers);
}

static void cut(const struct vnet_header *header, const struct fuzz_frame *f)
{
	uint8_t headers[SEGMENT_HEADERS];
	struct segmenter s;
	struct iovec iov[2];

	fuzz_check(segment_init(&s, header, f->bytes, f->len) == 0);
	for (n_want = 0; segment_next(&s, headers, iov); n_want++) {
		fuzz_check(n_want < ARRAY_SIZE(want));
		memcpy(want[n_want], iov[0].iov_base, iov[0].iov_len);
		memcpy(want[n_want] + iov[0].iov_len, iov[1].iov_base,
		       iov[1].iov_len);
		want_len[n_want] = iov[0].iov_len + iov[1].iov_len;
	}
}

static void compare(const char *what)
{
	uint8_t got[4096];
	unsigned int i;
	int len;

	for (i = 0; i < n_want; i++, frames++) {
		len = wire_get(&wire, got, sizeof(got));
		if (len > 0 && (size_t)len == want_len[i] &&
		    memcmp(got, want[i], want_len[i]) == 0)
			continue;
		fprintf(stderr, "%s: frame %u of %u differs\n", what, i,
			n_want);
		dump("ours", want[i], want_len[i]);
		dump("the kernel's", got, len > 0 ? (size_t)len : 0);
		exit(EXIT_FAILURE);
	}
}

/* Before Linux 6.2 the kernel takes no datagrams that were put together. */
static void probe_udp(void)
{
	struct vnet_header header;
	struct fuzz_frame f;

	make(&f, TCP_FLOWS, 2000, 0);
	ask_for_cut(&header, &f, 1);
	cut(&header, &f);
	if (put(&header, &f) == 0) {
		compare("probe");
	} else {
		puts("this kernel does not cut UDP: not compared");
		cut_flows = TCP_FLOWS;
	}
	free(f.bytes);
}

static void try_cut(void)
{
	struct vnet_header header;
	struct fuzz_frame f;

	make(&f, (unsigned int)pick(cut_flows), FUZZ_FRAME_ROOM,
	     (uint8_t)random());
	ask_for_cut(&header, &f, 1);
	cut(&header, &f);
	send_frame(&header, &f);
	compare("cut");
	free(f.bytes);
}

static void try_completed(void)
{
	struct vnet_header header = { 0 };
	struct fuzz_frame f;

	make(&f, (unsigned int)pick(FUZZ_FLOWS), 1400, (uint8_t)random());
	ask_for_checksum(&header, &f);
	memcpy(want[0], f.bytes, f.len);
	want_len[0] = f.len;
	n_want = 1;
	fuzz_check(offload_complete(&header, want[0], f.len) == 0);
	send_frame(&header, &f);
	compare("completed");
	free(f.bytes);
}

/* Merge what is in want[], in place; a copy of it is kept for later. */
static void merge_all(struct merge *m, struct vnet_header *header)
{
	static uint8_t given[SEGMENTS + 2][2048];
	struct segment seg;
	unsigned int i;

	*m = (struct merge){ .n = 0 };
	for (i = 0; i < n_want; i++) {
		memcpy(given[i], want[i], want_len[i]);
		fuzz_check(segment_parse(&seg, given[i], want_len[i]));
		if (i == 0)
			merge_start(m, &seg);
		else
			fuzz_check(merge_append(m, &seg));
	}
	merge_finish(m, header);
	m->iov[0] = (struct iovec){ header, sizeof(*header) };
}

static void try_merged(void)
{
	static const unsigned int least = FUZZ_FRAME_ROOM / MERGE_PIECES + 1;
	struct vnet_header header;
	struct fuzz_frame f;
	struct merge m;

	/* Neither UDP nor options of IPv4; PSH or not. */
	make(&f, (unsigned int)pick(MERGEABLE), FUZZ_FRAME_ROOM,
	     (uint8_t)(8 * pick(2)));
	ask_for_cut(&header, &f, least);
	cut(&header, &f);
	merge_all(&m, &header);
	fuzz_check(m.n == n_want);
	fuzz_check(wire_put(&wire, m.iov, (int)m.n + 1) == 0);
	compare("merged");
	free(f.bytes);
}

/* The bytes of IP behind one fragment's headers; their place in the whole. */
static size_t read_fragment(const struct fuzz_frame *f, const uint8_t *p,
			    size_t len, size_t *at, bool *more)
{
	size_t headers = f->transport + (f->ipv6 ? 8 : 0);
	unsigned int word;

	if (len < headers || len > ETHER_LEN + MTU) {
		dump("fragment", p, len);
		fuzz_fail(__FILE__, __LINE__, "a fragment of the MTU");
	}
	if (f->ipv6) {
		fuzz_check(p[ETHER_LEN + IPV6_NEXT] == 44);
		fuzz_check(p[f->transport] == FUZZ_UDP);
		word = fuzz_be16(p + f->transport + 2);
		*at = word & ~7u;
		*more = word & 1;
	} else {
		word = fuzz_be16(p + ETHER_LEN + IPV4_FRAGMENT);
		*at = (word & 0x1fff) * 8;
		*more = word & 0x2000;
		fuzz_check(fuzz_sum(p + ETHER_LEN, f->transport - ETHER_LEN,
				    0) == 0xffff);
	}
	return len - headers;
}

/* Put fragments together again: they must be the datagram that was sent. */
static void compare_fragments(const struct fuzz_frame *f)
{
	static uint8_t whole[65536];
	size_t n = 0, at, piece, size = f->len - f->transport;
	uint8_t got[4096];
	bool more = true;
	int len;

	for (; more; n += piece, frames++) {
		len = wire_get(&wire, got, sizeof(got));
		fuzz_check(len > 0);
		piece = read_fragment(f, got, (size_t)len, &at, &more);
		fuzz_check(at == n && n + piece <= sizeof(whole));
		memcpy(whole + n, got + len - piece, piece);
	}
	fuzz_check(n == size);
	fuzz_check(fuzz_transport_sum(f->bytes + ETHER_LEN, f->ipv6, FUZZ_UDP,
				      whole, size) == 0xffff);
	fuzz_check(memcmp(whole + UDP_LEN, f->bytes + f->headers, f->payload) ==
		   0);
}

static void try_inferred(void)
{
	static const struct infer infer = { true, true, MTU };
	struct vnet_header header;
	struct fuzz_frame f;
	size_t len;

	make(&f, (unsigned int)pick(FUZZ_FLOWS), pick(2) ? 2000 : 60000,
	     (uint8_t)random());
	len = f.len;
	fuzz_check(infer_header(&infer, f.bytes, &len, &header) == 0);
	fuzz_check(len == f.len);
	if (header.gso_type == VNET_GSO_UDP) {
		send_frame(&header, &f);
		compare_fragments(&f);
	} else {
		memcpy(want[0], f.bytes, len < 2048 ? len : 2048);
		want_len[0] = len;
		n_want = 1;
		if (header.gso_type != VNET_GSO_NONE)
			cut(&header, &f);
		else
			offload_complete(&header, want[0], len);
		send_frame(&header, &f);
		compare("inferred");
	}
	free(f.bytes);
}

/* What segment_next() does not know; the offset of IP. */
static size_t wrap(struct fuzz_frame *f)
{
	size_t tags = pick(3), i;
	uint8_t *extension, *ip;

	if (f->ipv6 && pick(2)) {
		extension = fuzz_frame_insert(f, ETHER_LEN + IPV6_LEN, 8);
		ip = f->bytes + ETHER_LEN;
		extension[0] = ip[IPV6_NEXT];
		extension[2] = 1; /* padding of 4 bytes */
		extension[3] = 4;
		ip[IPV6_NEXT] = PROTOCOL_DESTINATION;
		fuzz_put16(ip + IPV6_PAYLOAD,
			   fuzz_be16(ip + IPV6_PAYLOAD) + 8u);
	}
	for (i = 0; i < tags; i++) {
		uint8_t *tag = fuzz_frame_insert(f, ETHER_TYPE, VLAN_LEN);

		fuzz_put16(tag, i == 1 ? TYPE_QINQ : TYPE_VLAN);
		fuzz_put16(tag + 2, 5 + i);
	}
	return ETHER_LEN + tags * VLAN_LEN;
}

/* All pieces together must have the payload, each with a correct sum. */
static void compare_wrapped(const struct fuzz_frame *f, size_t ip)
{
	size_t done = 0, piece;
	uint8_t got[4096];
	int len;

	while (done < f->payload) {
		len = wire_get(&wire, got, sizeof(got));
		fuzz_check(len > (int)f->headers);
		fuzz_check((size_t)len <= ip + MTU);
		fuzz_check(memcmp(got, f->bytes, ip) == 0);
		piece = (size_t)len - f->headers;
		fuzz_check(done + piece <= f->payload);
		fuzz_check(memcmp(got + f->headers,
				  f->bytes + f->headers + done, piece) == 0);
		fuzz_check(fuzz_transport_sum(got + ip, f->ipv6,
					      f->udp ? FUZZ_UDP : FUZZ_TCP,
					      got + f->transport,
					      (size_t)len - f->transport) ==
			   0xffff);
		done += piece;
		frames++;
	}
}

static void try_wrapped(void)
{
	static const struct infer infer = { true, true, MTU };
	struct vnet_header header;
	struct fuzz_frame f;
	size_t len, ip;

	make(&f, (unsigned int)pick(FUZZ_FLOWS), 1400, (uint8_t)random());
	if (!f.udp && pick(2)) {
		free(f.bytes);
		make(&f, (unsigned int)pick(TCP_FLOWS), 60000, 0);
	}
	ip = wrap(&f);
	len = f.len;
	fuzz_check(infer_header(&infer, f.bytes, &len, &header) == 0);
	fuzz_check(header.flags == VNET_NEEDS_CSUM && len == f.len);
	send_frame(&header, &f);
	compare_wrapped(&f, ip);
	free(f.bytes);
}

static void run(const char *name, void (*try)(void), uint64_t rounds)
{
	uint64_t i;

	frames = 0;
	for (i = 0; i < rounds; i++)
		try();
	printf("%s: %llu frames, %u compared\n", name,
	       (unsigned long long)rounds, frames);
}

int main(int argc, char *argv[])
{
	uint64_t rounds, seed;
	int err;

	if (argc != 3 || parse_uint(argv[1], 1, 1000000000, &rounds) < 0 ||
	    parse_uint(argv[2], 1, UINT32_MAX, &seed) < 0) {
		fputs("usage: vmnet-kernelcut ROUNDS SEED\n", stderr);
		return EXIT_FAILURE;
	}
	srandom((unsigned int)seed);
	err = wire_open(&wire);
	if (err) {
		fprintf(stderr, "cannot make TAPs and a bridge: %s\n",
			strerror(-err));
		return EXIT_FAILURE;
	}
	probe_udp();
	run("cut", try_cut, rounds);
	run("completed", try_completed, rounds);
	run("merged", try_merged, rounds);
	run("inferred", try_inferred, rounds);
	run("inferred behind tags and extensions", try_wrapped, rounds);
	return EXIT_SUCCESS;
}
