/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* open.c - nic_open() on Linux: join a network, or make it first */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/linux/bridged.h"
#include "helper/linux/elevate.h"
#include "helper/linux/failure.h"
#include "helper/linux/keeper.h"
#include "helper/linux/netlink.h"
#include "helper/linux/network.h"
#include "helper/linux/port.h"
#include "helper/linux/state.h"
#include "helper/linux/tap.h"
#include "helper/opts.h"
#include "helper/util.h"

/* 192.168.64.0/24 and 192.168.128.0/24, as on macOS */
#define SHARED_FIRST 64
#define HOST_FIRST   128

/* Does the running network @live give what was asked for? */
static int check_same(const struct network *live, const struct network *asked,
		      char *error)
{
	char base[IPV4_TEXT], start[IPV4_TEXT], end[IPV4_TEXT];

	if (live->mode == asked->mode &&
	    memcmp(&live->subnet, &asked->subnet, sizeof(live->subnet)) == 0)
		return 0;
	snprintf(error, NIC_ERROR_MAX,
		 "--start-address %s: network %s/%u runs already in %s mode "
		 "with addresses %s to %s",
		 ipv4_format(asked->subnet.start, (char[IPV4_TEXT]){ 0 }),
		 ipv4_format(subnet_base(&live->subnet), base),
		 subnet_prefix_len(&live->subnet), opts_mode_name(live->mode),
		 ipv4_format(live->subnet.start, start),
		 ipv4_format(live->subnet.end, end));
	return -EADDRINUSE;
}

static bool has_users(const struct network *net, struct netlink *nl)
{
	int bridge = (int)if_nametoindex(net->bridge);

	return bridge && netlink_count_ports(nl, bridge) > 0;
}

/*
 * Returns 1 when @net is running already and is what was asked for, 0 when
 * it can be made, -EADDRINUSE when its addresses are taken, or -errno.
 */
static int look(struct network *net, struct netlink *nl, char *error)
{
	char name[NIC_NAME_MAX], start[IPV4_TEXT];
	struct network live = *net;
	int alive, ret;

	alive = state_kept(net);
	if (alive < 0)
		return failure_set(error, alive, net->dir);
	ret = alive || has_users(net, nl) ? network_load(&live) : -ENOENT;
	if (ret && alive)
		return failure_set(error, ret, live.dir);
	/* With its keeper killed, a network is still what its users have. */
	if (!ret) {
		ret = check_same(&live, net, error);
		*net = ret ? *net : live;
		return ret ? ret : alive;
	}
	ret = netlink_find_conflict(nl, subnet_base(&net->subnet),
				    net->subnet.mask,
				    (int)if_nametoindex(net->bridge), name);
	if (ret < 0)
		return failure_set(error, ret, "cannot read routes");
	if (ret) {
		snprintf(error, NIC_ERROR_MAX,
			 "--start-address %s: the subnet is in use by "
			 "interface %s",
			 ipv4_format(net->subnet.start, start), name);
		return -EADDRINUSE;
	}
	return 0;
}

/* As look(), for the first subnet that will do. */
static int choose(struct network *net, struct netlink *nl, char *error)
{
	enum nic_mode mode = net->mode;
	unsigned int first = mode == NIC_HOST ? HOST_FIRST : SHARED_FIRST;
	struct subnet subnet;
	unsigned int i;
	int ret;

	for (i = 0; subnet_candidate(first, i, &subnet); i++) {
		ret = network_init(net, mode, &subnet);
		if (!ret)
			ret = look(net, nl, error);
		if (ret != -EADDRINUSE)
			return ret;
	}
	snprintf(error, NIC_ERROR_MAX,
		 "no free subnet in 192.168.0.0/16: use --start-address");
	return -EADDRINUSE;
}

static void fill_info(const struct network *net, struct nic_info *info)
{
	info->mtu = NETWORK_MTU;
	info->max_frame = NETWORK_MTU + 14;
	info->has_subnet = true;
	info->subnet = net->subnet;
	info->has_nat66 = net->has_prefix;
	memcpy(info->nat66_prefix, net->prefix, sizeof(net->prefix));
}

/* With the lock held.  Returns the TAP or -errno. */
static int join(const struct nic_config *config, struct network *net, int lock,
		struct nic_info *info, char *error)
{
	struct netlink *nl;
	int ret, bridge;

	ret = netlink_open(&nl);
	if (ret)
		return failure_set(error, ret, "cannot open rtnetlink");
	ret = config->has_subnet ? look(net, nl, error)
				 : choose(net, nl, error);
	if (ret == 0)
		ret = keeper_start(net, lock, config->cancel, error);
	bridge = (int)if_nametoindex(net->bridge);
	/* Index 0 would make a TAP that is a port of nothing. */
	if (ret >= 0 && !bridge)
		ret = failure_set(error, -ENODEV, net->bridge);
	if (ret >= 0)
		ret = port_add(nl, bridge, NETWORK_MTU, config->isolate,
			       info->mac, info->name, error);
	netlink_close(nl);
	return ret;
}

static int lock_networks(const struct network *net, int cancel, char *error)
{
	int lock = state_lock(net, cancel);

	if (lock == -EWOULDBLOCK)
		snprintf(error, NIC_ERROR_MAX,
			 "another helper has been starting for %d s",
			 STATE_LOCK_MS / 1000);
	else if (lock < 0)
		return failure_set(error, lock,
				   "cannot create a file in /run/vmnet-helper");
	return lock;
}

/* Shared and host mode.  Returns the TAP or -errno. */
static int open_network(const struct nic_config *config, struct nic_info *info,
			char *error)
{
	struct network net;
	int err, lock, tap;

	err = network_init(&net, config->mode, &config->subnet);
	if (err)
		return failure_set(error, err,
				   "cannot tell the network namespace");
	lock = lock_networks(&net, config->cancel, error);
	if (lock < 0)
		return lock;
	tap = join(config, &net, lock, info, error);
	if (tap < 0) {
		state_unlock(&net, lock);
		return tap;
	}
	close(lock);
	fill_info(&net, info);
	return tap;
}

/* What only macOS has. */
static int check_supported(const struct nic_config *config, char *error)
{
	if (config->network) {
		snprintf(error, NIC_ERROR_MAX,
			 "--network %s: needs macOS 26 or later",
			 config->network);
		return -EOPNOTSUPP;
	}
	if (config->own) {
		snprintf(error, NIC_ERROR_MAX, "%s: needs macOS 26 or later",
			 config->own);
		return -EOPNOTSUPP;
	}
	if (config->software_offload) {
		snprintf(error, NIC_ERROR_MAX,
			 "--software-offload: is for macOS; on Linux the "
			 "helper always does so");
		return -EOPNOTSUPP;
	}
	return 0;
}

int nic_open(struct nic **nic, const struct nic_config *config,
	     struct nic_info *info, char error[NIC_ERROR_MAX])
{
	int err, tap;

	err = check_supported(config, error);
	if (err)
		return err;
	*info = (struct nic_info){ 0 };
	memcpy(info->id, config->id, sizeof(info->id));
	ifid_mac(config->id, info->mac);
	err = elevate_helper();
	if (err)
		return failure_set(error, err, "cannot become root");
	tap = config->mode == NIC_BRIDGED ? bridged_open(config, info, error)
					  : open_network(config, info, error);
	if (tap < 0)
		return tap;
	if (config->tso || config->vnet_header)
		info->max_frame = NIC_FRAME_MAX;
	err = tap_nic(nic, tap);
	if (err) {
		close(tap);
		return failure_set(error, err, "cannot use the TAP");
	}
	return 0;
}
