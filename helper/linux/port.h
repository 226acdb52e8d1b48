/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * port.h - the TAP of a guest as a port of a bridge
 */
#ifndef HELPER_LINUX_PORT_H
#define HELPER_LINUX_PORT_H

#include <stdbool.h>

#include "helper/ifid.h"
#include "helper/linux/netlink.h"
#include "helper/nic.h"

/**
 * port_add() - Create a TAP and make it a port
 * @nl:		Requests
 * @bridge:	Index of the bridge
 * @mtu:	Bytes
 * @isolated:	true keeps it from the other isolated ports
 * @mac:	The guest's address, which the bridge is made to forget: an
 *		older port may still have it, see fdb.h
 * @name:	Set to the name of the TAP
 * @error:	Receives one line saying what failed
 *
 * Return: descriptor as of tap_open(), or -errno with @error set.
 */
int port_add(struct netlink *nl, int bridge, unsigned int mtu, bool isolated,
	     const uint8_t mac[MAC_SIZE], char name[NIC_NAME_MAX],
	     char error[NIC_ERROR_MAX]);

#endif
