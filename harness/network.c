/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* network.c - the networks that compete: ours, and what else there is */

#include <stdio.h>
#include <string.h>

#include "harness/network.h"
#include "helper/util.h"

static const struct network networks[] = {
	{ .name = MATRIX_NETWORK, .kind = NETWORK_HELPER, .attach = "socket" },
	{ .name = MATRIX_NETWORK ":stream",
	  .kind = NETWORK_HELPER,
	  .attach = "socket",
	  .stream = true },
	{ .name = MATRIX_NETWORK ":tap",
	  .kind = NETWORK_HELPER,
	  .attach = "tap",
	  .large = true },
	{ .name = "tap",
	  .kind = NETWORK_TAP,
	  .attach = "tap",
	  .large = true,
	  .lan = true },
	{ .name = "user",
	  .kind = NETWORK_USER,
	  .attach = "user",
	  .forwards = true },
	{ .name = "passt",
	  .kind = NETWORK_PASST,
	  .attach = "socket",
	  .program = "passt",
	  .stream = true,
	  .forwards = true,
	  .lan = true },
	{ .name = "vde",
	  .kind = NETWORK_VDE,
	  .attach = "vde",
	  .program = "vde_switch",
	  .lan = true },
	{ .name = "flood",
	  .kind = NETWORK_FLOOD,
	  .attach = "socket",
	  .stream = true,
	  .lan = true },
};

const struct network *network_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(networks); i++) {
		if (!strcmp(networks[i].name, name))
			return &networks[i];
	}
	return NULL;
}

char *network_names(char names[NETWORK_NAMES])
{
	size_t i, length = 0;

	for (i = 0; i < ARRAY_SIZE(networks); i++) {
		snprintf(names + length, NETWORK_NAMES - length, "%s%s",
			 i ? ", " : "", networks[i].name);
		length = strlen(names);
	}
	return names;
}

const char *network_lacks(const struct network *n,
			  const struct matrix_step *step)
{
	if (!n->forwards)
		return NULL;
	if (step->direction == VM_TO_VM || step->direction == VM_AND_VM)
		return "guests do not reach each other";
	if (step->protocol == RR)
		return "forwards ports only and so no ping";
	return NULL;
}
