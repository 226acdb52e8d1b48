/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.h - what keeps a contender busy: a guest and a network without a stack
 *
 * Theory of operation
 *
 * The guest's end is one thread that sends and one that receives, by the
 * functions the helper itself uses on its own end (guest.h), so that all
 * contenders have the same, and a good, partner.  The network's end is a TAP
 * on the same bridge.
 *
 *	to the host	the socket holds the sender back when it is full; the
 *			frames end at the far TAP, which nobody reads: its queue
 *			fills up and drops, at little cost
 *	to the VM	a TAP holds nobody back, so the far end keeps a window
 *			of frames on their way, as TCP does: it sends when the
 *			guest has received.  A frame that does not come is given
 *			up after a while and counted as lost
 *
 * TCP frames to the VM are written as one large frame that the kernel or the
 * contender has to cut, as the host's TCP would; UDP frames one by one.
 *
 * Pings are sent once a millisecond by the guest's sending thread, whatever
 * it has to do besides, and answered by a thread behind a TAP of their own.
 * The time of a ping counts from when it was due, so a guest that could not
 * send it in time is not forgiven.
 */
#ifndef PERF_LOAD_H
#define PERF_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/ifid.h"

struct load;

struct load_config {
	int sock;     /* the guest's end of the socket */
	bool stream;  /* its kind */
	bool large;   /* frames on it may be larger than the MTU */
	size_t front; /* bytes of the vnet header before each; or 0 */
	int far;      /* TAP with vnet headers; -1 for none */
	int echo;     /* TAP that answers pings, with vnet headers; or -1 */
	int wall;     /* the socket's other end, if nothing is between; or -1 */
	bool to_host; /* which way frames go; maybe both */
	bool to_vm;
	bool tcp;
	unsigned int size;	    /* bytes of each frame */
	unsigned int flows;	    /* 1 to LOAD_FLOWS */
	uint8_t guest[MAC_SIZE];    /* MAC addresses */
	uint8_t network[MAC_SIZE];  /* of @far */
	uint8_t answerer[MAC_SIZE]; /* of @echo */
};

#define LOAD_FLOWS 64

/* All since the start. */
struct load_count {
	uint64_t sent_to_host; /* frames */
	uint64_t sent_to_vm;
	uint64_t got_by_vm;
	uint64_t got_by_wall;
};

/**
 * load_start() - Send and receive
 * @load:	Set on success; end it with load_stop()
 * @config:	Not kept; its descriptors must stay open
 *
 * Return: 0 or -errno.
 */
int load_start(struct load **load, const struct load_config *config);

/**
 * load_count() - How much has been sent and received
 * @load:	From load_start()
 * @count:	Filled in
 *
 * Return: 0, or the -errno that has ended the guest; -ECONNRESET when the
 * other end of its socket is gone.
 */
int load_count(struct load *load, struct load_count *count);

/**
 * load_begin() - Forget the pings of the warm-up
 * @load:	From load_start()
 */
void load_begin(struct load *load);

/**
 * load_pause() - Send no more; go on receiving
 * @load:	From load_start()
 */
void load_pause(struct load *load);

/**
 * load_pings() - The times of the pings that were answered
 * @load:	Paused
 * @ns:		Set to them in nanoseconds; owned by @load
 * @n:		Set to how many
 * @lost:	Set to how many were not answered
 */
void load_pings(struct load *load, double **ns, size_t *n, size_t *lost);

/**
 * load_stop() - End all threads and free the load
 * @load:	From load_start(); NULL is allowed
 */
void load_stop(struct load *load);

#endif
