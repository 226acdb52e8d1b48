/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* network.c - a shared or host network on Linux: bridge, gateway, sysctls */

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/linux/firewall.h"
#include "helper/linux/neighbour.h"
#include "helper/linux/netlink.h"
#include "helper/linux/network.h"
#include "helper/log.h"
#include "helper/opts.h"
#include "helper/util.h"

int network_init(struct network *net, enum nic_mode mode,
		 const struct subnet *subnet)
{
	struct stat st;

	*net = (struct network){ .mode = mode, .subnet = *subnet };
	/* Names of links live in a network namespace, /run may not. */
	if (stat("/proc/self/ns/net", &st) < 0)
		return -errno;
	subnet_ula(subnet, net->prefix);
	snprintf(net->bridge, sizeof(net->bridge), "vmnet%08x",
		 subnet_base(subnet));
	snprintf(net->base, sizeof(net->base), "/run/vmnet-helper/%lu",
		 (unsigned long)st.st_ino);
	snprintf(net->dir, sizeof(net->dir), "%s/%s", net->base, net->bridge);
	return 0;
}

__attribute__((format(printf, 3, 4))) static int fail(char *error, int err,
						      const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(error, NIC_ERROR_MAX, fmt, ap);
	va_end(ap);
	if (len < NIC_ERROR_MAX)
		snprintf(error + len, (size_t)(NIC_ERROR_MAX - len), ": %s",
			 strerror(-err));
	return err;
}

void network_mac(const struct network *net, uint8_t mac[MAC_SIZE])
{
	uint32_t base = htonl(subnet_base(&net->subnet));

	mac[0] = 0x02;
	mac[1] = 0x76;
	memcpy(mac + 2, &base, sizeof(base));
}

static int add_gateways(struct network *net, struct netlink *nl, int index)
{
	uint32_t gateway = htonl(net->subnet.start);
	uint8_t gateway6[16];
	int err;

	err = netlink_add_address(nl, index, AF_INET, &gateway,
				  subnet_prefix_len(&net->subnet));
	if (err && err != -EEXIST)
		return err;
	memcpy(gateway6, net->prefix, sizeof(gateway6));
	gateway6[15] = 1;
	err = netlink_add_address(nl, index, AF_INET6, gateway6, 64);
	net->has_prefix = err == 0 || err == -EEXIST;
	if (!net->has_prefix)
		log_warn("no IPv6 on this host: %s", strerror(-err));
	return 0;
}

static void set_conf(const char *family, const char *link, const char *name,
		     const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/%s/conf/%.15s/%s", family,
		 link, name);
	write_text(path, value);
}

static bool conf_is(const char *link, const char *name, char value)
{
	char path[128], text[8];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%.15s/%s", link,
		 name);
	return read_text(path, text, sizeof(text)) > 0 && text[0] == value;
}

/*
 * A host that forwards IPv6 stops listening to router advertisements, and so
 * loses its own default route, unless accept_ra is 2 (the kernel's
 * ip-sysctl.rst).  Links that listen now shall go on.
 */
static void keep_router_advertisements(void)
{
	struct dirent *entry;
	DIR *dir;

	dir = opendir("/proc/sys/net/ipv6/conf");
	if (!dir)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (conf_is(entry->d_name, "accept_ra", '1') &&
		    conf_is(entry->d_name, "forwarding", '0'))
			set_conf("ipv6", entry->d_name, "accept_ra", "2");
	}
	closedir(dir);
}

static int forward(const char *path, char *error)
{
	char text[8];
	int err;

	if (read_text(path, text, sizeof(text)) > 0 && text[0] == '1')
		return 0;
	err = write_text(path, "1");
	if (err)
		return fail(error, err, "cannot switch forwarding on: %s",
			    path);
	log_info("switched forwarding on: %s", path);
	return 0;
}

static int enable_forwarding(const struct network *net, char *error)
{
	int err;

	err = forward("/proc/sys/net/ipv4/ip_forward", error);
	if (err || !net->has_prefix)
		return err;
	if (conf_is("all", "forwarding", '0'))
		keep_router_advertisements();
	return forward("/proc/sys/net/ipv6/conf/all/forwarding", error);
}

static int build_bridge(struct network *net, struct netlink *nl, char *error)
{
	uint8_t mac[MAC_SIZE];
	int index, err;

	network_mac(net, mac);
	err = netlink_add_bridge(nl, net->bridge, mac, NETWORK_MTU);
	if (err && err != -EEXIST)
		return fail(error, err, "cannot create bridge %s%s",
			    net->bridge,
			    err == -EPERM ? " (run as root, or see "
					    "vmnet-helper(1))"
					  : "");
	index = (int)if_nametoindex(net->bridge);
	set_conf("ipv6", net->bridge, "accept_ra", "0");
	/* Else router advertisements cannot be sent for the first seconds. */
	set_conf("ipv6", net->bridge, "accept_dad", "0");
	err = add_gateways(net, nl, index);
	if (!err)
		err = netlink_set_up(nl, index);
	if (err)
		return fail(error, err, "cannot configure bridge %s",
			    net->bridge);
	return 0;
}

int network_build(struct network *net, char error[NIC_ERROR_MAX])
{
	struct netlink *nl;
	int err;

	err = netlink_open(&nl);
	if (err)
		return fail(error, err, "cannot open rtnetlink");
	err = build_bridge(net, nl, error);
	netlink_close(nl);
	/* The rules first: forwarding without them would let others in. */
	if (!err)
		err = firewall_add(net, error);
	if (!err && net->mode == NIC_SHARED)
		err = enable_forwarding(net, error);
	if (!err)
		neighbour_greet(net);
	return err;
}

void network_remove(const struct network *net)
{
	int index = (int)if_nametoindex(net->bridge);
	struct netlink *nl;

	neighbour_leave(net);
	firewall_remove(net);
	if (!index || netlink_open(&nl) < 0)
		return;
	netlink_delete(nl, index);
	netlink_close(nl);
}

static void record_path(const struct network *net, char *path, size_t size)
{
	snprintf(path, size, "%s/network", net->dir);
}

int network_save(const struct network *net)
{
	char path[128], start[IPV4_TEXT], end[IPV4_TEXT], mask[IPV4_TEXT];
	char text[128];
	int fd, err;

	record_path(net, path, sizeof(path));
	snprintf(text, sizeof(text), "%s %s %s %s %d\n",
		 opts_mode_name(net->mode),
		 ipv4_format(net->subnet.start, start),
		 ipv4_format(net->subnet.end, end),
		 ipv4_format(net->subnet.mask, mask), net->has_prefix);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0644);
	if (fd < 0)
		return -errno;
	err = write_full(fd, text, strlen(text));
	close(fd);
	return err;
}

static int parse_mode(const char *text, enum nic_mode *mode)
{
	int i;

	for (i = NIC_SHARED; i <= NIC_BRIDGED; i++) {
		if (strcmp(text, opts_mode_name((enum nic_mode)i)) == 0) {
			*mode = (enum nic_mode)i;
			return 0;
		}
	}
	return -EBADMSG;
}

int network_load(struct network *net)
{
	char path[128], text[128], mode[16], start[16], end[16], mask[16];
	struct subnet s;
	ssize_t n;
	int has_prefix;

	record_path(net, path, sizeof(path));
	n = read_text(path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (sscanf(text, "%15s %15s %15s %15s %d", mode, start, end, mask,
		   &has_prefix) != 5)
		return -EBADMSG;
	if (ipv4_parse(start, &s.start) < 0 || ipv4_parse(end, &s.end) < 0 ||
	    ipv4_parse(mask, &s.mask) < 0)
		return -EBADMSG;
	net->subnet = s;
	net->has_prefix = has_prefix != 0;
	return parse_mode(mode, &net->mode);
}
