/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_cutter.c - frames of the network on their way to a guest
 *
 * Each datagram must be, bit by bit, what a slow model makes of the frame that
 * is next: itself with its checksum completed, or its next segment.  None is
 * longer than the guest takes; none is missing without being counted, and no
 * correct frame is refused.
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
static uint8_t script; /* what the VM does, bit by bit: 1 is too slow */
static int life;       /* batches until it is gone; -1: it stays */
static bool gone;
static struct stats counted;

/* Bytes of IPv4 or IPv6 as its header says. */
static size_t ip_len(const uint8_t *ip, bool ipv6)
{
	return ipv6 ? 40 + (size_t)fuzz_be16(ip + 4) : fuzz_be16(ip + 2);
}

static void write_segment(const struct pending *p, uint8_t *out, size_t tcp,
			  size_t headers, size_t chunk, bool last)
{
	bool ipv6 = fuzz_be16(out + 12) == 0x86dd;
	uint8_t *ip = out + ETHER, *t = out + tcp;
	uint32_t seq = (uint32_t)fuzz_be16(t + 4) << 16 | fuzz_be16(t + 6);

	if (ipv6) {
		fuzz_put16(ip + 4, headers - ETHER - 40 + chunk);
	} else {
		fuzz_put16(ip + 2, headers - ETHER + chunk);
		fuzz_put16(ip + 4, fuzz_be16(ip + 4) + p->n);
		fuzz_put16(ip + 10, 0);
		fuzz_put16(ip + 10, ~fuzz_sum(ip, tcp - ETHER, 0) & 0xffff);
	}
	seq += (uint32_t)p->sent;
	fuzz_put16(t + 4, seq >> 16);
	fuzz_put16(t + 6, seq & 0xffff);
	if (!last)
		t[13] &= 0xf6; /* no FIN, no PSH */
	if (p->n)
		t[13] &= 0x7f; /* no CWR */
	fuzz_put16(t + 16, 0);
	fuzz_put16(t + 16,
		   ~fuzz_tcp_sum(ip, ipv6, t, headers - tcp + chunk) & 0xffff);
}

/* The next segment of a large frame; its length. */
static size_t model_segment(struct pending *p, uint8_t *out)
{
	const uint8_t *frame = p->original;
	bool ipv6 = fuzz_be16(frame + 12) == 0x86dd;
	size_t tcp = ETHER + (ipv6 ? 40u : (frame[ETHER] & 15) * 4u);
	size_t headers = tcp + (frame[tcp + 12] >> 4) * 4u;
	size_t end = ETHER + ip_len(frame + ETHER, ipv6);
	size_t left, chunk;

	fuzz_check(end <= p->len && headers <= end && headers >= tcp + 20);
	left = end - headers - p->sent;
	chunk = from_le16(p->header.gso_size);
	chunk = left < chunk ? left : chunk;
	memcpy(out, frame, headers);
	memcpy(out + headers, frame + headers + p->sent, chunk);
	write_segment(p, out, tcp, headers, chunk, chunk == left);
	p->sent += chunk;
	p->n++;
	p->done = chunk == left;
	return headers + chunk;
}

static size_t model_plain(struct pending *p, uint8_t *out)
{
	const struct vnet_header *h = &p->header;
	size_t start = from_le16(h->csum_start);
	size_t at = start + from_le16(h->csum_offset);
	uint32_t sum;

	memcpy(out, p->original, p->len);
	p->done = true;
	if (!(h->flags & VNET_NEEDS_CSUM))
		return p->len;
	fuzz_check(at + 2 <= p->len);
	sum = ~fuzz_sum(out + start, p->len - start, 0);
	fuzz_put16(out + at, sum & 0xffff ? sum & 0xffff : 0xffff);
	return p->len;
}

static size_t check_datagram(const struct datagram *d)
{
	static uint8_t want[2 * 65536];
	size_t first = d->iov[0].iov_len, second = d->iov[1].iov_len, len;
	struct pending *p;

	while (head < n_queue && queue[head].done)
		head++;
	fuzz_check(head < n_queue);
	p = &queue[head];
	len = p->header.gso_type ? model_segment(p, want)
				 : model_plain(p, want);
	fuzz_check(first + second == len);
	fuzz_check(len <= max_frame);
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

/* A header that fits the frame, with what the input says changed. */
static void make_header(struct vnet_header *h, const struct fuzz_frame *f,
			struct fuzz_input *in)
{
	uint8_t how = fuzz_byte(in);

	*h = (struct vnet_header){ 0 };
	if (f->correct && how & 1) {
		h->gso_type = f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
		h->gso_size = to_le16(fuzz_word(in));
		h->hdr_len = to_le16(f->headers);
		if (how & 2)
			h->gso_type |= VNET_GSO_ECN;
	}
	if (how & 4) {
		h->flags = VNET_NEEDS_CSUM;
		h->csum_start = to_le16(f->tcp);
		h->csum_offset = to_le16(16);
	}
	if (how & 8)
		fuzz_frame_edit(in, (uint8_t *)h, sizeof(*h));
}

/* May it be refused?  Not a correct one that fits. */
static bool may_drop(const struct fuzz_frame *f, const struct vnet_header *h)
{
	size_t start = from_le16(h->csum_start);
	size_t at = start + from_le16(h->csum_offset);
	uint8_t type = f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;

	if (h->gso_type == VNET_GSO_NONE)
		return f->len > max_frame ||
		       (h->flags & VNET_NEEDS_CSUM && at + 2 > f->len);
	return !f->correct || (h->gso_type & 0x7f) != type || !h->gso_size ||
	       f->headers + from_le16(h->gso_size) > max_frame;
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

	memset(&counted, 0, sizeof(counted));
	gone = false;
	script = fuzz_byte(&in);
	life = script >= 0xf0 ? script & 15 : -1;
	max_frame = limits[fuzz_byte(&in) % 4];
	cutter_init(&cutter, NULL, GUEST_PLAIN, &stats, max_frame);
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
