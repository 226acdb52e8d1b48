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
 */
#ifndef HELPER_DARWIN_INTERFACE_H
#define HELPER_DARWIN_INTERFACE_H

#include <dispatch/dispatch.h>
#include <stdatomic.h>
#include <stdint.h>
#include <vmnet/vmnet.h>
#include <xpc/xpc.h>

#include "helper/nic.h"

#define INTERFACE_PIECES (2 * NIC_BATCH) /* of all frames that wait */

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
 * interface_free() - Free the memory
 * @nic:	Without a started interface; NULL is allowed
 */
void interface_free(struct nic *nic);

#endif
