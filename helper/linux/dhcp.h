/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dhcp.h - DHCP, DNS and router advertisements of a network, by dnsmasq
 */
#ifndef HELPER_LINUX_DHCP_H
#define HELPER_LINUX_DHCP_H

#include <sys/types.h>

#include "helper/linux/network.h"

/**
 * dhcp_start() - Start dnsmasq and wait until it serves
 * @net:	Built network
 * @pid:	Set to the child
 * @error:	Receives one line saying what failed, dnsmasq's words included
 *
 * It starts from the leases of the last network of this subnet, see leases.h.
 * It runs as the user dnsmasq (or nobody) where there is one to become, with
 * the three capabilities it needs, and dies with the calling thread.  SIGCHLD
 * must be blocked.
 *
 * Return: 0 or -errno with @error set.
 */
int dhcp_start(const struct network *net, pid_t *pid,
	       char error[NIC_ERROR_MAX]);

/**
 * dhcp_stop() - End dnsmasq and wait for it
 * @pid:	From dhcp_start(); 0 is allowed
 */
void dhcp_stop(pid_t pid);

/**
 * dhcp_remove_files() - Keep its leases, remove its files
 * @net:	Network without dnsmasq
 */
void dhcp_remove_files(const struct network *net);

/**
 * dhcp_capabilities() - What a process must hold to start dnsmasq
 *
 * Return: set of capabilities, see caps.h.
 */
uint64_t dhcp_capabilities(void);

#endif
