/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own.h - a network for one guest alone
 *
 * Theory of operation
 *
 * What vmnet_start_interface() joins is one network for all who ask for the
 * same subnet, and nobody may say what its MTU is or who gets which address.
 * From macOS 26 on a program may make a network and say so, but then nobody
 * else can join it: it is known by an object of this process.  So a network is
 * made only for an option that needs it.
 *
 * vmnet takes any MAC address on such a network, so that the guest's is known
 * before, and an address can be reserved for it.
 */
#ifndef HELPER_DARWIN_OWN_H
#define HELPER_DARWIN_OWN_H

#include <vmnet/vmnet.h>

#include "helper/nic.h"

/**
 * own_make() - Make a network
 * @config:	What is wanted; its own is not NULL
 * @network:	Set on success, for the caller to CFRelease()
 * @error:	Receives one line naming the option, its value and the reason
 *
 * Needs no privilege.
 *
 * Return: 0; or -errno with @error set, -EOPNOTSUPP before macOS 26.
 */
int own_make(const struct nic_config *config, vmnet_network_ref *network,
	     char error[NIC_ERROR_MAX]);

/**
 * own_info() - What the guest's network is
 * @network:	From own_make()
 * @config:	As it was given there
 * @info:	As params_read() has set it; addresses, MTU and the longest
 *		frame are set to those of the network
 */
void own_info(vmnet_network_ref network, const struct nic_config *config,
	      struct nic_info *info);

#endif
