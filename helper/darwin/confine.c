/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine.c - leave a running helper only what it runs on, on macOS
 *
 * There is little to give up by documented means: sandbox_init(3) is
 * deprecated, and App Sandbox is not for a tool of the command line.  What
 * remains is that no frame of a guest ends up in a core file.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "helper/confine.h"

int confine_helper(const struct confine_config *config,
		   char error[CONFINE_ERROR_MAX])
{
	const struct rlimit none = { 0, 0 };

	(void)config;
	if (setrlimit(RLIMIT_CORE, &none) < 0) {
		int err = -errno;

		snprintf(error, CONFINE_ERROR_MAX,
			 "cannot forbid core files: %s", strerror(-err));
		return err;
	}
	return 0;
}
