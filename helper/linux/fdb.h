/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fdb.h - what a bridge has learned of where guests are
 *
 * A bridge sends a frame to the port on which its receiver was heard last, for
 * five minutes.  A guest that comes back through another helper while the port
 * of the old one still lives would not hear a word until it speaks itself.
 */
#ifndef HELPER_LINUX_FDB_H
#define HELPER_LINUX_FDB_H

#include "helper/ifid.h"
#include "helper/linux/netlink.h"

/**
 * fdb_forget() - Make a bridge forget where an address was heard
 * @nl:		Requests
 * @bridge:	Index of the bridge
 * @mac:	The address
 *
 * The next frame to it goes to all ports, and its answer tells where it is.
 * Only learned entries of this address are deleted, on every VLAN: flushing the
 * bridge (IFLA_BR_FDB_FLUSH) would show each guest's traffic to all others for
 * a moment, and static entries are their owner's wish.
 *
 * Return: 0 or -errno.
 */
int fdb_forget(struct netlink *nl, int bridge, const uint8_t mac[MAC_SIZE]);

#endif
