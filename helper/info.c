/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* info.c - what the caller of the helper learns: one line of JSON */

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "helper/info.h"

struct line {
	char *text;
	size_t size;
	size_t len; /* as if there were room */
};

__attribute__((format(printf, 2, 3))) static void append(struct line *line,
							 const char *fmt, ...)
{
	size_t room = line->len < line->size ? line->size - line->len : 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? line->text + line->len : NULL, room, fmt, ap);
	va_end(ap);
	line->len += (size_t)n;
}

static void append_subnet(struct line *line, const struct subnet *s)
{
	char text[IPV4_TEXT];

	append(line, "\"vmnet_start_address\": \"%s\", ",
	       ipv4_format(s->start, text));
	append(line, "\"vmnet_end_address\": \"%s\", ",
	       ipv4_format(s->end, text));
	append(line, "\"vmnet_subnet_mask\": \"%s\", ",
	       ipv4_format(s->mask, text));
}

static void append_broker(struct line *line, const struct nic_info *info)
{
	char prefix[INET6_ADDRSTRLEN], text[IPV4_TEXT];

	append(line, ", \"net_ipv4_subnet\": \"%s\"",
	       ipv4_format(info->broker_gateway, text));
	append(line, ", \"net_ipv4_mask\": \"%s\"",
	       ipv4_format(info->broker_mask, text));
	inet_ntop(AF_INET6, info->broker_prefix, prefix, sizeof(prefix));
	append(line, ", \"net_ipv6_prefix\": \"%s\"", prefix);
	append(line, ", \"net_ipv6_prefix_len\": %u", info->broker_prefix_len);
}

/*
 * No value needs escaping: all are made here from numbers, but for the
 * interface name, which the kernel gave us after we chose its pattern.
 */
int info_format(const struct nic_info *info, char *text, size_t size)
{
	struct line line = { .text = text, .size = size };
	char mac[MAC_TEXT], id[IFID_TEXT], prefix[INET6_ADDRSTRLEN];

	mac_format(info->mac, mac);
	ifid_format(info->id, id);
	append(&line, "{\"vmnet_mac_address\": \"%s\", ", mac);
	append(&line, "\"vmnet_interface_id\": \"%s\", ", id);
	if (info->has_subnet)
		append_subnet(&line, &info->subnet);
	if (info->has_nat66) {
		inet_ntop(AF_INET6, info->nat66_prefix, prefix, sizeof(prefix));
		append(&line, "\"vmnet_nat66_prefix\": \"%s\", ", prefix);
	}
	append(&line, "\"vmnet_mtu\": %u, ", info->mtu);
	append(&line, "\"vmnet_max_packet_size\": %u, ", info->max_frame);
	append(&line, "\"vmnet_read_max_packets\": %d, ", NIC_BATCH);
	append(&line, "\"vmnet_write_max_packets\": %d", NIC_BATCH);
	if (info->has_broker)
		append_broker(&line, info);
	if (info->name[0])
		append(&line, ", \"vmnet_interface_name\": \"%s\"", info->name);
	append(&line, "}\n");
	return line.len < size ? (int)line.len : -ENOSPC;
}
