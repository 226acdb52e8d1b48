/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* pump.c - moves frames between the network and the VM */

#include <errno.h>
#include <net/ethernet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/log.h"
#include "helper/pump.h"
#include "helper/util.h"

struct pump {
	struct nic *nic;
	struct guest *guest;
	unsigned int max_frame;
	struct stats host;
	struct stats vm;
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

/* Move the frames worth delivering to the front and count the others. */
static int keep_valid(struct pump *pump, struct stats *stats,
		      struct iovec *frames, int n)
{
	int i, kept = 0;

	for (i = 0; i < n; i++) {
		size_t len = frames[i].iov_len;

		if (len < ETHER_HDR_LEN)
			stats_add(&stats->drops[DROP_RUNT], 1);
		else if (len > pump->max_frame)
			stats_add(&stats->drops[DROP_OVERSIZE], 1);
		else
			frames[kept++] = frames[i];
	}
	return kept;
}

static uint64_t count_bytes(const struct iovec *frames, int n)
{
	uint64_t bytes = 0;
	int i;

	for (i = 0; i < n; i++)
		bytes += frames[i].iov_len;
	return bytes;
}

static void count(struct stats *stats, const struct iovec *frames, int n,
		  int taken, enum stats_drop reason)
{
	stats_add(&stats->packets, (uint64_t)taken);
	stats_add(&stats->bytes, count_bytes(frames, taken));
	if (taken < n)
		stats_add(&stats->drops[reason], (uint64_t)(n - taken));
}

static int to_guest(void *ctx, struct iovec *frames, int n)
{
	struct pump *pump = ctx;
	uint64_t waits = 0;
	int sent;

	n = keep_valid(pump, &pump->host, frames, n);
	if (n == 0)
		return 0;
	sent = guest_send(pump->guest, frames, n, &waits);
	stats_add(&pump->host.fast, 1);
	stats_add(&pump->host.slow, waits);
	if (sent < 0)
		return sent;
	count(&pump->host, frames, n, sent, DROP_FULL);
	log_debug("%d of %d frames", sent, n);
	return 0;
}

static void *host_loop(void *ctx)
{
	struct pump *pump = ctx;

	log_set_thread("host->vm");
	ended(pump, nic_run(pump->nic, to_guest, pump));
	return NULL;
}

static int vm_loop_run(struct pump *pump)
{
	struct iovec frames[NIC_BATCH];
	int n, sent;

	for (;;) {
		n = guest_recv(pump->guest, frames, NIC_BATCH);
		if (n <= 0)
			return n;
		stats_add(&pump->vm.fast, 1);
		n = keep_valid(pump, &pump->vm, frames, n);
		if (n == 0)
			continue;
		sent = nic_send(pump->nic, frames, n);
		if (sent < 0)
			return sent;
		count(&pump->vm, frames, n, sent, DROP_REFUSED);
		log_debug("%d of %d frames", sent, n);
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

int pump_start(struct pump **out, struct nic *nic, struct guest *guest,
	       unsigned int max_frame)
{
	struct pump *pump = calloc(1, sizeof(*pump));
	int err;

	if (!pump)
		return -ENOMEM;
	pump->nic = nic;
	pump->guest = guest;
	pump->max_frame = max_frame;
	err = wakeup_pipe(pump->event);
	if (err) {
		free(pump);
		return err;
	}
	err = guest_prepare(guest, max_frame);
	if (!err)
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

struct stats *pump_host(struct pump *pump)
{
	return &pump->host;
}

struct stats *pump_vm(struct pump *pump)
{
	return &pump->vm;
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
