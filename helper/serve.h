/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve.h - forward for one client after another, until told to stop
 *
 * What the helper does once everything is open: wait for a client if the
 * socket has none yet, run the pump for it, watch for signals and for the end
 * of either side, and say in the log what happens.
 */
#ifndef HELPER_SERVE_H
#define HELPER_SERVE_H

#include <stdbool.h>

#include "helper/endpoint.h"
#include "helper/guest.h"
#include "helper/infer.h"
#include "helper/nic.h"

struct serve_config {
	struct endpoint *endpoint; /* open */
	const char *path;	   /* of --socket; NULL: connected already */
	bool reconnect;		   /* wait for the next client */
	bool hold;	 /* the VM has the interface: only wait for its end */
	struct nic *nic; /* open */
	enum guest_frames kind; /* what the VM sends and takes */
	struct infer infer;	/* of GUEST_LARGE */
	unsigned int max_frame; /* bytes */
	int signals;		/* signals_open() of those that end us */
	int asks;		/* and of those that ask for the counters */
	unsigned int stats_interval; /* seconds; 0: never */
};

/**
 * serve_run() - Forward until there is a reason to end
 * @config:	What to serve; all of it stays the caller's
 *
 * The log says why it ended.
 *
 * Return: 0 when a signal asked for the end or the VM has gone; -errno when
 * something failed.
 */
int serve_run(const struct serve_config *config);

#endif
