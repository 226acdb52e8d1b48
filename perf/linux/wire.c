/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* wire.c - the interfaces between which a contender is measured */

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "harness/command.h"
#include "helper/linux/netlink.h"
#include "helper/linux/tap.h"
#include "helper/util.h"
#include "perf/linux/wire.h"

#define VETH_LIMIT_MS 10000

static const uint8_t bridge_mac[MAC_SIZE] = { 2, 0, 0, 0, 0, 1 };

/* Best effort: where /proc is not to be written, a few frames more come. */
static void switch_ipv6_off(void)
{
	write_text("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
	write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
}

int wire_bridge(uint32_t address)
{
	struct netlink *nl;
	int err, index;

	switch_ipv6_off();
	err = netlink_open(&nl);
	if (err)
		return err;
	err = netlink_add_bridge(nl, WIRE_BRIDGE, bridge_mac, WIRE_MTU);
	index = (int)if_nametoindex(WIRE_BRIDGE);
	if (!err && address)
		err = netlink_add_address(nl, index, AF_INET, &address, 24);
	if (!err)
		err = netlink_set_up(nl, index);
	netlink_close(nl);
	return err;
}

static int plain_tap(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd, err;

	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	if (ioctl(fd, TUNSETIFF, &ifr) < 0) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

int wire_tap(const char *name, bool offload)
{
	char given[NIC_NAME_MAX];

	return offload ? tap_open(name, given) : plain_tap(name);
}

int wire_up(const char *name, bool port, unsigned int queue)
{
	int index = (int)if_nametoindex(name), err;
	struct netlink *nl;

	err = netlink_open(&nl);
	if (err)
		return err;
	err = netlink_set_tx_queue(nl, index, queue);
	if (!err && port)
		err = netlink_set_port(nl, index,
				       (int)if_nametoindex(WIRE_BRIDGE));
	if (!err)
		err = netlink_set_up(nl, index);
	netlink_close(nl);
	return err;
}

int wire_guest(const char *name, const uint8_t *mac, uint32_t address)
{
	int index = (int)if_nametoindex(name), err;
	struct netlink *nl;

	switch_ipv6_off();
	err = netlink_open(&nl);
	if (err)
		return err;
	if (mac)
		err = netlink_set_mac(nl, index, mac);
	if (!err)
		err = netlink_add_address(nl, index, AF_INET, &address, 24);
	netlink_close(nl);
	return err ? err : wire_up(name, false, WIRE_QUEUE);
}

/* From the answer to RTM_GETLINK. */
static int take_counters(const struct nlmsghdr *nlh, void *ctx)
{
	struct rtnl_link_stats64 *stats = ctx;
	const struct nlattr *attr;

	mnl_attr_for_each (attr, nlh, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) == IFLA_STATS64 &&
		    mnl_attr_get_payload_len(attr) >= 4 * sizeof(uint64_t))
			memcpy(stats, mnl_attr_get_payload(attr),
			       4 * sizeof(uint64_t));
	}
	return MNL_CB_OK;
}

static int ask_counters(struct mnl_socket *nl, const char *name,
			struct rtnl_link_stats64 *stats)
{
	char buf[16384];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *info;
	ssize_t n;

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_index = (int)if_nametoindex(name);
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	n = mnl_socket_recvfrom(nl, buf, sizeof(buf));
	if (n < 0 || mnl_cb_run(buf, (size_t)n, 0, mnl_socket_get_portid(nl),
				take_counters, stats) < 0)
		return -errno;
	return 0;
}

int wire_received(const char *name, uint64_t *frames, uint64_t *bytes)
{
	struct rtnl_link_stats64 stats = { 0 };
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int err;

	if (!nl)
		return -errno;
	err = ask_counters(nl, name, &stats);
	mnl_socket_close(nl);
	*frames = stats.rx_packets;
	*bytes = stats.rx_bytes;
	return err;
}

int wire_cut(const char *name)
{
	static const uint32_t features[] = { ETHTOOL_STSO, ETHTOOL_SGSO,
					     ETHTOOL_SGRO, ETHTOOL_STXCSUM };
	struct ethtool_value value = { 0 };
	struct ifreq ifr = { 0 };
	int fd, err = 0;
	size_t i;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	ifr.ifr_data = (void *)&value;
	for (i = 0; i < ARRAY_SIZE(features) && !err; i++) {
		value.cmd = features[i];
		if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
			err = -errno;
	}
	close(fd);
	return err;
}

int wire_veth(struct events *ev, pid_t guest)
{
	char pid[16];
	const char *const argv[] = { "ip",   "link",  "add",  WIRE_VETH,
				     "type", "veth",  "peer", "name",
				     "eth0", "netns", pid,    NULL };
	struct text out = { 0 };
	int err, status;

	snprintf(pid, sizeof(pid), "%d", (int)guest);
	err = command_run(ev, (char *const *)argv, VETH_LIMIT_MS, &out,
			  &status);
	text_free(&out);
	return !err && status ? -EIO : err;
}

void wire_remove(const char *name)
{
	int index = (int)if_nametoindex(name);
	struct netlink *nl;

	if (!index || netlink_open(&nl) < 0)
		return;
	netlink_delete(nl, index);
	netlink_close(nl);
}
