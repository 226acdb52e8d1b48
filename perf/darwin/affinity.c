/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* affinity.c - macOS binds no process to a processor */

#include <errno.h>

#include "perf/affinity.h"

int affinity_bind(unsigned int processor)
{
	(void)processor;
	return -ENOTSUP;
}
