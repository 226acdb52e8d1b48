/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard.c - a function for macOS 26 that is called without a check
 *
 * expect: set_mtu.*only available on macOS 26.0
 */

#include <vmnet/vmnet.h>

API_AVAILABLE(macos(26.0))
static int set_mtu(vmnet_network_configuration_ref config)
{
	return vmnet_network_configuration_set_mtu(config, 9000) !=
	       VMNET_SUCCESS;
}

int main(int argc, char *argv[])
{
	(void)argc;
	return set_mtu((vmnet_network_configuration_ref)argv);
}
