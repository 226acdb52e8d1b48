/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* usage.c - what processes use, as XNU tells it, see doubles.h */

#include <errno.h>
#include <libproc.h>
#include <mach/mach_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "helper/macos/doubles/doubles.h"
#include "helper/util.h"

/* As on Apple's processors: 24 million ticks a second. */
enum { NUMER = 125, DENOM = 3 };

int mach_timebase_info(struct mach_timebase_info *info)
{
	info->numer = NUMER;
	info->denom = DENOM;
	return 0;
}

static int resident(int pid, uint64_t *bytes)
{
	unsigned long long pages;
	char path[48], text[128];

	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	if (read_text(path, text, sizeof(text)) < 0 ||
	    sscanf(text, "%*u %llu", &pages) != 1)
		return -ESRCH;
	*bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return 0;
}

int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer)
{
	struct rusage_info_v0 *info = (struct rusage_info_v0 *)buffer;
	struct timespec ts;
	clockid_t clock;

	if (flavor != RUSAGE_INFO_V0)
		double_abort("proc_pid_rusage(): flavor %d", flavor);
	memset(info, 0, sizeof(*info));
	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &ts) < 0 ||
	    resident(pid, &info->ri_resident_size) < 0) {
		errno = ESRCH;
		return -1;
	}
	/* A third of it in the kernel, for both to be added up. */
	info->ri_user_time =
		((uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec) *
		DENOM / NUMER;
	info->ri_system_time = info->ri_user_time / 3;
	info->ri_user_time -= info->ri_system_time;
	return 0;
}
