/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* netlink.c - links, addresses and routes of this network namespace */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/linux/netlink.h"
#include "helper/linux/request.h"
#include "helper/subnet.h"

#define BUFFER_SIZE 32768 /* what the kernel fills at most in a dump */

/*
 * A guest that makes addresses up would fill the host's memory: 5 minutes of
 * them are kept.  Beyond that many, frames to an unknown one go to all ports.
 * Since Linux 6.7; its number is not in the headers of Debian 12, and older
 * kernels pass over it.
 */
#define BR_FDB_MAX_LEARNED (IFLA_BR_MCAST_QUERIER_STATE + 2)
#define ADDRESSES_MAX	   4096

struct netlink {
	struct mnl_socket *socket;
	unsigned int port;
	unsigned int seq;
	_Alignas(struct nlmsghdr) char buffer[BUFFER_SIZE];
};

int netlink_open(struct netlink **out)
{
	struct netlink *nl = calloc(1, sizeof(*nl));
	int err;

	if (!nl)
		return -ENOMEM;
	nl->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!nl->socket || mnl_socket_bind(nl->socket, 0, 0) < 0) {
		err = -errno;
		netlink_close(nl);
		return err;
	}
	nl->port = mnl_socket_get_portid(nl->socket);
	*out = nl;
	return 0;
}

void netlink_close(struct netlink *nl)
{
	if (!nl)
		return;
	if (nl->socket)
		mnl_socket_close(nl->socket);
	free(nl);
}

int netlink_watch_links(void)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK,
	};
	int fd, err;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_ROUTE);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

struct nlmsghdr *netlink_request(struct netlink *nl, int type, int flags)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(nl->buffer);

	request->nlmsg_type = (uint16_t)type;
	request->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	request->nlmsg_seq = ++nl->seq;
	return request;
}

static struct nlmsghdr *new_link_request(struct netlink *nl, int type,
					 int flags, int index)
{
	struct nlmsghdr *request = netlink_request(nl, type, NLM_F_ACK | flags);
	struct ifinfomsg *info;

	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	info->ifi_index = index;
	return request;
}

/*
 * The kernel marks a dump during which the table changed.  libmnl stops at
 * the mark and leaves the rest of the dump in the socket, to be taken for the
 * answer to the next request.  So take the mark off, and read to the end.
 */
static bool take_mark(char *buffer, ssize_t n)
{
	struct nlmsghdr *answer = (struct nlmsghdr *)buffer;
	int left = (int)n;
	bool marked = false;

	for (; mnl_nlmsg_ok(answer, left);
	     answer = mnl_nlmsg_next(answer, &left)) {
		marked |= (answer->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
		answer->nlmsg_flags &= (uint16_t)~NLM_F_DUMP_INTR;
	}
	return marked;
}

int netlink_run(struct netlink *nl, struct nlmsghdr *request, mnl_cb_t each,
		void *ctx)
{
	unsigned int seq = request->nlmsg_seq;
	bool changed = false;
	ssize_t n;
	int ret;

	if (mnl_socket_sendto(nl->socket, request, request->nlmsg_len) < 0)
		return -errno;
	do {
		n = mnl_socket_recvfrom(nl->socket, nl->buffer,
					sizeof(nl->buffer));
		if (n < 0)
			return -errno;
		changed |= take_mark(nl->buffer, n);
		ret = mnl_cb_run(nl->buffer, (size_t)n, seq, nl->port, each,
				 ctx);
	} while (ret > MNL_CB_STOP);
	if (ret < 0)
		return -errno;
	return changed ? -EINTR : 0;
}

int netlink_add_bridge(struct netlink *nl, const char *name,
		       const uint8_t mac[MAC_SIZE], unsigned int mtu)
{
	struct nlattr *info, *data;
	struct nlmsghdr *request;

	request =
		new_link_request(nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put(request, IFLA_ADDRESS, MAC_SIZE, mac);
	mnl_attr_put_u32(request, IFLA_MTU, mtu);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	/* A port that forwards at once, and multicast that reaches all. */
	mnl_attr_put_u32(request, IFLA_BR_STP_STATE, 0);
	mnl_attr_put_u32(request, IFLA_BR_FORWARD_DELAY, 0);
	mnl_attr_put_u8(request, IFLA_BR_MCAST_SNOOPING, 0);
	mnl_attr_put_u32(request, BR_FDB_MAX_LEARNED, ADDRESSES_MAX);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, info);
	return netlink_run(nl, request, NULL, NULL);
}

int netlink_set_up(struct netlink *nl, int index)
{
	struct nlmsghdr *request;
	struct ifinfomsg *info;

	request = new_link_request(nl, RTM_NEWLINK, 0, index);
	info = mnl_nlmsg_get_payload(request);
	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	return netlink_run(nl, request, NULL, NULL);
}

int netlink_set_isolated(struct netlink *nl, int index)
{
	struct nlmsghdr *request;
	struct ifinfomsg *info;
	struct nlattr *port;

	request = new_link_request(nl, RTM_SETLINK, 0, index);
	info = mnl_nlmsg_get_payload(request);
	info->ifi_family = AF_BRIDGE;
	port = mnl_attr_nest_start(request, IFLA_PROTINFO);
	mnl_attr_put_u8(request, IFLA_BRPORT_ISOLATED, 1);
	mnl_attr_nest_end(request, port);
	return netlink_run(nl, request, NULL, NULL);
}

int netlink_add_macvtap(struct netlink *nl, const char *name, int parent,
			const uint8_t mac[MAC_SIZE])
{
	struct nlattr *info, *data;
	struct nlmsghdr *request;

	request =
		new_link_request(nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put_u32(request, IFLA_LINK, (uint32_t)parent);
	mnl_attr_put(request, IFLA_ADDRESS, MAC_SIZE, mac);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "macvtap");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	mnl_attr_put_u32(request, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, info);
	return netlink_run(nl, request, NULL, NULL);
}

static void read_kind(const struct nlattr *info, struct netlink_link *link)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested (attr, info) {
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
			snprintf(link->kind, sizeof(link->kind), "%s",
				 mnl_attr_get_str(attr));
	}
}

static int read_link(const struct nlmsghdr *answer, void *ctx)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(answer);
	struct netlink_link *link = ctx;
	const struct nlattr *attr;

	link->type = info->ifi_type;
	link->up = (info->ifi_flags & IFF_UP) != 0;
	mnl_attr_for_each (attr, answer, sizeof(*info)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_IFNAME:
			snprintf(link->name, sizeof(link->name), "%s",
				 mnl_attr_get_str(attr));
			break;
		case IFLA_MTU:
			link->mtu = mnl_attr_get_u32(attr);
			break;
		case IFLA_MASTER:
			link->master = (int)mnl_attr_get_u32(attr);
			break;
		case IFLA_LINKINFO:
			read_kind(attr, link);
			break;
		}
	}
	return MNL_CB_OK;
}

int netlink_get_link(struct netlink *nl, int index, struct netlink_link *link)
{
	*link = (struct netlink_link){ 0 };
	return netlink_run(nl, new_link_request(nl, RTM_GETLINK, 0, index),
			   read_link, link);
}

static int set_u32(struct netlink *nl, int index, uint16_t attr, uint32_t value)
{
	struct nlmsghdr *request;

	request = new_link_request(nl, RTM_NEWLINK, 0, index);
	mnl_attr_put_u32(request, attr, value);
	return netlink_run(nl, request, NULL, NULL);
}

int netlink_set_port(struct netlink *nl, int index, int bridge)
{
	return set_u32(nl, index, IFLA_MASTER, (uint32_t)bridge);
}

int netlink_set_tx_queue(struct netlink *nl, int index, unsigned int frames)
{
	return set_u32(nl, index, IFLA_TXQLEN, frames);
}

int netlink_set_mtu(struct netlink *nl, int index, unsigned int mtu)
{
	return set_u32(nl, index, IFLA_MTU, mtu);
}

int netlink_set_mac(struct netlink *nl, int index, const uint8_t mac[MAC_SIZE])
{
	struct nlmsghdr *request;

	request = new_link_request(nl, RTM_NEWLINK, 0, index);
	mnl_attr_put(request, IFLA_ADDRESS, MAC_SIZE, mac);
	return netlink_run(nl, request, NULL, NULL);
}

int netlink_delete(struct netlink *nl, int index)
{
	return netlink_run(nl, new_link_request(nl, RTM_DELLINK, 0, index),
			   NULL, NULL);
}

struct port_count {
	int bridge;
	int n;
};

static int count_port(const struct nlmsghdr *answer, void *ctx)
{
	struct port_count *count = ctx;
	const struct nlattr *attr;

	mnl_attr_for_each (attr, answer, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) == IFLA_MASTER &&
		    mnl_attr_get_u32(attr) == (uint32_t)count->bridge)
			count->n++;
	}
	return MNL_CB_OK;
}

int netlink_count_ports(struct netlink *nl, int bridge)
{
	struct port_count count = { .bridge = bridge };
	struct nlmsghdr *request;
	struct ifinfomsg *info;
	int err;

	/* EINTR: links changed during the dump, so some may be missing. */
	do {
		count.n = 0;
		request = netlink_request(nl, RTM_GETLINK, NLM_F_DUMP);
		info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
		info->ifi_family = AF_UNSPEC;
		err = netlink_run(nl, request, count_port, &count);
	} while (err == -EINTR);
	return err ? err : count.n;
}

int netlink_add_address(struct netlink *nl, int index, int family,
			const void *addr, unsigned int prefix_len)
{
	size_t size = family == AF_INET6 ? 16 : 4;
	struct nlmsghdr *request;
	struct ifaddrmsg *msg;

	request = netlink_request(nl, RTM_NEWADDR,
				  NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	msg = mnl_nlmsg_put_extra_header(request, sizeof(*msg));
	msg->ifa_family = (uint8_t)family;
	msg->ifa_prefixlen = (uint8_t)prefix_len;
	msg->ifa_index = (uint32_t)index;
	if (family == AF_INET6)
		msg->ifa_flags = IFA_F_NODAD;
	mnl_attr_put(request, IFA_LOCAL, size, addr);
	mnl_attr_put(request, IFA_ADDRESS, size, addr);
	return netlink_run(nl, request, NULL, NULL);
}

struct conflict {
	uint32_t base;
	uint32_t mask;
	unsigned int ignore; /* our own bridge, 0 for none */
	unsigned int index;  /* of the interface found, 0 for none */
};

static uint32_t mask_of(unsigned int prefix_len)
{
	return prefix_len ? ~0u << (32 - prefix_len) : 0;
}

static void compare(struct conflict *c, const struct nlattr *addr,
		    unsigned int prefix_len, unsigned int index)
{
	uint32_t mask = mask_of(prefix_len);
	uint32_t base;

	if (index == c->ignore || mnl_attr_get_payload_len(addr) != 4)
		return;
	base = ntohl(mnl_attr_get_u32(addr)) & mask;
	if (subnet_overlaps(c->base, c->mask, base, mask))
		c->index = index;
}

static int check_address(const struct nlmsghdr *answer, void *ctx)
{
	const struct ifaddrmsg *msg = mnl_nlmsg_get_payload(answer);
	const struct nlattr *attr;

	mnl_attr_for_each (attr, answer, sizeof(*msg)) {
		if (mnl_attr_get_type(attr) == IFA_ADDRESS)
			compare(ctx, attr, msg->ifa_prefixlen, msg->ifa_index);
	}
	return MNL_CB_OK;
}

static int check_route(const struct nlmsghdr *answer, void *ctx)
{
	const struct rtmsg *msg = mnl_nlmsg_get_payload(answer);
	const struct nlattr *attr, *dst = NULL;
	unsigned int index = 0;

	if (msg->rtm_table != RT_TABLE_MAIN || msg->rtm_type != RTN_UNICAST ||
	    msg->rtm_dst_len == 0)
		return MNL_CB_OK;
	mnl_attr_for_each (attr, answer, sizeof(*msg)) {
		if (mnl_attr_get_type(attr) == RTA_DST)
			dst = attr;
		else if (mnl_attr_get_type(attr) == RTA_OIF)
			index = mnl_attr_get_u32(attr);
	}
	if (dst && index)
		compare(ctx, dst, msg->rtm_dst_len, index);
	return MNL_CB_OK;
}

static int find_address(struct netlink *nl, struct conflict *c)
{
	struct nlmsghdr *request = netlink_request(nl, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *msg;

	msg = mnl_nlmsg_put_extra_header(request, sizeof(*msg));
	msg->ifa_family = AF_INET;
	return netlink_run(nl, request, check_address, c);
}

static int find_route(struct netlink *nl, struct conflict *c)
{
	struct nlmsghdr *request =
		netlink_request(nl, RTM_GETROUTE, NLM_F_DUMP);
	struct rtmsg *msg;

	msg = mnl_nlmsg_put_extra_header(request, sizeof(*msg));
	msg->rtm_family = AF_INET;
	return netlink_run(nl, request, check_route, c);
}

int netlink_find_conflict(struct netlink *nl, uint32_t base, uint32_t mask,
			  int ignore, char name[NIC_NAME_MAX])
{
	struct conflict c = {
		.base = base,
		.mask = mask,
		.ignore = (unsigned int)ignore,
	};
	int err;

	/* EINTR: the table changed during the dump. */
	do {
		err = find_address(nl, &c);
		if (!err && !c.index)
			err = find_route(nl, &c);
	} while (err == -EINTR);
	if (err)
		return err;
	if (!c.index)
		return 0;
	if (!if_indextoname(c.index, name))
		strcpy(name, "?");
	return 1;
}
