/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.c - what a process uses, by proc_pid_rusage() */

#include <errno.h>
#include <libproc.h>
#include <mach/mach_time.h>
#include <sys/resource.h>

#include "harness/cpu.h"

static int cpu_usage(pid_t pid, struct rusage_info_v0 *info)
{
	/* Declared as a pointer to a pointer, and is none. */
	if (proc_pid_rusage(pid, RUSAGE_INFO_V0, (rusage_info_t *)info) < 0)
		return -errno;
	return 0;
}

/*
 * The kernel counts in ticks of mach_absolute_time(), which are nanoseconds on
 * Intel and are not on Apple's processors.  Divided first, the product stays
 * below 64 bits.
 */
static int64_t cpu_ns(uint64_t ticks, const struct mach_timebase_info *base)
{
	return (int64_t)(ticks / base->denom * base->numer +
			 ticks % base->denom * base->numer / base->denom);
}

int cpu_time(pid_t pid, int64_t *ns)
{
	struct mach_timebase_info base;
	struct rusage_info_v0 info;
	int err;

	err = cpu_usage(pid, &info);
	if (err)
		return err;
	if (mach_timebase_info(&base) || !base.denom)
		return -EIO;
	*ns = cpu_ns(info.ri_user_time + info.ri_system_time, &base);
	return 0;
}

int cpu_memory(pid_t pid, uint64_t *bytes)
{
	struct rusage_info_v0 info;
	int err = cpu_usage(pid, &info);

	if (!err)
		*bytes = info.ri_resident_size;
	return err;
}
