/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network.h - a shared or host network on Linux: bridge, gateway, DHCP, NAT
 *
 * Theory of operation
 *
 * All helpers that ask for the same subnet share one network.  It belongs to
 * none of them but to a keeper, a small process that the first one forks:
 *
 *	vmnet-helper (1)		vmnet-helper (2)	unprivileged
 *	    | TAP			    | TAP
 *	    +----------- bridge ------------+
 *			   |
 *		    vmnet-keeper -- dnsmasq, vmnet-spare
 *
 * The kernel counts the users: a helper's TAP is a port of the bridge and
 * vanishes with the last descriptor of it, however the helper dies.  The
 * keeper watches the links, and when the bridge has no port left it removes
 * rules, bridge, dnsmasq and files, and ends.  It takes no input but what the
 * kernel says of links and of its child.
 *
 * Files, in /run/vmnet-helper/<inode of the network namespace>/:
 *
 *	lock			held while a network or a port comes or goes
 *	<bridge>/keeper		locked by the keeper as long as it lives
 *	<bridge>/network	what was asked for, so that the next helper
 *				can tell whether it asks for the same
 *	<bridge>/dnsmasq/	leases, log and pid of dnsmasq
 *
 * The leases outlive the network, see leases.h.
 *
 * A keeper that is killed has a spare: a child that waits for the closing of
 * a pipe, takes the lock, and becomes the keeper of what it finds, or removes
 * it when nobody uses it.  A spare that is killed is replaced by its keeper.
 * With both killed at once the next helper of that subnet notices: nobody
 * holds the file.  A network that has ports is then taken over as its users
 * have it, one without is removed and made anew.
 */
#ifndef HELPER_LINUX_NETWORK_H
#define HELPER_LINUX_NETWORK_H

#include <limits.h>
#include <stdbool.h>

#include "helper/nic.h"

#define NETWORK_MTU 1500 /* bytes */

struct network {
	enum nic_mode mode;
	struct subnet subnet;
	uint8_t prefix[16];	   /* IPv6, a /64 */
	bool has_prefix;	   /* false where the host has no IPv6 */
	char bridge[NIC_NAME_MAX]; /* also names the nftables table */
	char base[64];		   /* /run/vmnet-helper/<netns> */
	char dir[96];		   /* base/<bridge> */
};

/**
 * network_init() - Describe the network of a subnet
 * @net:	Filled in
 * @mode:	NIC_SHARED or NIC_HOST
 * @subnet:	Checked subnet
 *
 * Changes nothing outside @net.
 *
 * Return: 0 or -errno when the network namespace cannot be told.
 */
int network_init(struct network *net, enum nic_mode mode,
		 const struct subnet *subnet);

/**
 * network_mac() - The MAC address of a network's bridge
 * @net:	Network
 * @mac:	Receives it; it depends on the subnet only, so that guests
 *		keep their gateway whoever starts the network anew
 */
void network_mac(const struct network *net, uint8_t mac[MAC_SIZE]);

/**
 * network_build() - Make bridge, gateway, rules and sysctls
 * @net:	Network; has_prefix is set
 * @error:	Receives one line saying what failed
 *
 * What is there already is taken over.  Needs CAP_NET_ADMIN.
 *
 * Return: 0 or -errno with @error set.
 */
int network_build(struct network *net, char error[NIC_ERROR_MAX]);

/**
 * network_remove() - Remove what network_build() made, as far as it is there
 * @net:	Network
 */
void network_remove(const struct network *net);

/**
 * network_save() - Write down what the network is
 * @net:	Network with an existing dir
 *
 * Return: 0 or -errno.
 */
int network_save(const struct network *net);

/**
 * network_load() - Read back what network_save() wrote
 * @net:	From network_init(); mode, subnet and has_prefix are replaced
 *
 * Return: 0 or -errno, -EBADMSG when it makes no sense.
 */
int network_load(struct network *net);

#endif
