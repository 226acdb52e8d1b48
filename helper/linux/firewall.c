/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* firewall.c - the packet filter rules of a network, by nftables */

#include <arpa/inet.h>
#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

#include "helper/linux/firewall.h"

#define RULES_MAX 2048

/* "add" before "delete" makes deleting a table that is not there succeed. */
#define RESET_TABLE "add table inet %s\ndelete table inet %s\n"

static void format_rules6(const struct network *net, char *text, size_t size)
{
	char prefix[INET6_ADDRSTRLEN];

	text[0] = '\0';
	if (!net->has_prefix)
		return;
	inet_ntop(AF_INET6, net->prefix, prefix, sizeof(prefix));
	snprintf(text, size,
		 "ip6 saddr %s/64 ip6 daddr != %s/64 oifname != \"%s\" "
		 "masquerade\n",
		 prefix, prefix, net->bridge);
}

static void format_rules(const struct network *net, char *text, size_t size)
{
	char base[IPV4_TEXT], rules6[256];
	const char *br = net->bridge;

	ipv4_format(subnet_base(&net->subnet), base);
	format_rules6(net, rules6, sizeof(rules6));
	snprintf(text, size,
		 RESET_TABLE
		 "table inet %s {\n"
		 "chain forward {\n"
		 "type filter hook forward priority filter; policy accept;\n"
		 "oifname \"%s\" iifname != \"%s\" "
		 "ct state { established, related } accept\n"
		 "oifname \"%s\" iifname != \"%s\" drop\n"
		 "}\n"
		 "chain postrouting {\n"
		 "type nat hook postrouting priority srcnat; policy accept;\n"
		 "ip saddr %s/%u ip daddr != { %s/%u, 224.0.0.0/4, "
		 "255.255.255.255 } oifname != \"%s\" masquerade\n"
		 "%s"
		 "}\n"
		 "}\n",
		 br, br, br, br, br, br, br, base,
		 subnet_prefix_len(&net->subnet), base,
		 subnet_prefix_len(&net->subnet), br, rules6);
}

/* The first line nft says; the rest quotes the rule. */
static void first_line(const char *text, char *line, size_t size)
{
	size_t len = strcspn(text, "\n");

	snprintf(line, size, "%.*s", (int)(len < size ? len : size - 1), text);
}

static int run(const char *commands, char *error)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);
	char line[256];
	int err = 0;

	if (!ctx) {
		snprintf(error, NIC_ERROR_MAX, "cannot use nftables: %s",
			 strerror(ENOMEM));
		return -EIO;
	}
	nft_ctx_buffer_output(ctx);
	nft_ctx_buffer_error(ctx);
	if (nft_run_cmd_from_buffer(ctx, commands) != 0) {
		first_line(nft_ctx_get_error_buffer(ctx), line, sizeof(line));
		snprintf(error, NIC_ERROR_MAX, "cannot set nftables rules: %s",
			 line);
		err = -EIO;
	}
	nft_ctx_free(ctx);
	return err;
}

int firewall_add(const struct network *net, char error[NIC_ERROR_MAX])
{
	char text[RULES_MAX];

	format_rules(net, text, sizeof(text));
	return run(text, error);
}

void firewall_remove(const struct network *net)
{
	char text[RULES_MAX], error[NIC_ERROR_MAX];

	snprintf(text, sizeof(text), RESET_TABLE, net->bridge, net->bridge);
	run(text, error);
}
