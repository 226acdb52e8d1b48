/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cutter.h - frames of the network on their way to a guest
 *
 * Gives each guest what it understands, in batches: to one without offload
 * large frames as datagrams of two pieces, headers and payload; to one with
 * offload as they are.  Datagrams of UDP that were put together are cut for
 * every guest: a frame without its header would be one long datagram.
 */
#ifndef HELPER_CUTTER_H
#define HELPER_CUTTER_H

#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/offload.h"
#include "helper/stats.h"

struct cutter {
	struct guest *guest;
	struct stats *stats;
	enum guest_frames kind;
	unsigned int max_frame; /* bytes, without a struct vnet_header */
	int n;			/* datagrams collected */
	struct datagram datagrams[NIC_BATCH];
	/* A struct vnet_header of zeros in front, for who wants one. */
	uint8_t headers[NIC_BATCH][VNET_LEN + SEGMENT_HEADERS];
};

/**
 * cutter_init() - Begin
 * @c:		Empty afterwards
 * @guest:	Where frames go; in use as long as @c
 * @kind:	What the guest understands
 * @stats:	Counters of this direction; in use as long as @c
 * @max_frame:	Longest frame the guest takes, in bytes
 */
void cutter_init(struct cutter *c, struct guest *guest, enum guest_frames kind,
		 struct stats *stats, unsigned int max_frame);

/**
 * cutter_add() - Take a frame
 * @c:		Cutter
 * @frame:	A struct vnet_header and the frame; it must stay, and may be
 *		changed, until cutter_flush()
 * @len:	Length of both together in bytes
 *
 * Return: 0, or -errno when the guest is gone.
 */
int cutter_add(struct cutter *c, uint8_t *frame, size_t len);

/**
 * cutter_flush() - Send what is left
 * @c:		Cutter; empty afterwards
 *
 * Return: 0, or -errno when the guest is gone.
 */
int cutter_flush(struct cutter *c);

#endif
