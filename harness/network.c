/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* network.c - the networks that compete: ours, and what else there is */

#include <stdio.h>
#include <string.h>

#include "harness/network.h"
#include "harness/system.h"

const struct network *network_find(const char *name)
{
	const struct network *n;

	for (n = system_networks(); n->name; n++) {
		if (!strcmp(n->name, name))
			return n;
	}
	return NULL;
}

char *network_names(char names[NETWORK_NAMES])
{
	const struct network *n;
	size_t length = 0;

	for (n = system_networks(); n->name; n++) {
		snprintf(names + length, NETWORK_NAMES - length, "%s%s",
			 length ? ", " : "", n->name);
		length = strlen(names);
	}
	return names;
}

const char *network_lacks(const struct network *n, bool offloading,
			  const struct matrix_step *step)
{
	/* To the others they are frames above the MTU, and dropped. */
	if (offloading && n->kind != NETWORK_HELPER && !n->large)
		return "takes no frames larger than the MTU";
	if (!n->forwards)
		return NULL;
	if (step->direction == VM_TO_VM || step->direction == VM_AND_VM)
		return "guests do not reach each other";
	if (step->protocol == RR)
		return "forwards ports only and so no ping";
	return NULL;
}
