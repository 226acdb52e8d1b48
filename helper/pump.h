/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pump.h - moves frames between the network and the VM
 *
 * Two threads, one per direction, that share nothing: neither can delay the
 * other.  In the data path there is no allocation, no log line and no lock.
 */
#ifndef HELPER_PUMP_H
#define HELPER_PUMP_H

#include "helper/guest.h"
#include "helper/infer.h"
#include "helper/nic.h"
#include "helper/stats.h"

struct pump;

struct pump_config {
	struct nic *nic;	/* open network, in use until pump_stop() */
	struct guest *guest;	/* open guest, in use until pump_stop() */
	enum guest_frames kind; /* what the guest sends and takes */
	struct infer infer;	/* of GUEST_LARGE */
	unsigned int max_frame; /* longest in bytes, Ethernet header included */
	struct stats *host;	/* counters of the direction host to VM */
	struct stats *vm;	/* counters of the direction VM to host */
};

/**
 * pump_start() - Start both threads
 * @pump:	Set on success; end it with pump_stop()
 * @config:	What to connect; not kept, but what it points at is
 *
 * The threads inherit the signal mask: block what main waits for before.
 *
 * Return: 0 or -errno.
 */
int pump_start(struct pump **pump, const struct pump_config *config);

/**
 * pump_event_fd() - Becomes readable when a thread has ended by itself
 * @pump:	Running pump
 *
 * Return: descriptor owned by @pump.
 */
int pump_event_fd(const struct pump *pump);

/**
 * pump_result() - Why a thread has ended by itself
 * @pump:	Running pump whose event descriptor is readable
 *
 * Return: -ECONNRESET when the VM is gone, -EPROTO when its stream makes no
 * sense, -errno of the network otherwise; 0 when both threads run.
 */
int pump_result(struct pump *pump);

/**
 * pump_stop() - Stop both threads and free the pump
 * @pump:	From pump_start(); NULL is allowed
 *
 * Frames on their way are lost, as when a cable is pulled.
 */
void pump_stop(struct pump *pump);

#endif
