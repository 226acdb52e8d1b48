/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guarded.c - a call of macOS 26, where there is one
 */

#include <vmnet/vmnet.h>

int main(void)
{
	vmnet_return_t status = VMNET_FAILURE;

	if (__builtin_available(macOS 26.0, *))
		return vmnet_network_create_with_serialization(
			       xpc_null_create(), &status) != (void *)0;
	return 0;
}
