/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine_off.c - no confinement, for builds with sanitizers or for coverage
 *
 * Those map memory of their own, read /proc, start a symbolizer or write files
 * when the process ends: all of that is what confine.c stops.
 */

#include "helper/confine.h"
#include "helper/log.h"

int confine_helper(const struct confine_config *config,
		   char error[CONFINE_ERROR_MAX])
{
	(void)config;
	(void)error;
	log_debug("not confined: this is a build with sanitizers");
	return 0;
}
