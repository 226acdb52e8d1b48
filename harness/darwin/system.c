/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* system.c - what a run is made of on macOS */

#include <stddef.h>
#include <string.h>

#include "harness/system.h"

/* Both hypervisors take datagrams; all else is made of parts of Linux. */
static const struct network networks[] = {
	{ .name = MATRIX_NETWORK, .kind = NETWORK_HELPER, .attach = "socket" },
	{ .name = NULL },
};

const struct network *system_networks(void)
{
	return networks;
}

const char *system_drivers(void)
{
	return "vfkit,krunkit";
}

/* The firmware needs more than the kernel. */
const char *system_memory(void)
{
	return "512";
}

/* More often is for root only. */
const char *system_ping(void)
{
	return "ping -n -i 0.1 -t";
}

/* Virtualization.framework has a service of the system run the VM. */
bool system_counts_vmm(const char *driver)
{
	return strcmp(driver, "vfkit") != 0;
}

/* The first interface, which on a notebook is Wi-Fi. */
const char *system_lan(void)
{
	return "en0";
}
