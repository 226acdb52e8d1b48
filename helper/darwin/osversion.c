/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* osversion.c - which macOS this is */

#include <stdlib.h>
#include <sys/types.h>
#include <sys/sysctl.h>

#include "helper/darwin/osversion.h"

unsigned int osversion_major(void)
{
	char text[32] = "";
	size_t size = sizeof(text) - 1;

	if (sysctlbyname("kern.osproductversion", text, &size, NULL, 0) < 0)
		return 0;
	return (unsigned int)strtoul(text, NULL, 10);
}
