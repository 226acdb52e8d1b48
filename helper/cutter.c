/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cutter.c - frames of the network on their way to a guest */

#include <net/ethernet.h>
#include <stdbool.h>
#include <string.h>

#include "helper/cutter.h"

void cutter_init(struct cutter *c, struct guest *guest, enum guest_frames kind,
		 struct stats *stats, unsigned int max_frame)
{
	c->guest = guest;
	c->kind = kind;
	c->stats = stats;
	c->max_frame = max_frame;
	c->n = 0;
	memset(c->headers, 0, sizeof(c->headers));
}

static uint64_t count_bytes(const struct datagram *datagrams, int n)
{
	uint64_t bytes = 0;
	int i;

	for (i = 0; i < n; i++)
		bytes += datagrams[i].iov[0].iov_len +
			 datagrams[i].iov[1].iov_len;
	return bytes;
}

int cutter_flush(struct cutter *c)
{
	uint64_t waits = 0;
	int n = c->n, sent;

	c->n = 0;
	if (n == 0)
		return 0;
	sent = guest_send(c->guest, c->datagrams, n, &waits);
	stats_add(&c->stats->fast, 1);
	stats_add(&c->stats->slow, waits);
	if (sent < 0)
		return sent;
	stats_add(&c->stats->packets, (uint64_t)sent);
	stats_add(&c->stats->bytes, count_bytes(c->datagrams, sent));
	if (sent < n)
		stats_add(&c->stats->drops[DROP_FULL], (uint64_t)(n - sent));
	return 0;
}

static int make_room(struct cutter *c)
{
	return c->n == NIC_BATCH ? cutter_flush(c) : 0;
}

static void drop(struct cutter *c, enum stats_drop reason)
{
	stats_add(&c->stats->drops[reason], 1);
}

/* @frame has its struct vnet_header in front of it. */
static int add_whole(struct cutter *c, uint8_t *frame, size_t len)
{
	size_t front = c->kind == GUEST_HEADER ? VNET_LEN : 0;
	int err;

	if (len < ETHER_HDR_LEN) {
		drop(c, DROP_RUNT);
		return 0;
	}
	if (len > c->max_frame) {
		drop(c, DROP_OVERSIZE);
		return 0;
	}
	err = make_room(c);
	if (err)
		return err;
	c->datagrams[c->n].iov[0] =
		(struct iovec){ frame - front, front + len };
	c->datagrams[c->n].iov[1].iov_len = 0;
	c->n++;
	return 0;
}

/* The next segment of @s.  Returns false when there is none left. */
static bool next_segment(struct cutter *c, struct segmenter *s)
{
	struct iovec *iov = c->datagrams[c->n].iov;

	if (!segment_next(s, c->headers[c->n] + VNET_LEN, iov))
		return false;
	if (c->kind == GUEST_HEADER) {
		iov[0].iov_base = c->headers[c->n];
		iov[0].iov_len += VNET_LEN;
	}
	c->n++;
	return true;
}

static int add_cut(struct cutter *c, const struct vnet_header *header,
		   const uint8_t *frame, size_t len)
{
	struct segmenter s;
	int err;

	if (segment_init(&s, header, frame, len) < 0 ||
	    s.first + s.size > c->max_frame) {
		drop(c, DROP_OFFLOAD);
		return 0;
	}
	do {
		err = make_room(c);
		if (err)
			return err;
	} while (next_segment(c, &s));
	return 0;
}

static bool must_cut(const struct cutter *c, const struct vnet_header *header,
		     size_t len)
{
	return header->gso_type != VNET_GSO_NONE &&
	       (c->kind == GUEST_PLAIN || header->gso_type == VNET_GSO_UDP_L4 ||
		len > c->max_frame);
}

int cutter_add(struct cutter *c, uint8_t *frame, size_t len)
{
	struct vnet_header header;

	if (len < sizeof(header)) {
		drop(c, DROP_RUNT);
		return 0;
	}
	memcpy(&header, frame, sizeof(header));
	frame += sizeof(header);
	len -= sizeof(header);
	if (must_cut(c, &header, len))
		return add_cut(c, &header, frame, len);
	if (header.flags & VNET_NEEDS_CSUM &&
	    (c->kind == GUEST_PLAIN || c->kind == GUEST_LARGE) &&
	    offload_complete(&header, frame, len) < 0) {
		drop(c, DROP_OFFLOAD);
		return 0;
	}
	return add_whole(c, frame, len);
}
