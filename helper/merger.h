/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merger.h - frames of a guest on their way to the network, merged by flow
 *
 * Collects the segments of a batch into large frames, one in the making per
 * flow, and sends everything else at once.  The order within a flow is kept;
 * nothing is held beyond merger_flush(), which ends each batch.
 */
#ifndef HELPER_MERGER_H
#define HELPER_MERGER_H

#include "helper/nic.h"
#include "helper/offload.h"
#include "helper/stats.h"

#define MERGER_FLOWS 8 /* flows merged at the same time */

struct merger {
	struct nic *nic;
	struct stats *stats;
	bool large;	     /* the network takes merged frames */
	unsigned int mtu;    /* it cuts them to that; 0: as the header says */
	uint64_t frames;     /* taken since the last flush */
	unsigned int victim; /* next to make room for a ninth flow */
	struct merge flows[MERGER_FLOWS];
};

/**
 * merger_init() - Begin
 * @m:		All empty afterwards
 * @nic:	Where frames go; in use as long as @m
 * @stats:	Counters of this direction; in use as long as @m
 */
void merger_init(struct merger *m, struct nic *nic, struct stats *stats);

/**
 * merger_add() - Take a frame
 * @m:		Merger
 * @frame:	Frame; it must stay, and may be changed, until merger_flush()
 * @len:	Its length in bytes, at least that of an Ethernet header
 *
 * Return: 0, or -errno when the network is gone.
 */
int merger_add(struct merger *m, uint8_t *frame, size_t len);

/**
 * merger_pass() - Take a frame that is sent as it is
 * @m:		Merger that has no other kind of frames
 * @header:	What the network is asked to do with it
 * @frame:	Frame; it must stay until merger_flush()
 * @len:	Its length in bytes
 *
 * Return: 0, or -errno when the network is gone.
 */
int merger_pass(struct merger *m, struct vnet_header *header, uint8_t *frame,
		size_t len);

/**
 * merger_flush() - Send what is left
 * @m:		Merger; empty afterwards
 *
 * Return: 0, or -errno when the network is gone.
 */
int merger_flush(struct merger *m);

#endif
