/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* port.c - the TAP of a guest as a port of a bridge */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/linux/failure.h"
#include "helper/linux/fdb.h"
#include "helper/linux/port.h"
#include "helper/linux/tap.h"
#include "helper/util.h"

/*
 * A TAP drops what does not fit into its queue, and the default of 1000
 * frames is less than one TCP window: every drop seen in a benchmark was
 * there.  10000 had none (measured).
 */
#define TX_QUEUE 10000

/* The host speaks through the bridge, not through its ports. */
static void disable_ipv6(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6",
		 name);
	write_text(path, "1");
}

static int configure(struct netlink *nl, int index, int bridge,
		     unsigned int mtu, bool isolated)
{
	int err;

	err = netlink_set_mtu(nl, index, mtu);
	if (!err)
		err = netlink_set_tx_queue(nl, index, TX_QUEUE);
	if (!err)
		err = netlink_set_port(nl, index, bridge);
	/* Before it is up: there is no moment without isolation. */
	if (!err && isolated)
		err = netlink_set_isolated(nl, index);
	if (!err)
		err = netlink_set_up(nl, index);
	return err;
}

int port_add(struct netlink *nl, int bridge, unsigned int mtu, bool isolated,
	     const uint8_t mac[MAC_SIZE], char name[NIC_NAME_MAX],
	     char error[NIC_ERROR_MAX])
{
	int fd, err;

	fd = tap_open("vmtap%d", name);
	if (fd < 0)
		return failure_set(error, fd,
				   "cannot create a TAP by /dev/net/tun");
	disable_ipv6(name);
	err = configure(nl, (int)if_nametoindex(name), bridge, mtu, isolated);
	/* Now that it is up: the next frame to the guest goes there, too. */
	if (!err)
		err = fdb_forget(nl, bridge, mac);
	if (!err)
		return fd;
	close(fd);
	return failure_set(error, err, "cannot configure the TAP");
}
