/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker.h - a network that vmnet-broker keeps for several programs
 *
 * The broker is a launchd service; it makes the network for its first user
 * and hands it out as an opaque object.  A user holds the network for as long
 * as its connection is open.
 */
#ifndef HELPER_DARWIN_BROKER_H
#define HELPER_DARWIN_BROKER_H

#include <vmnet/vmnet.h>
#include <xpc/xpc.h>

#include "helper/nic.h"

/* How long the broker may take; a variable for the sake of tests. */
extern int broker_answer_ms;

/**
 * broker_acquire() - Join a network by name
 * @name:	Name of the network
 * @cancel:	Descriptor; readable ends the wait.  -1 for none
 * @lease:	Set on success; end it with broker_release()
 * @network:	Set on success, for the caller to CFRelease()
 * @error:	Receives one line naming --network, @name and the reason
 *
 * Needs no privilege.  Bounded in time.
 *
 * Return: 0; -ECANCELED; or -errno with @error set, -EOPNOTSUPP before
 * macOS 26.
 */
int broker_acquire(const char *name, int cancel, xpc_connection_t *lease,
		   vmnet_network_ref *network, char error[NIC_ERROR_MAX]);

/**
 * broker_release() - Leave the network
 * @lease:	From broker_acquire(); NULL is allowed
 */
void broker_release(xpc_connection_t lease);

#endif
