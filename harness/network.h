/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network.h - the networks that compete: ours, and what else there is
 *
 * Pure: what a network is.  harness/carrier.h makes one.
 */
#ifndef HARNESS_NETWORK_H
#define HARNESS_NETWORK_H

#include <stdbool.h>

#include "harness/matrix.h"

#define NETWORK_NAMES 128 /* bytes of all names in one line */

enum network_kind {
	NETWORK_HELPER, /* vmnet-helper, one process for each guest */
	NETWORK_TAP,	/* the VMM's own TAP on a bridge: the limit */
	NETWORK_USER,	/* TCP/IP in the VMM, which is QEMU's slirp */
	NETWORK_PASST,	/* passt(1), one process for each guest */
	NETWORK_VDE,	/* vde_switch(1), one for all */
	NETWORK_FLOOD	/* one process that gives every frame to all guests */
};

struct network {
	const char *name;
	enum network_kind kind;
	const char *attach;  /* VMNET_NETWORK of vms/README.md */
	const char *program; /* that has to be there; NULL: none besides ours */
	bool stream;	     /* frames come as a stream */
	bool large;	     /* guests send and get large frames in any case */
	bool forwards;	     /* the host reaches guests by ports forwarded from
			      * its loopback; guests do not reach each other */
	bool lan;	     /* needs the LAN, see harness/lan.h */
};

/**
 * network_find() - Find a network by its name
 * @name:	Such as "tap"
 *
 * Return: the network, or NULL.
 */
const struct network *network_find(const char *name);

/**
 * network_names() - All names, for people
 * @names:	Receives text such as "tap, user"
 *
 * Return: @names.
 */
char *network_names(char names[NETWORK_NAMES]);

/**
 * network_lacks() - Tell why a network cannot carry a measurement
 * @n:		The network
 * @offloading:	Whether the guests send and get large frames
 * @step:	The measurement
 *
 * Return: a literal that says why, or NULL when it can.
 */
const char *network_lacks(const struct network *n, bool offloading,
			  const struct matrix_step *step);

#endif
