/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * netlink.h - links, addresses and routes of this network namespace
 *
 * A thin layer over rtnetlink(7) by libmnl: one request, one answer.  Indexes
 * are interface indexes.  Functions return 0, a count or -errno unless they
 * say otherwise.
 */
#ifndef HELPER_LINUX_NETLINK_H
#define HELPER_LINUX_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "helper/ifid.h"
#include "helper/nic.h"

struct netlink;

/**
 * netlink_open() - Open a socket for requests
 * @nl:		Set on success; release it with netlink_close()
 *
 * Return: 0 or -errno.
 */
int netlink_open(struct netlink **nl);

/**
 * netlink_close() - Close it
 * @nl:		From netlink_open(), or NULL
 */
void netlink_close(struct netlink *nl);

/**
 * netlink_watch_links() - Open a socket that reports changes of links
 *
 * Return: non-blocking, close-on-exec descriptor, or -errno.  What arrives
 * means "look again"; ENOBUFS on it means the same.
 */
int netlink_watch_links(void);

/**
 * netlink_add_bridge() - Create a bridge, down
 * @nl:		Requests
 * @name:	Its name
 * @mac:	Fixed MAC address: one taken from a port would change with the
 *		ports, and guests would lose their gateway
 * @mtu:	Bytes
 *
 * Return: 0, -EEXIST, or -errno.
 */
int netlink_add_bridge(struct netlink *nl, const char *name,
		       const uint8_t mac[MAC_SIZE], unsigned int mtu);

/**
 * netlink_set_up() - Bring a link up
 * @nl:		Requests
 * @index:	Link
 *
 * Return: 0 or -errno.
 */
int netlink_set_up(struct netlink *nl, int index);

/**
 * netlink_set_port() - Make a link a port of a bridge
 * @nl:		Requests
 * @index:	Link
 * @bridge:	Index of the bridge
 *
 * Return: 0 or -errno.
 */
int netlink_set_port(struct netlink *nl, int index, int bridge);

/**
 * netlink_set_isolated() - Keep a port from other isolated ports
 * @nl:		Requests
 * @index:	Port of a bridge
 *
 * Return: 0 or -errno.
 */
int netlink_set_isolated(struct netlink *nl, int index);

/**
 * netlink_add_macvtap() - Create a macvtap in bridge mode, down
 * @nl:		Requests
 * @name:	Its name
 * @parent:	Index of the link it sits on
 * @mac:	Its MAC address, which the guest has to use
 *
 * Unlike a TAP it outlives its descriptors.
 *
 * Return: 0, -EBUSY when @parent is a port of a bridge, -EEXIST, or -errno.
 */
int netlink_add_macvtap(struct netlink *nl, const char *name, int parent,
			const uint8_t mac[MAC_SIZE]);

struct netlink_link {
	char name[NIC_NAME_MAX];
	char kind[16];	   /* "bridge", "veth", ...; "" for hardware */
	unsigned int mtu;  /* bytes */
	unsigned int type; /* ARPHRD_* */
	int master;	   /* bridge, bond, ... it is a port of; 0 for none */
	bool up;
};

/**
 * netlink_get_link() - Describe a link
 * @nl:		Requests
 * @index:	Link
 * @link:	Filled in
 *
 * Return: 0, -ENODEV, or -errno.
 */
int netlink_get_link(struct netlink *nl, int index, struct netlink_link *link);

/**
 * netlink_set_tx_queue() - Set the length of a link's transmit queue
 * @nl:		Requests
 * @index:	Link
 * @frames:	Queue length
 *
 * Return: 0 or -errno.
 */
int netlink_set_tx_queue(struct netlink *nl, int index, unsigned int frames);

/**
 * netlink_set_mtu() - Set the MTU of a link
 * @nl:		Requests
 * @index:	Link
 * @mtu:	Bytes
 *
 * Return: 0 or -errno.
 */
int netlink_set_mtu(struct netlink *nl, int index, unsigned int mtu);

/**
 * netlink_set_mac() - Set the MAC address of a link
 * @nl:		Requests
 * @index:	Link
 * @mac:	New address
 *
 * Return: 0 or -errno.
 */
int netlink_set_mac(struct netlink *nl, int index, const uint8_t mac[MAC_SIZE]);

/**
 * netlink_delete() - Remove a link
 * @nl:		Requests
 * @index:	Link
 *
 * Return: 0, -ENODEV when there is none, or -errno.
 */
int netlink_delete(struct netlink *nl, int index);

/**
 * netlink_count_ports() - Count the ports of a bridge
 * @nl:		Requests
 * @bridge:	Index of the bridge
 *
 * Return: count or -errno.
 */
int netlink_count_ports(struct netlink *nl, int bridge);

/**
 * netlink_add_address() - Give a link an address
 * @nl:		Requests
 * @index:	Link
 * @family:	AF_INET or AF_INET6
 * @addr:	4 or 16 bytes, network byte order
 * @prefix_len:	Bits
 *
 * IPv6 addresses skip duplicate detection: nobody else is on a new bridge,
 * and the daemons that use the address need it at once.
 *
 * Return: 0, -EEXIST, or -errno.
 */
int netlink_add_address(struct netlink *nl, int index, int family,
			const void *addr, unsigned int prefix_len);

/**
 * netlink_find_conflict() - Look for somebody else's use of an IPv4 subnet
 * @nl:		Requests
 * @base:	Network address, host byte order
 * @mask:	Its mask, host byte order
 * @ignore:	Index of a link that may use it; 0 for none
 * @name:	Set to the interface of the address or route found
 *
 * Looks at the addresses and the routes of the main table; default routes
 * conflict with nothing.
 *
 * Return: 1 when found, 0 when free, or -errno.
 */
int netlink_find_conflict(struct netlink *nl, uint32_t base, uint32_t mask,
			  int ignore, char name[NIC_NAME_MAX]);

#endif
