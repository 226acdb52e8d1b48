/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* lan.c - the network that guests in bridged mode join: a real one */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/lan.h"

int lan_open(struct lan *lan, const char *name, const char *dir)
{
	(void)dir;
	*lan = (struct lan){ .dnsmasq = 0 };
	if (strlen(name) >= sizeof(lan->name) || !if_nametoindex(name))
		return -ENXIO;
	strcpy(lan->name, name);
	return 0;
}

void lan_close(struct lan *lan)
{
	*lan = (struct lan){ .dnsmasq = 0 };
}
