/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* affinity.c - the processors that measurements may use, on Linux */

#include <errno.h>
#include <sched.h>

#include "perf/affinity.h"

int affinity_bind(unsigned int processor)
{
	cpu_set_t set;

	if (processor >= CPU_SETSIZE)
		return -EINVAL;
	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	return sched_setaffinity(0, sizeof(set), &set) < 0 ? -errno : 0;
}
