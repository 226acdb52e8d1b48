/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine_off.c - no confinement, linked by builds with sanitizers only
 *
 * Those map memory of their own, read /proc and start a symbolizer, all of
 * which confine.c ends.
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
