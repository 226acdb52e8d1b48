/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* pump.c - moves frames between the network and the VM */

#include <errno.h>
#include <net/ethernet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/cutter.h"
#include "helper/log.h"
#include "helper/merger.h"
#include "helper/pump.h"
#include "helper/sanity.h"
#include "helper/util.h"

/*
 * Frames of 64 KiB taken at once.  More would not stay in the cache: a frame
 * costs 6.8 us with 1 or 2 at once, 7.0 with 4, 7.7 with 8, 9.7 with 16
 * (measured, perf/), and small ones gain from each.
 */
#define LARGE_BATCH 4

struct pump {
	struct nic *nic;
	struct guest *guest;
	enum guest_frames kind;
	struct infer infer;
	unsigned int max_frame;
	struct stats *vm_stats;
	struct cutter cutter; /* of the host's thread */
	struct merger merger; /* of the VM's thread */
	pthread_t host_thread;
	pthread_t vm_thread;
	_Atomic int result; /* of the thread that ended first */
	int event[2];
};

static void ended(struct pump *pump, int result)
{
	int none = 0;
	char byte = 0;
	ssize_t n;

	log_info("stopped");
	if (result == 0)
		return;
	atomic_compare_exchange_strong(&pump->result, &none, result);
	n = write(pump->event[1], &byte, 1);
	(void)n; /* a full pipe is as readable */
}

static int to_guest(void *ctx, struct iovec *frames, int n)
{
	struct pump *pump = ctx;
	int i, err = 0;

	for (i = 0; i < n && !err; i++)
		err = cutter_add(&pump->cutter, frames[i].iov_base,
				 frames[i].iov_len);
	log_debug("%d frames", n);
	return err ? err : cutter_flush(&pump->cutter);
}

static void *host_loop(void *ctx)
{
	struct pump *pump = ctx;

	log_set_thread("host->vm");
	ended(pump, nic_run(pump->nic, to_guest, pump));
	return NULL;
}

/* How vfkit and krunkit say that they are there: not a frame, and no fault. */
static bool is_greeting(const struct iovec *frame)
{
	return frame->iov_len == 4 && memcmp(frame->iov_base, "VFKT", 4) == 0;
}

static void drop(struct pump *pump, enum stats_drop reason)
{
	stats_add(&pump->vm_stats->drops[reason], 1);
}

/* Returns false for a frame that is not worth delivering, and counts it. */
static bool has_good_size(struct pump *pump, const struct iovec *frame)
{
	size_t front = pump->kind == GUEST_HEADER ? VNET_LEN : 0;

	if (is_greeting(frame))
		return false;
	if (frame->iov_len < front + ETHER_HDR_LEN)
		drop(pump, DROP_RUNT);
	else if (frame->iov_len > front + pump->max_frame)
		drop(pump, DROP_OVERSIZE);
	else
		return true;
	return false;
}

/* With the header the guest gave, or would have given. */
static int pass_frame(struct pump *pump, uint8_t *frame, size_t len)
{
	struct vnet_header header = { 0 };
	enum stats_drop fault;
	int err = 0;

	if (pump->kind == GUEST_HEADER) {
		memcpy(&header, frame, sizeof(header));
		frame += sizeof(header);
		len -= sizeof(header);
	}
	fault = sanity_check(frame, len);
	if (fault == SANITY_OK && pump->kind == GUEST_LARGE)
		err = infer_header(&pump->infer, frame, &len, &header);
	if (err)
		fault = DROP_OFFLOAD;
	if (fault != SANITY_OK) {
		drop(pump, fault);
		return 0;
	}
	return merger_pass(&pump->merger, &header, frame, len);
}

static int take_frame(struct pump *pump, const struct iovec *frame)
{
	if (!has_good_size(pump, frame))
		return 0;
	if (pump->kind == GUEST_PLAIN)
		return merger_add(&pump->merger, frame->iov_base,
				  frame->iov_len);
	return pass_frame(pump, frame->iov_base, frame->iov_len);
}

static int from_guest(struct pump *pump, struct iovec *frames, int n)
{
	int i, err = 0;

	stats_add(&pump->vm_stats->fast, 1);
	for (i = 0; i < n && !err; i++)
		err = take_frame(pump, &frames[i]);
	log_debug("%d frames", n);
	return err ? err : merger_flush(&pump->merger);
}

static int vm_loop_run(struct pump *pump)
{
	struct iovec frames[NIC_BATCH];
	int most = pump->kind == GUEST_PLAIN ? NIC_BATCH : LARGE_BATCH;
	int n, err;

	for (;;) {
		n = guest_recv(pump->guest, frames, most);
		if (n <= 0)
			return n;
		err = from_guest(pump, frames, n);
		if (err)
			return err;
	}
}

static void *vm_loop(void *ctx)
{
	struct pump *pump = ctx;

	log_set_thread("vm->host");
	ended(pump, vm_loop_run(pump));
	return NULL;
}

static int start_threads(struct pump *pump)
{
	int err;

	err = pthread_create(&pump->host_thread, NULL, host_loop, pump);
	if (err)
		return -err;
	err = pthread_create(&pump->vm_thread, NULL, vm_loop, pump);
	if (err) {
		nic_stop(pump->nic);
		guest_stop(pump->guest);
		pthread_join(pump->host_thread, NULL);
		return -err;
	}
	return 0;
}

int pump_start(struct pump **out, const struct pump_config *config)
{
	struct pump *pump = calloc(1, sizeof(*pump));
	int err;

	if (!pump)
		return -ENOMEM;
	pump->nic = config->nic;
	pump->guest = config->guest;
	pump->kind = config->kind;
	pump->infer = config->infer;
	pump->max_frame = config->max_frame;
	pump->vm_stats = config->vm;
	cutter_init(&pump->cutter, pump->guest, pump->kind, config->host,
		    pump->max_frame);
	merger_init(&pump->merger, pump->nic, config->vm);
	err = wakeup_pipe(pump->event);
	if (err) {
		free(pump);
		return err;
	}
	err = start_threads(pump);
	if (err) {
		close(pump->event[0]);
		close(pump->event[1]);
		free(pump);
		return err;
	}
	*out = pump;
	return 0;
}

int pump_event_fd(const struct pump *pump)
{
	return pump->event[0];
}

int pump_result(struct pump *pump)
{
	return atomic_load(&pump->result);
}

void pump_stop(struct pump *pump)
{
	if (!pump)
		return;
	nic_stop(pump->nic);
	guest_stop(pump->guest);
	pthread_join(pump->host_thread, NULL);
	pthread_join(pump->vm_thread, NULL);
	close(pump->event[0]);
	close(pump->event[1]);
	free(pump);
}
