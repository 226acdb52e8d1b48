/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* nic.c - frames to and from vmnet.framework, see interface.h */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/darwin/interface.h"
#include "helper/darwin/status.h"
#include "helper/offload.h"
#include "helper/util.h"

#define DRAIN_MS 20 /* longest time to throw away what nobody waited for */
#define HEADER	 sizeof(struct vnet_header)

_Static_assert(INTERFACE_PIECES >= NIC_PIECES, "a frame must fit");

struct nic *interface_new(void)
{
	struct nic *nic = calloc(1, sizeof(*nic));

	if (!nic)
		return NULL;
	nic->queue = dispatch_queue_create("vmnet-helper.vmnet", NULL);
	nic->wake = dispatch_semaphore_create(0);
	if (!nic->queue || !nic->wake) {
		interface_free(nic);
		return NULL;
	}
	return nic;
}

void interface_free(struct nic *nic)
{
	if (!nic)
		return;
	if (nic->queue)
		dispatch_release(nic->queue);
	if (nic->wake)
		dispatch_release(nic->wake);
	free(nic->bytes);
	free(nic);
}

static void wake(struct nic *nic)
{
	if (!atomic_exchange(&nic->event, true))
		dispatch_semaphore_signal(nic->wake);
}

int interface_prepare(struct nic *nic, size_t max_frame)
{
	vmnet_return_t status;

	nic->max_frame = max_frame;
	nic->bytes = calloc(NIC_BATCH, HEADER + max_frame);
	if (!nic->bytes)
		return -ENOMEM;
	status = vmnet_interface_set_event_callback(
		nic->interface, VMNET_INTERFACE_PACKETS_AVAILABLE, nic->queue,
		^(interface_event_t events, xpc_object_t info) {
		  (void)events;
		  (void)info;
		  wake(nic);
		});
	return status_errno(status);
}

static uint8_t *buffer(struct nic *nic, int i)
{
	return nic->bytes + (size_t)i * (HEADER + nic->max_frame);
}

/* Returns how many frames were read, 0 when there are none, or -errno. */
static int read_batch(struct nic *nic, struct iovec *frames)
{
	int i, n = NIC_BATCH;
	vmnet_return_t status;

	for (i = 0; i < n; i++) {
		nic->rx_iov[i].iov_base = buffer(nic, i) + HEADER;
		nic->rx_iov[i].iov_len = nic->max_frame;
		nic->rx[i].vm_pkt_size = nic->max_frame;
		nic->rx[i].vm_pkt_iov = &nic->rx_iov[i];
		nic->rx[i].vm_pkt_iovcnt = 1;
		nic->rx[i].vm_flags = 0;
	}
	status = vmnet_read(nic->interface, nic->rx, &n);
	if (status == VMNET_BUFFER_EXHAUSTED)
		return 0; /* it will call back again */
	if (status != VMNET_SUCCESS)
		return status_errno(status);
	for (i = 0; i < n; i++) {
		frames[i].iov_base = buffer(nic, i);
		/* The size, as nobody says that vmnet sets iov_len. */
		frames[i].iov_len = HEADER + nic->rx[i].vm_pkt_size;
		memset(frames[i].iov_base, 0, HEADER);
	}
	return n;
}

static bool is_stopping(struct nic *nic)
{
	return atomic_load_explicit(&nic->stopping, memory_order_relaxed);
}

/* Returns 0 when all has been read, or -errno. */
static int drain(struct nic *nic, nic_rx_fn *rx, void *ctx)
{
	struct iovec frames[NIC_BATCH];
	int n, err;

	while (!is_stopping(nic)) {
		n = read_batch(nic, frames);
		if (n <= 0)
			return n;
		err = rx(ctx, frames, n);
		if (err)
			return err;
	}
	return 0;
}

int nic_run(struct nic *nic, nic_rx_fn *rx, void *ctx)
{
	int err;

	for (;;) {
		err = drain(nic, rx, ctx);
		if (err || is_stopping(nic))
			return err;
		dispatch_semaphore_wait(nic->wake, DISPATCH_TIME_FOREVER);
		/* Before reading: what comes from now on is told again. */
		atomic_store(&nic->event, false);
	}
}

void nic_stop(struct nic *nic)
{
	atomic_store(&nic->stopping, true);
	wake(nic);
}

void nic_reset(struct nic *nic)
{
	struct iovec frames[NIC_BATCH];
	int64_t deadline = clock_ms() + DRAIN_MS;

	atomic_store(&nic->stopping, false);
	nic->n_tx = 0;
	nic->n_pieces = 0;
	nic->lost = 0;
	/* In a flood the queue is never empty. */
	while (read_batch(nic, frames) > 0 && clock_ms() < deadline)
		;
}

int nic_detach(struct nic *nic)
{
	(void)nic;
	return -EOPNOTSUPP; /* vmnet has no descriptor */
}

bool nic_is_large(const struct nic *nic)
{
	(void)nic;
	return false; /* there is no header to tell vmnet how to cut */
}

/* What only one frame, or the number of them, is to blame for. */
static bool is_refusal(vmnet_return_t status)
{
	return status == VMNET_PACKET_TOO_BIG ||
	       status == VMNET_INVALID_ARGUMENT ||
	       status == VMNET_TOO_MANY_PACKETS;
}

/* Write all that waits.  Returns 0 or -errno; nothing waits afterwards. */
static int write_all(struct nic *nic)
{
	unsigned int done = 0, total = nic->n_tx, limit = total;
	vmnet_return_t status = VMNET_SUCCESS;
	int count;

	nic->n_tx = 0;
	nic->n_pieces = 0;
	while (done < total) {
		if (limit > total - done)
			limit = total - done;
		count = (int)limit;
		status = vmnet_write(nic->interface, nic->tx + done, &count);
		if (status == VMNET_SUCCESS && count > 0) {
			done += (unsigned int)count;
		} else if (is_refusal(status) && limit > 1) {
			limit = 1; /* to find the one */
		} else if (is_refusal(status)) {
			nic->lost++;
			done++;
		} else {
			break; /* no room, or the end */
		}
	}
	if (status != VMNET_SUCCESS && status != VMNET_BUFFER_EXHAUSTED &&
	    !is_refusal(status))
		return status_errno(status);
	nic->lost += (int)(total - done);
	return 0;
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	struct vmpktdesc *packet;
	unsigned int pieces = (unsigned int)n - 1; /* without the header */
	size_t size = 0;
	unsigned int i;
	int err;

	if (nic->n_tx == NIC_BATCH ||
	    nic->n_pieces + pieces > INTERFACE_PIECES) {
		err = write_all(nic);
		if (err)
			return err;
	}
	packet = &nic->tx[nic->n_tx++];
	packet->vm_pkt_iov = &nic->tx_iov[nic->n_pieces];
	packet->vm_pkt_iovcnt = pieces;
	packet->vm_flags = 0;
	for (i = 0; i < pieces; i++) {
		nic->tx_iov[nic->n_pieces++] = iov[i + 1];
		size += iov[i + 1].iov_len;
	}
	packet->vm_pkt_size = size;
	return 1;
}

int nic_flush(struct nic *nic)
{
	int err, lost;

	err = write_all(nic);
	lost = nic->lost;
	nic->lost = 0;
	return err ? err : lost;
}
