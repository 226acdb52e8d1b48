/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* firewall.c - the packet filter rules of a network, by nftables */

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "helper/linux/firewall.h"
#include "helper/linux/ruleset.h"

#define RULES_MAX 4096

struct rules {
	char text[RULES_MAX];
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void add(struct rules *rules,
						      const char *fmt, ...)
{
	size_t room = sizeof(rules->text) - rules->len;
	va_list ap;

	va_start(ap, fmt);
	rules->len +=
		(size_t)vsnprintf(rules->text + rules->len, room, fmt, ap);
	va_end(ap);
}

/* "add" before "delete" makes deleting a table that is not there succeed. */
static void add_reset(struct rules *rules, const struct network *net)
{
	add(rules, "add table inet %s\ndelete table inet %s\n", net->bridge,
	    net->bridge);
}

static void add_nat(struct rules *rules, const struct network *net)
{
	char base[IPV4_TEXT], prefix[INET6_ADDRSTRLEN];
	unsigned int len = subnet_prefix_len(&net->subnet);

	ipv4_format(subnet_base(&net->subnet), base);
	add(rules,
	    "chain postrouting {\n"
	    "type nat hook postrouting priority srcnat; policy accept;\n"
	    "ip saddr %s/%u ip daddr != { %s/%u, 224.0.0.0/4, "
	    "255.255.255.255 } oifname != \"%s\" masquerade\n",
	    base, len, base, len, net->bridge);
	if (net->has_prefix) {
		inet_ntop(AF_INET6, net->prefix, prefix, sizeof(prefix));
		add(rules,
		    "ip6 saddr %s/64 ip6 daddr != %s/64 oifname != \"%s\" "
		    "masquerade\n",
		    prefix, prefix, net->bridge);
	}
	add(rules, "}\n");
}

/*
 * Nothing but answers comes in from the outside; in host mode nothing goes out
 * either.  Where br_netfilter is on, frames from port to port pass here too,
 * with the bridge as both interfaces: those are not meant.
 *
 * But a guest that is kept from another by isolated ports could send to it by
 * way of the gateway, that is to the MAC address of the bridge.  No honest
 * guest does so, as the other is on its own link.
 */
static void add_forward(struct rules *rules, const struct network *net)
{
	const char *br = net->bridge;
	uint8_t bytes[MAC_SIZE];
	char mac[MAC_TEXT];

	network_mac(net, bytes);
	mac_format(bytes, mac);
	add(rules,
	    "chain forward {\n"
	    "type filter hook forward priority filter; policy accept;\n"
	    "iifname \"%s\" oifname \"%s\" ether daddr %s drop\n",
	    br, br, mac);
	if (net->mode == NIC_SHARED)
		add(rules,
		    "oifname \"%s\" iifname != \"%s\" "
		    "ct state { established, related } accept\n",
		    br, br);
	else
		add(rules, "iifname \"%s\" oifname != \"%s\" drop\n", br, br);
	add(rules, "oifname \"%s\" iifname != \"%s\" drop\n}\n", br, br);
}

static void make_rules(struct rules *rules, const struct network *net)
{
	rules->len = 0;
	add_reset(rules, net);
	add(rules, "table inet %s {\n", net->bridge);
	add_forward(rules, net);
	if (net->mode == NIC_SHARED)
		add_nat(rules, net);
	add(rules, "}\n");
}

int firewall_add(const struct network *net, char error[NIC_ERROR_MAX])
{
	struct rules rules;

	make_rules(&rules, net);
	return ruleset_change(rules.text, error);
}

void firewall_remove(const struct network *net)
{
	struct rules rules = { .len = 0 };
	char error[NIC_ERROR_MAX];

	add_reset(&rules, net);
	ruleset_change(rules.text, error);
}
