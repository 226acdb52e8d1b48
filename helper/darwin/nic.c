/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* nic.c - frames to and from vmnet.framework, see interface.h */

#include <errno.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>

#include "helper/darwin/interface.h"
#include "helper/darwin/status.h"
#include "helper/offload.h"
#include "helper/sanity.h"
#include "helper/util.h"

#define DRAIN_MS 20 /* longest time to throw away what nobody waited for */
#define HEADER	 sizeof(struct vnet_header)
#define MTU_MIN	 576 /* RFC 791 section 3.2, and no more than a frame has */

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
	free(nic->joined);
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

int interface_cut(struct nic *nic, struct nic_info *info)
{
	if (info->mtu < MTU_MIN || ETHER_HDR_LEN + info->mtu > info->max_frame)
		return -EPROTO;
	nic->joined = malloc(INTERFACE_JOINED);
	if (!nic->joined)
		return -ENOMEM;
	nic->infer = (struct infer){ true, true, info->mtu };
	info->max_frame = ETHER_HDR_LEN + info->mtu;
	return 0;
}

/*
 * Write the header that vmnet leaves out.  What can have none is left to the
 * guest's side, which drops what is too long.
 */
static void describe(const struct nic *nic, struct iovec *frame)
{
	uint8_t *bytes = (uint8_t *)frame->iov_base + HEADER;
	size_t len = frame->iov_len - HEADER;
	struct vnet_header header;

	if (len < ETHER_HDR_LEN || sanity_check(bytes, len) != SANITY_OK ||
	    infer_header(&nic->infer, bytes, &len, &header) < 0)
		return;
	memcpy(frame->iov_base, &header, HEADER);
	frame->iov_len = HEADER + len;
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
		if (nic->joined)
			describe(nic, &frames[i]);
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
	nic->n_joined = 0;
	nic->lost = 0;
	/* In a flood the queue is never empty. */
	while (read_batch(nic, frames) > 0 && clock_ms() < deadline)
		;
}

bool nic_gone(const struct nic *nic)
{
	(void)nic; /* vmnet tells of its end */
	return false;
}

int nic_detach(struct nic *nic)
{
	(void)nic;
	return -EOPNOTSUPP; /* vmnet has no descriptor */
}

bool nic_is_large(const struct nic *nic)
{
	return nic->joined != NULL; /* else vmnet is not to cut any */
}

unsigned int nic_cut_mtu(const struct nic *nic)
{
	return nic->infer.mtu;
}

/* What only one frame, or the number of them, is to blame for. */
static bool is_refusal(vmnet_return_t status)
{
	return status == VMNET_PACKET_TOO_BIG ||
	       status == VMNET_INVALID_ARGUMENT ||
	       status == VMNET_TOO_MANY_PACKETS;
}

static void lose(struct nic *nic, unsigned int first, unsigned int end)
{
	for (; first < end; first++)
		nic->lost += nic->tx_frames[first];
}

/* Write all that waits.  Returns 0 or -errno; nothing waits afterwards. */
static int write_all(struct nic *nic)
{
	unsigned int done = 0, total = nic->n_tx, limit = total;
	vmnet_return_t status = VMNET_SUCCESS;
	int count;

	nic->n_tx = 0;
	nic->n_pieces = 0;
	nic->n_joined = 0;
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
			lose(nic, done, done + 1);
			done++;
		} else {
			break; /* no room, or the end */
		}
	}
	if (status != VMNET_SUCCESS && status != VMNET_BUFFER_EXHAUSTED &&
	    !is_refusal(status))
		return status_errno(status);
	lose(nic, done, total);
	return 0;
}

/* The pieces behind the header, one frame; they stay where they are. */
static void collect(struct nic *nic, const struct iovec *iov, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		nic->tx_iov[nic->n_pieces++] = iov[i];
}

/* The same as one piece. */
static void join(struct nic *nic, const struct iovec *iov, unsigned int n,
		 size_t size)
{
	uint8_t *start = nic->joined + nic->n_joined;
	unsigned int i;

	for (i = 0; i < n; i++) {
		memcpy(nic->joined + nic->n_joined, iov[i].iov_base,
		       iov[i].iov_len);
		nic->n_joined += iov[i].iov_len;
	}
	nic->tx_iov[nic->n_pieces++] = (struct iovec){ start, size };
}

static bool has_room(const struct nic *nic, unsigned int pieces, size_t size)
{
	return nic->n_tx < NIC_BATCH &&
	       nic->n_pieces + pieces <= INTERFACE_PIECES &&
	       nic->n_joined + size <= INTERFACE_JOINED;
}

static size_t size_of(const struct iovec *iov, unsigned int n)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		size += iov[i].iov_len;
	return size;
}

/* A merge was verified piece by piece, and has a checksum to be completed. */
static bool is_refused(const struct nic *nic, const struct iovec *iov,
		       unsigned int n, size_t size)
{
	if (!nic->joined)
		return false;
	return size > nic->max_frame ||
	       (n == 1 && !infer_is_intact(iov[0].iov_base, iov[0].iov_len));
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	unsigned int pieces = (unsigned int)n - 1; /* without the header */
	size_t size = size_of(iov + 1, pieces);
	struct vmpktdesc *packet;
	int err;

	if (is_refused(nic, iov + 1, pieces, size))
		return 0;
	if (!has_room(nic, pieces, size)) {
		err = write_all(nic);
		if (err)
			return err;
	}
	nic->tx_frames[nic->n_tx] = nic->joined ? (int)pieces : 1;
	packet = &nic->tx[nic->n_tx++];
	packet->vm_pkt_iov = &nic->tx_iov[nic->n_pieces];
	packet->vm_flags = 0;
	packet->vm_pkt_size = size;
	if (nic->joined && pieces > 1) {
		packet->vm_pkt_iovcnt = 1;
		join(nic, iov + 1, pieces, size);
	} else {
		packet->vm_pkt_iovcnt = pieces;
		collect(nic, iov + 1, pieces);
	}
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
