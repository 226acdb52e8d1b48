/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* system.c - what a run is made of on Linux */

#include <stddef.h>

#include "harness/system.h"

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
	{ .name = NULL },
};

const struct network *system_networks(void)
{
	return networks;
}

const char *system_drivers(void)
{
	return "qemu,netns";
}

const char *system_memory(void)
{
	return "128";
}

/* As soon as the answer is there. */
const char *system_ping(void)
{
	return "busybox ping -A -w";
}

bool system_counts_vmm(const char *driver)
{
	(void)driver;
	return true;
}

/* A bridge that is made for the run, see lan.h. */
const char *system_lan(void)
{
	return "lan0";
}
