/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* list.c - the interfaces bridged mode can join: bridges and real NICs */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/nic.h"

/* sysfs shows a folder for what a link is made of. */
static bool has_folder(const char *link, const char *folder)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", link, folder);
	return access(path, F_OK) == 0;
}

int nic_list_shared(void)
{
	struct if_nameindex *links = if_nameindex();
	size_t i;

	if (!links)
		return -errno;
	for (i = 0; links[i].if_index; i++) {
		const char *name = links[i].if_name;

		if (strncmp(name, "vmnet", 5) == 0)
			continue; /* our own networks */
		if (has_folder(name, "bridge") || has_folder(name, "device"))
			puts(name);
	}
	if_freenameindex(links);
	return 0;
}
