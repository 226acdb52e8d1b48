/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_cutter.c - frames of the network on their way to a guest
 *
 * Each datagram must be, bit by bit, what a slow model makes of the frame that
 * is next: itself, its checksum completed where the guest's kind asks for it,
 * or its next segment.  None is longer than the guest takes; none is missing
 * without being counted, and no correct frame is refused.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/cutter.h"
#include "helper/fuzz_frame.h"
#include "helper/inet.h"

#define FRAMES 100
#define ETHER  14
#define HEADER sizeof(struct vnet_header)

struct pending {
	uint8_t *given;	   /* with its header; may be changed */
	uint8_t *original; /* the frame alone */
	size_t len;
	struct vnet_header header;
	size_t sent;	/* bytes of payload */
	unsigned int n; /* segments made */
	bool done;	/* also when dropped */
};

static struct pending queue[FRAMES];
static int n_queue, head;
static unsigned int max_frame;
static enum guest_frames kind;
static uint8_t script; /* what the VM does, bit by bit: 1 is too slow */
static int life;       /* batches until it is gone; -1: it stays */
static bool gone;
static struct stats counted;

/* What a frame to be cut consists of. */
struct parts {
	bool ipv6;
	bool udp;
	size_t transport; /* offset */
	size_t payload;	  /* offset */
	size_t end;	  /* offset of what follows the IP datagram */
};

static uint8_t gso_type(const struct pending *p)
{
	return p->header.gso_type & (uint8_t)~VNET_GSO_ECN;
}

/* The cutter must refuse what is not what its header says. */
static void find_parts(const struct pending *p, struct parts *parts)
{
	const uint8_t *frame = p->original, *ip = frame + ETHER;

	parts->ipv6 = fuzz_be16(frame + 12) == 0x86dd;
	parts->udp = gso_type(p) == VNET_GSO_UDP_L4;
	parts->transport = ETHER + (parts->ipv6 ? 40u : (ip[0] & 15) * 4u);
	parts->end = ETHER + (parts->ipv6 ? 40u + fuzz_be16(ip + 4)
					  : fuzz_be16(ip + 2));
	fuzz_check(parts->end <= p->len);
	fuzz_check(parts->udp || gso_type(p) == (parts->ipv6 ? VNET_GSO_TCPV6
							     : VNET_GSO_TCPV4));
	fuzz_check(ip[parts->ipv6 ? 6 : 9] ==
		   (parts->udp ? FUZZ_UDP : FUZZ_TCP));
	parts->payload = parts->transport + 8;
	if (!parts->udp) {
		fuzz_check(frame[parts->transport + 12] >> 4 >= 5);
		parts->payload = parts->transport +
				 (frame[parts->transport + 12] >> 4) * 4u;
	}
	fuzz_check(parts->payload <= parts->end);
}

static void write_ip(const struct pending *p, const struct parts *parts,
		     uint8_t *ip, size_t chunk)
{
	size_t headers = parts->payload - ETHER;

	if (parts->ipv6) {
		fuzz_put16(ip + 4, headers - 40 + chunk);
		return;
	}
	fuzz_put16(ip + 2, headers + chunk);
	fuzz_put16(ip + 4, fuzz_be16(ip + 4) + p->n);
	fuzz_put16(ip + 10, 0);
	fuzz_put16(ip + 10,
		   ~fuzz_sum(ip, parts->transport - ETHER, 0) & 0xffff);
}

static void write_tcp(const struct pending *p, uint8_t *tcp, bool last)
{
	uint32_t seq = (uint32_t)fuzz_be16(tcp + 4) << 16 | fuzz_be16(tcp + 6);

	seq += (uint32_t)p->sent;
	fuzz_put16(tcp + 4, seq >> 16);
	fuzz_put16(tcp + 6, seq & 0xffff);
	if (!last)
		tcp[13] &= 0xf6; /* no FIN, no PSH */
	if (p->n)
		tcp[13] &= 0x7f; /* no CWR */
}

static void write_sum(const struct parts *parts, uint8_t *out, size_t chunk)
{
	uint8_t *header = out + parts->transport;
	uint8_t *field = header + (parts->udp ? 6 : 16);
	uint32_t sum;

	fuzz_put16(field, 0);
	sum = ~fuzz_transport_sum(out + ETHER, parts->ipv6,
				  parts->udp ? FUZZ_UDP : FUZZ_TCP, header,
				  parts->payload - parts->transport + chunk) &
	      0xffff;
	fuzz_put16(field, parts->udp && !sum ? 0xffff : sum);
}

/* The next segment of a large frame; its length. */
static size_t model_segment(struct pending *p, uint8_t *out)
{
	size_t chunk = from_le16(p->header.gso_size), left;
	struct parts parts;

	find_parts(p, &parts);
	left = parts.end - parts.payload - p->sent;
	chunk = left < chunk ? left : chunk;
	memcpy(out, p->original, parts.payload);
	memcpy(out + parts.payload, p->original + parts.payload + p->sent,
	       chunk);
	write_ip(p, &parts, out + ETHER, chunk);
	if (parts.udp)
		fuzz_put16(out + parts.transport + 4, 8 + chunk);
	else
		write_tcp(p, out + parts.transport, chunk == left);
	write_sum(&parts, out, chunk);
	p->sent += chunk;
	p->n++;
	p->done = chunk == left;
	return parts.payload + chunk;
}

/* Who gets no header must get its checksums, unless it asked for neither. */
static bool is_completed(const struct vnet_header *h)
{
	return h->flags & VNET_NEEDS_CSUM &&
	       (kind == GUEST_PLAIN || kind == GUEST_LARGE);
}

static size_t model_whole(struct pending *p, uint8_t *out)
{
	const struct vnet_header *h = &p->header;
	size_t start = from_le16(h->csum_start);
	size_t at = start + from_le16(h->csum_offset);
	uint32_t sum;

	memcpy(out, p->original, p->len);
	p->done = true;
	if (!is_completed(h))
		return p->len;
	fuzz_check(at + 2 <= p->len);
	sum = ~fuzz_sum(out + start, p->len - start, 0);
	fuzz_put16(out + at, sum & 0xffff ? sum & 0xffff : 0xffff);
	return p->len;
}

/* A plain guest gets no large frame, and nobody several datagrams as one. */
static bool is_cut(const struct vnet_header *h, size_t len)
{
	if (h->gso_type == VNET_GSO_NONE)
		return false;
	return kind == GUEST_PLAIN || h->gso_type == VNET_GSO_UDP_L4 ||
	       len > max_frame;
}

/* What the datagram must be; its length. */
static size_t model(struct pending *p, uint8_t *out)
{
	size_t front = kind == GUEST_HEADER ? HEADER : 0, len;

	if (is_cut(&p->header, p->len)) {
		memset(out, 0, front);
		len = model_segment(p, out + front);
	} else {
		memcpy(out, &p->header, front);
		len = model_whole(p, out + front);
	}
	fuzz_check(len <= max_frame);
	return front + len;
}

static size_t check_datagram(const struct datagram *d)
{
	static uint8_t want[HEADER + 2 * 65536];
	size_t first = d->iov[0].iov_len, second = d->iov[1].iov_len, len;

	while (head < n_queue && queue[head].done)
		head++;
	fuzz_check(head < n_queue);
	len = model(&queue[head], want);
	fuzz_check(first + second == len);
	fuzz_check(memcmp(d->iov[0].iov_base, want, first) == 0);
	fuzz_check(!second ||
		   memcmp(d->iov[1].iov_base, want + first, second) == 0);
	return len;
}

int guest_send(struct guest *guest, const struct datagram *frames, int n,
	       uint64_t *waits)
{
	int i, sent = n;
	size_t len;

	(void)guest;
	fuzz_check(!gone);
	fuzz_check(n >= 1 && n <= NIC_BATCH);
	stats_add(&counted.fast, 1);
	if (life == 0) {
		gone = true;
		return -ECONNRESET;
	}
	if (life > 0)
		life--;
	script = (uint8_t)(script >> 1 | script << 7);
	if (script & 1) { /* a VM that does not read */
		sent = n * (script >> 4) / 16;
		*waits += 1;
		stats_add(&counted.slow, 1);
	}
	for (i = 0; i < n; i++) {
		len = check_datagram(&frames[i]);
		if (i < sent) {
			stats_add(&counted.packets, 1);
			stats_add(&counted.bytes, len);
		} else {
			stats_add(&counted.drops[DROP_FULL], 1);
		}
	}
	return sent;
}

static uint8_t type_of(const struct fuzz_frame *f)
{
	if (f->udp)
		return VNET_GSO_UDP_L4;
	return f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
}

/* A header that fits the frame, with what the input says changed. */
static void make_header(struct vnet_header *h, const struct fuzz_frame *f,
			struct fuzz_input *in)
{
	uint8_t how = fuzz_byte(in);

	*h = (struct vnet_header){ 0 };
	if (f->correct && how & 1) {
		h->gso_type = type_of(f);
		h->gso_size = to_le16(fuzz_word(in));
		h->hdr_len = to_le16(f->headers);
		if (how & 2)
			h->gso_type |= VNET_GSO_ECN;
	}
	if (how & 4) {
		h->flags = VNET_NEEDS_CSUM;
		h->csum_start = to_le16(f->transport);
		h->csum_offset = to_le16(f->udp ? 6 : 16);
	}
	if (how & 8)
		fuzz_frame_edit(in, (uint8_t *)h, sizeof(*h));
}

/* May it be refused?  Not a correct one that fits. */
static bool may_drop(const struct fuzz_frame *f, const struct vnet_header *h)
{
	size_t at =
		(size_t)from_le16(h->csum_start) + from_le16(h->csum_offset);

	if (!is_cut(h, f->len))
		return f->len > max_frame ||
		       (is_completed(h) && at + 2 > f->len);
	return !f->correct || (h->gso_type & 0x7f) != type_of(f) ||
	       !h->gso_size || f->headers + from_le16(h->gso_size) > max_frame;
}

static void add(struct cutter *c, struct fuzz_flows *flows,
		struct fuzz_input *in)
{
	struct pending *p = &queue[n_queue];
	struct stats *stats = c->stats;
	struct fuzz_frame f;
	uint64_t dropped;
	int err;

	fuzz_frame_make(&f, flows, in, HEADER);
	*p = (struct pending){ .given = f.bytes, .len = f.len };
	make_header(&p->header, &f, in);
	memcpy(f.bytes, &p->header, HEADER);
	p->original = fuzz_alloc(f.len);
	memcpy(p->original, f.bytes + HEADER, f.len);
	n_queue++;
	dropped = stats->drops[DROP_OFFLOAD] + stats->drops[DROP_OVERSIZE];
	err = cutter_add(c, p->given, HEADER + p->len);
	fuzz_check(err == (gone ? -ECONNRESET : 0));
	dropped = stats->drops[DROP_OFFLOAD] + stats->drops[DROP_OVERSIZE] -
		  dropped;
	fuzz_check(dropped <= 1);
	if (dropped) {
		fuzz_check(p->n == 0 && may_drop(&f, &p->header));
		p->done = true;
	}
}

/* A frame too short for anything is counted, too. */
static void add_runt(struct cutter *c, struct fuzz_input *in)
{
	size_t len = fuzz_byte(in) % (HEADER + ETHER);
	uint8_t *given = fuzz_alloc(len);
	uint64_t before = stats_drops(c->stats);

	fuzz_check(cutter_add(c, given, len) == 0);
	fuzz_check(stats_drops(c->stats) == before + 1);
	fuzz_check(c->stats->drops[DROP_RUNT] > 0);
	free(given);
}

static void end_batch(struct cutter *c, struct stats *stats)
{
	int i, err;

	if (!gone) {
		err = cutter_flush(c);
		fuzz_check(err == (gone ? -ECONNRESET : 0));
	}
	for (i = 0; i < n_queue; i++) {
		fuzz_check(gone || queue[i].done);
		free(queue[i].given);
		free(queue[i].original);
	}
	n_queue = head = 0;
	fuzz_check(stats->packets == counted.packets);
	fuzz_check(stats->bytes == counted.bytes);
	fuzz_check(stats->fast == counted.fast);
	fuzz_check(stats->slow == counted.slow);
	fuzz_check(stats->drops[DROP_FULL] == counted.drops[DROP_FULL]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned int limits[] = { 1514, 9014, 65549, 600 };
	static struct cutter cutter;
	struct fuzz_input in = { data, size };
	struct fuzz_flows flows = { 0 };
	struct stats stats = { 0 };
	uint8_t what;

	memset(&counted, 0, sizeof(counted));
	gone = false;
	script = fuzz_byte(&in);
	life = script >= 0xf0 ? script & 15 : -1;
	what = fuzz_byte(&in);
	max_frame = limits[what % 4];
	kind = what / 4 % 4;
	cutter_init(&cutter, NULL, kind, &stats, max_frame);
	while (in.left && !gone) {
		if (*in.at == 0xff || n_queue == FRAMES) {
			fuzz_byte(&in);
			add_runt(&cutter, &in);
			end_batch(&cutter, &stats);
		} else {
			add(&cutter, &flows, &in);
		}
	}
	end_batch(&cutter, &stats);
	return 0;
}
