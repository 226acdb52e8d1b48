/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.c - what this Mac lacks for a network, and the cure */

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
#include <vmnet/vmnet.h>

#include "helper/darwin/osversion.h"
#include "helper/doctor.h"

static int check_version(unsigned int major)
{
	if (!major) {
		printf("warn  macOS:            version unknown; root is "
		       "assumed to be needed\n");
		return 0;
	}
	printf("ok    macOS:            version %u, vmnet needs %s\n", major,
	       major < OSVERSION_UNPRIVILEGED ? "root"
					      : "no root but a signature");
	return 0;
}

static int check_privilege(unsigned int major)
{
	if (major >= OSVERSION_UNPRIVILEGED) {
		printf("ok    privilege:        none is needed; if vmnet says "
		       "VMNET_NOT_AUTHORIZED, run \"make sign\"\n");
		return 0;
	}
	if (geteuid() == 0) {
		printf("ok    privilege:        root\n");
		return 0;
	}
	printf("FAIL  privilege:        not root; run it by sudo\n");
	return 1;
}

static int check_interfaces(void)
{
	xpc_object_t list = vmnet_copy_shared_interface_list();
	size_t n = list ? xpc_array_get_count(list) : 0;

	if (list)
		xpc_release(list);
	if (n)
		printf("ok    bridged mode:     %zu interfaces, see "
		       "--list-shared-interfaces\n",
		       n);
	else
		printf("warn  bridged mode:     no interface can be joined; "
		       "connect to a network\n");
	return 0;
}

int doctor_run(void)
{
	unsigned int major = osversion_major();

	return check_version(major) + check_privilege(major) +
	       check_interfaces();
}
