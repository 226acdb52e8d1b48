/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* merger.c - frames of a guest on their way to the network, merged by flow */

#include <net/ethernet.h>
#include <stddef.h>

#include "helper/merger.h"
#include "helper/sanity.h"

_Static_assert(NIC_PIECES >= MERGE_PIECES + 1, "a merge must fit a send");

void merger_init(struct merger *m, struct nic *nic, struct stats *stats)
{
	unsigned int i;

	m->nic = nic;
	m->stats = stats;
	m->large = nic_is_large(nic);
	m->mtu = nic_cut_mtu(nic);
	m->frames = 0;
	m->victim = 0;
	for (i = 0; i < MERGER_FLOWS; i++)
		m->flows[i].n = 0;
}

/* What the network has taken, as far as it is known. */
static void count_taken(struct merger *m, uint64_t lost)
{
	stats_add(&m->stats->packets, m->frames - lost);
	m->frames = 0;
}

static int send_frame(struct merger *m, const struct iovec *iov, int n,
		      unsigned int frames)
{
	size_t bytes = 0;
	int i, ret;

	ret = nic_send(m->nic, iov, n);
	if (ret < 0) {
		count_taken(m, 0);
		return ret;
	}
	if (ret == 0) {
		stats_add(&m->stats->drops[DROP_REFUSED], frames);
		return 0;
	}
	for (i = 1; i < n; i++)
		bytes += iov[i].iov_len;
	m->frames += frames;
	stats_add(&m->stats->bytes, bytes);
	return 0;
}

int merger_pass(struct merger *m, struct vnet_header *header, uint8_t *frame,
		size_t len)
{
	const struct iovec iov[2] = {
		{ header, sizeof(*header) },
		{ frame, len },
	};

	return send_frame(m, iov, 2, 1);
}

static int send_plain(struct merger *m, uint8_t *frame, size_t len)
{
	struct vnet_header header = { 0 };

	return merger_pass(m, &header, frame, len);
}

static int send_merge(struct merger *m, struct merge *flow)
{
	struct vnet_header header;
	unsigned int n = flow->n;

	merge_finish(flow, &header);
	flow->iov[0] = (struct iovec){ &header, sizeof(header) };
	flow->n = 0;
	return send_frame(m, flow->iov, (int)n + 1, n);
}

static struct merge *find_flow(struct merger *m, const struct segment *seg)
{
	unsigned int i;

	for (i = 0; i < MERGER_FLOWS; i++) {
		if (m->flows[i].n && merge_same_flow(&m->flows[i], seg))
			return &m->flows[i];
	}
	return NULL;
}

/* An empty place, if need be that of another flow. */
static int make_room(struct merger *m, struct merge **flow)
{
	unsigned int i;

	for (i = 0; i < MERGER_FLOWS; i++) {
		*flow = &m->flows[i];
		if (!(*flow)->n)
			return 0;
	}
	*flow = &m->flows[m->victim++ % MERGER_FLOWS];
	return send_merge(m, *flow);
}

/* Merged must be only what will be cut to the same segments again. */
static bool may_begin(const struct merger *m, const struct segment *seg)
{
	size_t bytes = seg->headers - ETHER_HDR_LEN + seg->payload;

	return seg->mergeable && (!m->mtu || bytes == m->mtu);
}

static int add_segment(struct merger *m, const struct segment *seg)
{
	struct merge *flow = find_flow(m, seg);
	int err;

	if (flow && merge_append(flow, seg))
		return 0;
	err = flow ? send_merge(m, flow) : 0;
	if (err)
		return err;
	if (!may_begin(m, seg))
		return send_plain(m, seg->frame, seg->len);
	if (!flow)
		err = make_room(m, &flow);
	if (!err)
		merge_start(flow, seg);
	return err;
}

/* Only now it is known what has become of frames that waited. */
static int flush_nic(struct merger *m)
{
	int lost = nic_flush(m->nic);

	if (lost < 0)
		return lost;
	if (lost)
		stats_add(&m->stats->drops[DROP_REFUSED], (uint64_t)lost);
	count_taken(m, (uint64_t)lost);
	return 0;
}

int merger_add(struct merger *m, uint8_t *frame, size_t len)
{
	enum stats_drop fault;
	struct segment seg;
	int err = 0;

	if (m->large && segment_parse(&seg, frame, len))
		return add_segment(m, &seg);
	fault = sanity_check(frame, len);
	if (fault != SANITY_OK) {
		stats_add(&m->stats->drops[fault], 1);
		return 0;
	}
	if (m->large && !offload_is_independent(frame, len))
		err = merger_flush(m);
	return err ? err : send_plain(m, frame, len);
}

int merger_flush(struct merger *m)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < MERGER_FLOWS && !err; i++) {
		if (m->flows[i].n)
			err = send_merge(m, &m->flows[i]);
	}
	return err ? err : flush_nic(m);
}
