/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firewall.h - the packet filter rules of a network, by nftables
 *
 * All rules of a network are in one table of its own, named like its bridge:
 * nobody else's rules are read or changed.
 */
#ifndef HELPER_LINUX_FIREWALL_H
#define HELPER_LINUX_FIREWALL_H

#include "helper/linux/network.h"

/**
 * firewall_add() - Install the rules, replacing those of an earlier life
 * @net:	Network
 * @error:	Receives one line saying what failed
 *
 * In shared mode guests reach the outside under the host's address, and are not
 * reachable from there, but for answers.  In host mode nothing is forwarded.
 *
 * Return: 0 or -EIO with @error set.
 */
int firewall_add(const struct network *net, char error[NIC_ERROR_MAX]);

/**
 * firewall_remove() - Remove the rules, if they are there
 * @net:	Network
 */
void firewall_remove(const struct network *net);

#endif
