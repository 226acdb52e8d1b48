/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* list.c - the interfaces bridged mode can join, as vmnet lists them */

#include <errno.h>
#include <stdio.h>
#include <vmnet/vmnet.h>

#include "helper/nic.h"

int nic_list_shared(void)
{
	xpc_object_t list = vmnet_copy_shared_interface_list();
	const char *name;
	size_t i;

	if (!list)
		return -EIO;
	for (i = 0; i < xpc_array_get_count(list); i++) {
		name = xpc_array_get_string(list, i);
		if (name)
			puts(name);
	}
	xpc_release(list);
	return 0;
}
