/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* lan.c - the network that guests in bridged mode join */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <net/route.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/spawn.h"
#include "harness/lan.h"
#include "helper/linux/netlink.h"
#include "helper/util.h"

#define LAN_MTU	    1500
#define LAN_ADDRESS 0xac1e0001 /* 172.30.0.1 */
#define LAN_BITS    24
#define LAN_ROUTER  0xac1e00fe /* 172.30.0.254, which is nobody */

static int lan_bridge(const char *name)
{
	static const uint8_t mac[MAC_SIZE] = {
		0x02, 0x76, 0x6c, 0x61, 0x6e, 1
	};
	uint32_t address = htonl(LAN_ADDRESS);
	struct netlink *nl;
	int err, index;

	err = netlink_open(&nl);
	if (err)
		return err;
	err = netlink_add_bridge(nl, name, mac, LAN_MTU);
	index = (int)if_nametoindex(name);
	if (!err)
		err = netlink_add_address(nl, index, AF_INET, &address,
					  LAN_BITS);
	if (!err)
		err = netlink_set_up(nl, index);
	netlink_close(nl);
	return err;
}

static int lan_route(const char *name)
{
	const struct sockaddr_in any = { .sin_family = AF_INET };
	const struct sockaddr_in router = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(LAN_ROUTER),
	};
	struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY,
				 .rt_dev = (char *)name };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;

	memcpy(&route.rt_dst, &any, sizeof(any));
	memcpy(&route.rt_genmask, &any, sizeof(any));
	memcpy(&route.rt_gateway, &router, sizeof(router));
	if (fd < 0)
		return -errno;
	err = ioctl(fd, SIOCADDRT, &route) < 0 ? -errno : 0;
	close(fd);
	return err;
}

static int lan_dhcp(struct lan *lan, const char *dir)
{
	char log[PATH_MAX], interface[32];
	char *const argv[] = {
		(char *)"dnsmasq",
		(char *)"--conf-file=/dev/null",
		(char *)"--keep-in-foreground",
		(char *)"--user=",
		(char *)"--group=",
		interface,
		(char *)"--except-interface=lo",
		(char *)"--bind-interfaces",
		(char *)"--no-hosts",
		(char *)"--no-resolv",
		(char *)"--no-ping",
		(char *)"--port=0",
		(char *)"--pid-file=",
		(char *)"--dhcp-authoritative",
		(char *)"--dhcp-leasefile=/run/lan.leases",
		(char *)"--dhcp-range=172.30.0.10,172.30.0.250,255.255.255.0",
		log,
		NULL,
	};
	const struct spawn spawn = { .argv = argv };

	snprintf(interface, sizeof(interface), "--interface=%s", lan->name);
	if ((size_t)snprintf(log, sizeof(log), "--log-facility=%s/%s-dhcp.log",
			     dir, lan->name) >= sizeof(log))
		return -ENAMETOOLONG;
	return spawn_start(&spawn, &lan->dnsmasq);
}

int lan_open(struct lan *lan, const char *name, const char *dir)
{
	int err = lan_bridge(name);

	snprintf(lan->name, sizeof(lan->name), "%s", name);
	if (!err)
		err = lan_route(name);
	if (!err)
		err = lan_dhcp(lan, dir);
	return err;
}

void lan_close(struct lan *lan)
{
	struct netlink *nl;

	if (!lan->dnsmasq)
		return;
	kill(lan->dnsmasq, SIGTERM);
	waitpid(lan->dnsmasq, NULL, 0);
	lan->dnsmasq = 0;
	if (netlink_open(&nl) == 0) {
		netlink_delete(nl, (int)if_nametoindex(lan->name));
		netlink_close(nl);
	}
}
