/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cutter.c - frames of the network on their way to a guest, cut to the MTU */

#include <net/ethernet.h>
#include <string.h>

#include "helper/cutter.h"

void cutter_init(struct cutter *c, struct guest *guest, struct stats *stats,
		 unsigned int max_frame)
{
	c->guest = guest;
	c->stats = stats;
	c->max_frame = max_frame;
	c->n = 0;
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

static int add_plain(struct cutter *c, uint8_t *frame, size_t len)
{
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
	c->datagrams[c->n].iov[0] = (struct iovec){ frame, len };
	c->datagrams[c->n].iov[1].iov_len = 0;
	c->n++;
	return 0;
}

static int add_large(struct cutter *c, const struct vnet_header *header,
		     const uint8_t *frame, size_t len)
{
	struct segmenter s;
	int err;

	if (segment_init(&s, header, frame, len) < 0 ||
	    s.first + s.size > c->max_frame) {
		drop(c, DROP_OFFLOAD);
		return 0;
	}
	for (;;) {
		err = make_room(c);
		if (err)
			return err;
		if (!segment_next(&s, c->headers[c->n], c->datagrams[c->n].iov))
			return 0;
		c->n++;
	}
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
	if (header.gso_type != VNET_GSO_NONE)
		return add_large(c, &header, frame, len);
	if (header.flags & VNET_NEEDS_CSUM &&
	    offload_complete(&header, frame, len) < 0) {
		drop(c, DROP_OFFLOAD);
		return 0;
	}
	return add_plain(c, frame, len);
}
