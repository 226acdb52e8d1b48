/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* failure.c - the one line that says what failed, and what to do about it */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helper/linux/failure.h"

int failure_set(char error[NIC_ERROR_MAX], int err, const char *what)
{
	snprintf(error, NIC_ERROR_MAX, "%s: %s%s", what, strerror(-err),
		 err == -EPERM || err == -EACCES
			 ? " (run as root, or in a user namespace that owns "
			   "its network)"
			 : "");
	return err;
}
