/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bridged.h - a guest on the network of one of the host's interfaces
 *
 * If the interface is a bridge, the guest's TAP becomes a port of it and goes
 * with its last descriptor.  Otherwise the guest gets a macvtap in bridge mode
 * on the interface.  That one has a MAC address the guest must use, cannot
 * talk to the host itself (its frames never enter the host's stack), and does
 * not go with its descriptors: a small process, the janitor, waits for the
 * helper's end and deletes it.
 */
#ifndef HELPER_LINUX_BRIDGED_H
#define HELPER_LINUX_BRIDGED_H

#include "helper/nic.h"

/**
 * bridged_open() - Join the network of an interface
 * @config:	parent names the interface, id gives the MAC address
 * @info:	name, mtu and max_frame are set
 * @error:	Receives one line naming --shared-interface and the reason
 *
 * Return: descriptor as of tap_open(), or -errno with @error set.
 */
int bridged_open(const struct nic_config *config, struct nic_info *info,
		 char error[NIC_ERROR_MAX]);

#endif
