/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key.c - a misspelt key
 *
 * expect: vmnet_enable_tso_keys
 */

#include <vmnet/vmnet.h>

int main(void)
{
	xpc_object_t params = xpc_dictionary_create((void *)0, (void *)0, 0);

	xpc_dictionary_set_bool(params, vmnet_enable_tso_keys, true);
	return 0;
}
