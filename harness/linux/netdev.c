/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* netdev.c - counters of a network interface, from rtnetlink */

#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/netdev.h"

/*
 * getifaddrs() asks rtnetlink, which unlike /sys always speaks of the network
 * namespace we are in.
 */
int netdev_tx_dropped(const char *name, uint32_t *frames)
{
	const struct rtnl_link_stats *stats;
	const struct ifaddrs *i;
	struct ifaddrs *list;
	int err = -ENODEV;

	if (getifaddrs(&list) < 0)
		return -errno;
	for (i = list; i; i = i->ifa_next) {
		if (!i->ifa_addr || i->ifa_addr->sa_family != AF_PACKET ||
		    !i->ifa_data || strcmp(i->ifa_name, name) != 0)
			continue;
		stats = i->ifa_data;
		*frames = stats->tx_dropped;
		err = 0;
		break;
	}
	freeifaddrs(list);
	return err;
}
