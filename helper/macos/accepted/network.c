/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network.c - a network of macOS 26, where there is one
 */

#include <vmnet/vmnet.h>

API_AVAILABLE(macos(26.0))
static int make(void)
{
	struct in_addr addr = { 0 };
	ether_addr_t mac = { { 2 } };
	vmnet_return_t status;
	vmnet_network_configuration_ref config =
		vmnet_network_configuration_create(VMNET_SHARED_MODE, &status);

	if (!config)
		return 1;
	vmnet_network_configuration_disable_dhcp(config);
	return vmnet_network_configuration_set_ipv4_subnet(config, &addr,
							   &addr) ||
	       vmnet_network_configuration_set_mtu(config, 9000) ||
	       vmnet_network_configuration_add_dhcp_reservation(config, &mac,
								&addr) ||
	       !vmnet_network_create(config, &status);
}

int main(void)
{
	if (__builtin_available(macOS 26.0, *))
		return make();
	return 0;
}
