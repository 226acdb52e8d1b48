/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * infer.h - what a guest with offload means by a frame without a header
 *
 * krunkit with offloading=on puts frames on the socket as its guest made them
 * and leaves the virtio header out: a frame may be larger than the MTU, to be
 * cut by the network, and the checksum of TCP and UDP may be that of the
 * pseudo-header only, the rest being the network's to add.  Nothing tells
 * which frames are like that.  But a guest with offload does not verify what
 * it sends, so the network may as well complete the checksum of every one: the
 * field is set to what a partial one would be, and the header says so.
 *
 * Pure.
 */
#ifndef HELPER_INFER_H
#define HELPER_INFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/offload.h"

struct infer {
	bool tso;	  /* frames may be larger than the MTU */
	bool checksum;	  /* checksums may be partial */
	unsigned int mtu; /* bytes */
};

/**
 * infer_header() - Make the header that was left out
 * @infer:	What the guest may do
 * @frame:	Frame that sanity_check() found right; its checksum field may
 *		be changed
 * @len:	Its length in bytes, at least that of an Ethernet header; made
 *		shorter by what follows the IP datagram, where a checksum is
 *		to be completed, as that ends at the end of the frame
 * @header:	Filled in; all zero for a frame that is what it is
 *
 * Finds TCP and UDP behind VLAN tags and the extension headers of IPv6;
 * fragments, and datagrams of UDP that do not fill their IP datagram, are left
 * alone.  A large segment of TCP is cut to the MTU, a large datagram of UDP
 * becomes fragments.
 *
 * Return: 0; -EINVAL for a frame above the MTU that cannot be cut.
 */
int infer_header(const struct infer *infer, uint8_t *frame, size_t *len,
		 struct vnet_header *header);

/**
 * infer_is_intact() - Tell whether a plain frame has the checksum it must have
 * @frame:	Frame; not changed
 * @len:	Its length in bytes, at least that of an Ethernet header
 *
 * Return: false for TCP or UDP with a wrong checksum; true for all else, also
 * for what has none, and for fragments, whose checksum is over all of them.
 */
bool infer_is_intact(uint8_t *frame, size_t len);

#endif
