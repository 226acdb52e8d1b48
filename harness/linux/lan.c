/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* lan.c - the network that guests in bridged mode join */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/spawn.h"
#include "harness/lan.h"
#include "helper/linux/netlink.h"
#include "helper/util.h"

#define LAN_MTU	    1500
#define LAN_ADDRESS 0xac1e0001 /* 172.30.0.1 */
#define LAN_BITS    24

static int lan_bridge(void)
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
	err = netlink_add_bridge(nl, LAN_NAME, mac, LAN_MTU);
	index = (int)if_nametoindex(LAN_NAME);
	if (!err)
		err = netlink_add_address(nl, index, AF_INET, &address,
					  LAN_BITS);
	if (!err)
		err = netlink_set_up(nl, index);
	netlink_close(nl);
	return err;
}

static int lan_dhcp(struct lan *lan, const char *dir)
{
	char log[PATH_MAX];
	char *const argv[] = {
		(char *)"dnsmasq",
		(char *)"--conf-file=/dev/null",
		(char *)"--keep-in-foreground",
		(char *)"--user=",
		(char *)"--group=",
		(char *)"--interface=" LAN_NAME,
		(char *)"--except-interface=lo",
		(char *)"--bind-interfaces",
		(char *)"--no-hosts",
		(char *)"--no-resolv",
		(char *)"--no-ping",
		(char *)"--port=0",
		(char *)"--pid-file=",
		(char *)"--dhcp-authoritative",
		(char *)"--dhcp-leasefile=/run/" LAN_NAME ".leases",
		(char *)"--dhcp-range=172.30.0.10,172.30.0.250,255.255.255.0",
		log,
		NULL,
	};
	const struct spawn spawn = { .argv = argv };

	if ((size_t)snprintf(log, sizeof(log),
			     "--log-facility=%s/" LAN_NAME "-dhcp.log",
			     dir) >= sizeof(log))
		return -ENAMETOOLONG;
	return spawn_start(&spawn, &lan->dnsmasq);
}

int lan_open(struct lan *lan, const char *dir)
{
	int err = lan_bridge();

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
		netlink_delete(nl, (int)if_nametoindex(LAN_NAME));
		netlink_close(nl);
	}
}
