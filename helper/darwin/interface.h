/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interface.h - a vmnet interface: start it, move frames, stop it
 *
 * Theory of operation
 *
 * vmnet calls back on a dispatch queue when frames have come.  The callback
 * does nothing but wake the thread in nic_run(), and only if that has not
 * been woken yet; the thread then reads batches until there is nothing left.
 * So a burst costs one wake-up, and no frame is touched by a thread that is
 * not ours: stopping is a flag and one more wake-up.
 *
 * What goes out is collected by nic_send() and written as a batch by
 * nic_flush().  vmnet_write() tells how many frames it took; the rest is tried
 * again for as long as it takes some.  A frame that vmnet refuses is found by
 * writing one at a time, and costs only itself.
 *
 * vmnet has no header in front of a frame: the struct vnet_header that
 * nic_rx_fn wants is put there by us, all zero, and on the way out it is
 * skipped.  With --enable-tso frames are larger than the MTU in both
 * directions and pass as they are, to and from a guest that has the same
 * agreement with its VMM (krunkit, offloading=on).
 *
 * With --software-offload the same frames are for a guest without any offload.
 * vmnet verifies what it gives and computes the checksums of what it gets, so
 * the header of a frame from it can be found in the frame itself (infer.h):
 * every checksum of TCP and UDP is to be completed, and what is longer than the
 * MTU is to be cut to it.  In the other direction a large frame is cut by the
 * bridge to the MTU of the interface it leaves by (if_bridge.c of XNU,
 * gso_ip_tcp()), whatever the size of its segments was; so only segments of
 * the full MTU are merged.  A merged frame is copied into one piece, as is all
 * that other programs are known to give vmnet_write().  vmnet would give a
 * frame with a wrong checksum a right one: such a frame is refused here.
 */
#ifndef HELPER_DARWIN_INTERFACE_H
#define HELPER_DARWIN_INTERFACE_H

#include <dispatch/dispatch.h>
#include <stdatomic.h>
#include <stdint.h>
#include <vmnet/vmnet.h>
#include <xpc/xpc.h>

#include "helper/infer.h"
#include "helper/nic.h"

#define INTERFACE_PIECES (2 * NIC_BATCH)     /* of all frames that wait */
#define INTERFACE_JOINED (4 * NIC_FRAME_MAX) /* bytes of merged ones */

struct nic {
	interface_ref interface;
	dispatch_queue_t queue;
	xpc_connection_t lease; /* of a broker's network, or NULL */
	dispatch_semaphore_t wake;
	_Atomic bool event; /* the wake-up is on its way */
	_Atomic bool stopping;

	size_t max_frame;
	uint8_t *bytes; /* NIC_BATCH buffers: struct vnet_header and frame */
	struct iovec rx_iov[NIC_BATCH];
	struct vmpktdesc rx[NIC_BATCH];

	unsigned int n_tx;
	unsigned int n_pieces;
	int lost; /* since the last nic_flush() */
	struct iovec tx_iov[INTERFACE_PIECES];
	struct vmpktdesc tx[NIC_BATCH];
	int tx_frames[NIC_BATCH]; /* of the guest, in each of these */

	struct infer infer; /* of frames from vmnet, for a guest without */
	uint8_t *joined;    /* INTERFACE_JOINED bytes; NULL: nothing is */
	size_t n_joined;    /* bytes in use */
};

/* How long vmnet may take; variables for the sake of tests. */
extern int interface_start_ms;
extern int interface_stop_ms;

/**
 * interface_new() - Memory for a nic
 *
 * Return: with queue and semaphore, without interface; NULL when out of
 * memory.  To be freed with interface_free().
 */
struct nic *interface_new(void);

/**
 * interface_prepare() - Make the buffers and let vmnet call back
 * @nic:	With a started interface
 * @max_frame:	Bytes of the longest frame vmnet gives
 *
 * Return: 0 or -errno.
 */
int interface_prepare(struct nic *nic, size_t max_frame);

/**
 * interface_cut() - Cut and merge large frames for a guest without offload
 * @nic:	With a started interface that has TSO and checksum offload
 * @info:	What vmnet gave; its max_frame becomes the guest's
 *
 * Return: 0, -ENOMEM, or -EPROTO when the MTU is not one of Ethernet.
 */
int interface_cut(struct nic *nic, struct nic_info *info);

/**
 * interface_free() - Free the memory
 * @nic:	Without a started interface; NULL is allowed
 */
void interface_free(struct nic *nic);

#endif
