/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* own.c - a network for one guest alone */

#include <CoreFoundation/CFBase.h>
#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <os/availability.h>
#include <stdio.h>
#include <string.h>

#include "helper/darwin/osversion.h"
#include "helper/darwin/own.h"
#include "helper/darwin/status.h"
#include "helper/opts.h"

static int fail(char *error, vmnet_return_t status, const char *option,
		const char *value)
{
	int err = status_errno(status);

	snprintf(error, NIC_ERROR_MAX, "%s %s: cannot make a network: %s",
		 option, value, status_text(status));
	return err ? err : -EIO; /* success, and no object */
}

API_AVAILABLE(macos(26.0))
static int set_subnet(vmnet_network_configuration_ref net,
		      const struct nic_config *config, char *error)
{
	/* Not the first address of the subnet but the one of the host. */
	struct in_addr host = { htonl(config->subnet.start) };
	struct in_addr mask = { htonl(config->subnet.mask) };
	char text[IPV4_TEXT];
	vmnet_return_t status;

	if (!config->has_subnet)
		return 0;
	status = vmnet_network_configuration_set_ipv4_subnet(net, &host, &mask);
	if (status == VMNET_SUCCESS)
		return 0;
	return fail(error, status, "--start-address",
		    ipv4_format(config->subnet.start, text));
}

API_AVAILABLE(macos(26.0))
static int set_mtu(vmnet_network_configuration_ref net,
		   const struct nic_config *config, char *error)
{
	char text[16];
	vmnet_return_t status;

	if (!config->mtu)
		return 0;
	status = vmnet_network_configuration_set_mtu(net, config->mtu);
	if (status == VMNET_SUCCESS)
		return 0;
	snprintf(text, sizeof(text), "%u", config->mtu);
	return fail(error, status, "--mtu", text);
}

API_AVAILABLE(macos(26.0))
static int set_dhcp(vmnet_network_configuration_ref net,
		    const struct nic_config *config, char *error)
{
	struct in_addr addr = { htonl(config->reserved) };
	ether_addr_t mac;
	char text[IPV4_TEXT];
	vmnet_return_t status;

	if (config->no_dhcp)
		vmnet_network_configuration_disable_dhcp(net);
	if (!config->reserved)
		return 0;
	ifid_mac(config->id, mac.octet);
	status = vmnet_network_configuration_add_dhcp_reservation(net, &mac,
								  &addr);
	if (status == VMNET_SUCCESS)
		return 0;
	return fail(error, status, "--reserve-address",
		    ipv4_format(config->reserved, text));
}

API_AVAILABLE(macos(26.0))
static int make(const struct nic_config *config, vmnet_network_ref *network,
		char *error)
{
	const char *mode = opts_mode_name(config->mode);
	vmnet_return_t status = VMNET_FAILURE;
	vmnet_network_configuration_ref net;
	int err;

	net = vmnet_network_configuration_create(
		config->mode == NIC_HOST ? VMNET_HOST_MODE : VMNET_SHARED_MODE,
		&status);
	if (!net)
		return fail(error, status, "--operation-mode", mode);
	err = set_subnet(net, config, error);
	if (!err)
		err = set_mtu(net, config, error);
	if (!err)
		err = set_dhcp(net, config, error);
	if (!err) {
		status = VMNET_FAILURE;
		*network = vmnet_network_create(net, &status);
		if (!*network)
			err = fail(error, status, "--operation-mode", mode);
	}
	CFRelease(net);
	return err;
}

int own_make(const struct nic_config *config, vmnet_network_ref *network,
	     char error[NIC_ERROR_MAX])
{
	*network = NULL;
	if (osversion_major() >= OSVERSION_UNPRIVILEGED) {
		if (__builtin_available(macOS 26.0, *))
			return make(config, network, error);
	}
	snprintf(error, NIC_ERROR_MAX, "%s: needs macOS 26 or later",
		 config->own);
	return -EOPNOTSUPP;
}

/*
 * vmnet describes the interface, and may not know of the network's MTU there:
 * what it has taken for the network counts.
 */
static void fill_mtu(const struct nic_config *config, struct nic_info *info)
{
	if (!config->mtu)
		return;
	info->mtu = config->mtu;
	if (info->max_frame < ETHER_HDR_LEN + config->mtu)
		info->max_frame = ETHER_HDR_LEN + config->mtu;
}

void own_info(vmnet_network_ref network, const struct nic_config *config,
	      struct nic_info *info)
{
	struct in_addr subnet = { 0 }, mask = { 0 };
	struct in6_addr prefix = { 0 };
	uint32_t base;
	uint8_t len = 0;

	if (__builtin_available(macOS 26.0, *)) {
		vmnet_network_get_ipv4_subnet(network, &subnet, &mask);
		vmnet_network_get_ipv6_prefix(network, &prefix, &len);
	}
	/* Be it the subnet's first address or that of the host. */
	base = ntohl(subnet.s_addr & mask.s_addr);
	info->has_subnet = mask.s_addr != 0;
	info->subnet.mask = ntohl(mask.s_addr);
	info->subnet.start = base + 1;
	info->subnet.end = (base | ~info->subnet.mask) - 1;
	info->has_nat66 = config->mode == NIC_SHARED && len == 64;
	memcpy(info->nat66_prefix, &prefix, sizeof(info->nat66_prefix));
	fill_mtu(config, info);
}
