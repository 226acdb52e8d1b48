/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* open.c - nic_open() on Linux: join a network, or make it first */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/linux/keeper.h"
#include "helper/linux/netlink.h"
#include "helper/linux/network.h"
#include "helper/linux/tap.h"
#include "helper/opts.h"
#include "helper/util.h"

/*
 * A TAP drops what does not fit into its queue, and the default of 1000
 * frames is less than one TCP window: every drop seen in a benchmark was
 * there.  10000 had none (measured).
 */
#define TX_QUEUE 10000

#define SHARED_FIRST 64 /* 192.168.64.0/24, as on macOS */

static int fail(char *error, int err, const char *what)
{
	snprintf(error, NIC_ERROR_MAX, "%s: %s%s", what, strerror(-err),
		 err == -EPERM || err == -EACCES
			 ? " (run as root, or in a user namespace that owns "
			   "its network)"
			 : "");
	return err;
}

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

/*
 * Returns 1 when @net is running already and is what was asked for, 0 when
 * it can be made, -EADDRINUSE when its addresses are taken, or -errno.
 */
static int look(struct network *net, struct netlink *nl, char *error)
{
	char name[NIC_NAME_MAX], start[IPV4_TEXT];
	struct network live = *net;
	int ret;

	ret = keeper_alive(net);
	if (ret < 0)
		return fail(error, ret, net->dir);
	if (ret) {
		ret = network_load(&live);
		if (ret)
			return fail(error, ret, live.dir);
		ret = check_same(&live, net, error);
		*net = ret ? *net : live;
		return ret ? ret : 1;
	}
	ret = netlink_find_conflict(nl, subnet_base(&net->subnet),
				    net->subnet.mask,
				    (int)if_nametoindex(net->bridge), name);
	if (ret < 0)
		return fail(error, ret, "cannot read routes");
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
	struct subnet subnet;
	unsigned int i;
	int ret;

	for (i = 0; subnet_candidate(SHARED_FIRST, i, &subnet); i++) {
		ret = network_init(net, net->mode, &subnet);
		if (!ret)
			ret = look(net, nl, error);
		if (ret != -EADDRINUSE)
			return ret;
	}
	snprintf(error, NIC_ERROR_MAX,
		 "no free subnet in 192.168.0.0/16: use --start-address");
	return -EADDRINUSE;
}

static int disable_ipv6(const char *name)
{
	char path[128];

	/* The TAP is a port: the host speaks through the bridge only. */
	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6",
		 name);
	return write_text(path, "1");
}

static int add_port(const struct network *net, struct netlink *nl,
		    char name[NIC_NAME_MAX], char *error)
{
	int fd, index, err;

	fd = tap_open("vmtap%d", name);
	if (fd < 0)
		return fail(error, fd, "cannot create a TAP by /dev/net/tun");
	disable_ipv6(name);
	index = (int)if_nametoindex(name);
	err = netlink_set_mtu(nl, index, NETWORK_MTU);
	if (!err)
		err = netlink_set_tx_queue(nl, index, TX_QUEUE);
	if (!err)
		err = netlink_set_port(nl, index,
				       (int)if_nametoindex(net->bridge));
	if (!err)
		err = netlink_set_up(nl, index);
	if (!err)
		return fd;
	close(fd);
	return fail(error, err, "cannot configure the TAP");
}

static void fill_info(const struct network *net,
		      const struct nic_config *config, struct nic_info *info)
{
	memcpy(info->id, config->id, sizeof(info->id));
	ifid_mac(config->id, info->mac);
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
	int ret;

	ret = netlink_open(&nl);
	if (ret)
		return fail(error, ret, "cannot open rtnetlink");
	ret = config->has_subnet ? look(net, nl, error)
				 : choose(net, nl, error);
	if (ret == 0)
		ret = keeper_start(net, lock, error);
	if (ret >= 0)
		ret = add_port(net, nl, info->name, error);
	netlink_close(nl);
	return ret;
}

static int check_supported(const struct nic_config *config, char *error)
{
	if (config->mode != NIC_SHARED) {
		snprintf(error, NIC_ERROR_MAX,
			 "--operation-mode %s: not available yet on Linux, "
			 "use shared",
			 opts_mode_name(config->mode));
		return -EOPNOTSUPP;
	}
	if (config->isolate) {
		snprintf(error, NIC_ERROR_MAX,
			 "--enable-isolation: not available yet on Linux");
		return -EOPNOTSUPP;
	}
	return 0;
}

int nic_open(struct nic **nic, const struct nic_config *config,
	     struct nic_info *info, char error[NIC_ERROR_MAX])
{
	struct network net;
	int err, lock, tap;

	*info = (struct nic_info){ 0 };
	err = check_supported(config, error);
	if (err)
		return err;
	err = network_init(&net, config->mode, &config->subnet);
	if (err)
		return fail(error, err, "cannot tell the network namespace");
	lock = keeper_lock(&net);
	if (lock == -EWOULDBLOCK) {
		snprintf(error, NIC_ERROR_MAX,
			 "another helper has been starting for %d s",
			 KEEPER_LOCK_MS / 1000);
		return lock;
	}
	if (lock < 0)
		return fail(error, lock, "cannot create a file in "
					 "/run/vmnet-helper");
	tap = join(config, &net, lock, info, error);
	if (tap < 0) {
		keeper_unlock(&net, lock);
		return tap;
	}
	close(lock);
	fill_info(&net, config, info);
	err = tap_nic(nic, tap, info->max_frame);
	if (err) {
		close(tap);
		return fail(error, err, "cannot use the TAP");
	}
	return 0;
}
