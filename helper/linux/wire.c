/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* wire.c - frames through the kernel, which must do what is left to be done */

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "helper/linux/netlink.h"
#include "helper/linux/tap.h"
#include "helper/linux/wire.h"
#include "helper/util.h"

#define WAIT_MS	 2000
#define MTU	 1500
#define TX_QUEUE 10000 /* frames: all segments of a large one wait there */

/* Without a header in front of the frames nothing can be left to us. */
static int open_plain(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd, err;

	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	strcpy(ifr.ifr_name, name);
	if (ioctl(fd, TUNSETIFF, &ifr) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int add_port(struct netlink *nl, const char *name, int bridge)
{
	int index = (int)if_nametoindex(name), err;

	err = netlink_set_tx_queue(nl, index, TX_QUEUE);
	if (!err)
		err = netlink_set_port(nl, index, bridge);
	return err ? err : netlink_set_up(nl, index);
}

static int connect_ends(struct netlink *nl)
{
	static const uint8_t mac[MAC_SIZE] = { 2, 0, 0, 0, 0, 1 };
	int err, bridge;

	err = netlink_add_bridge(nl, "wire", mac, MTU);
	if (err)
		return err;
	bridge = (int)if_nametoindex("wire");
	err = add_port(nl, "in", bridge);
	if (!err)
		err = add_port(nl, "out", bridge);
	return err ? err : netlink_set_up(nl, bridge);
}

int wire_open(struct wire *wire)
{
	char name[NIC_NAME_MAX];
	struct netlink *nl;
	int err;

	/* The bridge and its ports would announce themselves. */
	err = write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	if (err && err != -ENOENT)
		return err;
	wire->in = tap_open("in", name);
	if (wire->in < 0)
		return wire->in;
	wire->out = open_plain("out");
	if (wire->out < 0)
		return wire->out;
	err = netlink_open(&nl);
	if (err)
		return err;
	err = connect_ends(nl);
	netlink_close(nl);
	return err;
}

int wire_put(const struct wire *wire, const struct iovec *iov, int n)
{
	return writev(wire->in, iov, n) < 0 ? -errno : 0;
}

int wire_get(const struct wire *wire, void *buf, size_t size)
{
	struct pollfd ready = { .fd = wire->out, .events = POLLIN };
	ssize_t len;

	if (poll(&ready, 1, WAIT_MS) <= 0)
		return 0;
	len = read(wire->out, buf, size);
	return len < 0 ? -errno : (int)len;
}
