/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network.c - a network made without a check of the system's version
 *
 * expect: vmnet_network_configuration_create.*only available on macOS 26.0
 */

#include <vmnet/vmnet.h>

int main(void)
{
	vmnet_return_t status;

	return vmnet_network_configuration_create(VMNET_SHARED_MODE, &status) ==
	       (void *)0;
}
