/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_frame.c - frames for fuzz targets */

#include <stdlib.h>
#include <string.h>

#include "helper/fuzz_frame.h"

#define ETHER  14
#define ACK    0x10
#define PERIOD 4093

/* What the first byte of a description says, besides the flow. */
#define WHAT_RAW     1
#define WHAT_EDITED  2
#define WHAT_PADDED  4
#define WHAT_LARGE   8
#define WHAT_FLOW(b) ((b) >> 4)

/* What a flow is made of. */
#define FLOW_IPV6(f)	    ((f)&1)
#define FLOW_TCP_OPTIONS(f) ((f)&2)
#define FLOW_HUGE(f)	    ((f) >> 1 == 2 || (f) == 14)
#define FLOW_ECN(f)	    ((f)&8)
#define FLOW_IP_OPTIONS(f)  ((f) == 12)
#define FLOW_UDP(f)	    ((f) >= 14)

uint32_t fuzz_sum(const uint8_t *p, size_t len, uint32_t sum)
{
	uint64_t all = sum;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		all += fuzz_be16(p + i);
	if (i < len)
		all += (uint64_t)p[i] << 8;
	while (all > 0xffff)
		all = (all & 0xffff) + (all >> 16);
	return (uint32_t)all;
}

uint32_t fuzz_pseudo_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			 size_t len)
{
	uint8_t tail[4] = { 0, protocol };
	uint32_t sum;

	fuzz_put16(tail + 2, len);
	sum = fuzz_sum(tail, 4, 0);
	return ipv6 ? fuzz_sum(ip + 8, 32, sum) : fuzz_sum(ip + 12, 8, sum);
}

uint32_t fuzz_transport_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			    const uint8_t *header, size_t len)
{
	return fuzz_sum(header, len, fuzz_pseudo_sum(ip, ipv6, protocol, len));
}

static uint8_t protocol_of(const struct fuzz_frame *f)
{
	return f->udp ? FUZZ_UDP : FUZZ_TCP;
}

static void write_ip(const struct fuzz_frame *f, uint8_t *p, unsigned int flow,
		     uint16_t id)
{
	uint8_t *ip = p + ETHER;

	memset(p, 0x52, 12);
	p[5] = (uint8_t)flow;
	fuzz_put16(p + 12, f->ipv6 ? 0x86dd : 0x0800);
	if (f->ipv6) {
		ip[0] = 0x60;
		ip[1] = FLOW_ECN(flow) ? 0x20 : 0;
		fuzz_put16(ip + 4, f->len - ETHER - 40);
		ip[6] = protocol_of(f);
		ip[7] = 64;
		ip[8] = 0xfd;
		ip[24] = 0xfd;
		return;
	}
	ip[0] = (uint8_t)(0x40 | (f->transport - ETHER) / 4);
	ip[1] = FLOW_ECN(flow) ? 2 : 0;
	fuzz_put16(ip + 2, f->len - ETHER);
	fuzz_put16(ip + 4, id);
	ip[6] = 0x40;
	ip[8] = 64;
	ip[9] = protocol_of(f);
	ip[12] = 10;
	ip[16] = 11;
	memset(ip + 20, 1, f->transport - ETHER - 20); /* no operation */
}

/*
 * The payload follows from the place in the flow, so that a swap is seen; a
 * prime period, so that it is seen at any distance.
 */
static void write_payload(uint8_t *p, size_t len, uint32_t seq)
{
	static uint8_t pattern[PERIOD + FUZZ_FRAME_ROOM];
	static bool made;
	size_t i;

	for (i = 0; !made && i < sizeof(pattern); i++)
		pattern[i] = (uint8_t)((i % PERIOD + 1) * 73 >> 3);
	made = true;
	memcpy(p, pattern + seq % PERIOD, len);
}

static void write_transport(const struct fuzz_frame *f, uint8_t *p,
			    unsigned int flow, uint32_t seq, uint8_t flags)
{
	uint8_t *tcp = p + f->transport;

	fuzz_put16(tcp, 1000 + flow);
	fuzz_put16(tcp + 2, 5201);
	write_payload(p + f->headers, f->payload, seq);
	if (f->udp) {
		fuzz_put16(tcp + 4, 8 + f->payload);
		return;
	}
	fuzz_put16(tcp + 4, seq >> 16);
	fuzz_put16(tcp + 6, seq & 0xffff);
	tcp[12] = (uint8_t)((f->headers - f->transport) / 4 << 4);
	tcp[13] = flags;
	tcp[14] = 1;
	memset(tcp + 20, 1, f->headers - f->transport - 20); /* no operation */
}

static void write_sums(const struct fuzz_frame *f, uint8_t *p)
{
	uint8_t *ip = p + ETHER, *header = p + f->transport;
	uint8_t *field = header + (f->udp ? 6 : 16);
	uint32_t sum;

	if (!f->ipv6) {
		fuzz_put16(ip + 10, 0);
		sum = fuzz_sum(ip, f->transport - ETHER, 0);
		fuzz_put16(ip + 10, ~sum & 0xffff);
	}
	fuzz_put16(field, 0);
	sum = ~fuzz_transport_sum(ip, f->ipv6, protocol_of(f), header,
				  f->len - f->transport) &
	      0xffff;
	fuzz_put16(field, f->udp && !sum ? 0xffff : sum);
}

void fuzz_frame_edit(struct fuzz_input *in, uint8_t *bytes, size_t len)
{
	unsigned int i, n = fuzz_byte(in) % 4 + 1u;
	size_t at;

	for (i = 0; i < n; i++) {
		/* Most of what matters is in the headers. */
		at = fuzz_byte(in);
		if (at >= 128)
			at = fuzz_word(in);
		bytes[at % len] ^= fuzz_byte(in);
	}
}

static void make_raw(struct fuzz_frame *f, struct fuzz_input *in, size_t front)
{
	f->len = ETHER + (size_t)fuzz_byte(in);
	f->bytes = fuzz_alloc(front + f->len);
	fuzz_copy(in, f->bytes + front, f->len);
}

static void make_segment(struct fuzz_frame *f, struct fuzz_flows *flows,
			 struct fuzz_input *in, uint8_t what)
{
	unsigned int flow = WHAT_FLOW(what);
	size_t most = 128; /* short ones say as much, and take less time */
	size_t padding = 0;
	uint8_t flags, *p;

	if (what & WHAT_LARGE)
		most = FLOW_HUGE(flow) ? FUZZ_FRAME_ROOM : 3000;
	f->ipv6 = FLOW_IPV6(flow);
	f->udp = FLOW_UDP(flow);
	f->transport = ETHER + (f->ipv6 ? 40u : 20u) +
		       (FLOW_IP_OPTIONS(flow) ? 8u : 0);
	f->headers = f->transport + 20 + (FLOW_TCP_OPTIONS(flow) ? 12u : 0);
	if (f->udp)
		f->headers = f->transport + 8;
	f->payload = fuzz_word(in) % most;
	f->len = f->headers + f->payload;
	flags = ACK ^ fuzz_byte(in);
	if (what & WHAT_PADDED)
		padding = fuzz_byte(in) % 32;
	f->bytes = fuzz_alloc(f->front + f->len + padding);
	p = f->bytes + f->front;
	write_ip(f, p, flow, flows->id++);
	write_transport(f, p, flow, flows->seq[flow], flags);
	flows->seq[flow] += (uint32_t)f->payload;
	f->correct = true;
	if (what & WHAT_EDITED) {
		bool again = fuzz_byte(in) & 1;

		fuzz_frame_edit(in, p, f->len);
		f->correct = false;
		if (again)
			write_sums(f, p);
	} else {
		write_sums(f, p);
	}
	memset(p + f->len, 0xee, padding);
	f->len += padding;
}

void fuzz_frame_make(struct fuzz_frame *frame, struct fuzz_flows *flows,
		     struct fuzz_input *in, size_t front)
{
	uint8_t what = fuzz_byte(in);

	*frame = (struct fuzz_frame){ .front = front };
	if (what & WHAT_RAW)
		make_raw(frame, in, front);
	else
		make_segment(frame, flows, in, what);
}

uint8_t *fuzz_frame_insert(struct fuzz_frame *f, size_t at, size_t n)
{
	uint8_t *bytes = fuzz_alloc(f->len + n);

	memcpy(bytes, f->bytes, at);
	memcpy(bytes + at + n, f->bytes + at, f->len - at);
	free(f->bytes);
	f->bytes = bytes;
	f->len += n;
	f->transport += n;
	f->headers += n;
	return bytes + at;
}
