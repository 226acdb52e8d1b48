/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unguarded.c - a call of macOS 26 without a check
 *
 * expect: only available on macOS 26.0 or newer
 */

#include <vmnet/vmnet.h>

int main(void)
{
	vmnet_return_t status;

	return vmnet_network_create_with_serialization(xpc_null_create(),
						       &status) != (void *)0;
}
