/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.c - what a process uses, from its CPU clock and /proc */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/cpu.h"
#include "helper/util.h"

/* The clock counts in nanoseconds; /proc/PID/stat only in 10 ms ticks. */
int cpu_time(pid_t pid, int64_t *ns)
{
	struct timespec ts;
	clockid_t clock;
	int err;

	err = clock_getcpuclockid(pid, &clock);
	if (err)
		return -err;
	if (clock_gettime(clock, &ts) < 0)
		return errno == EINVAL ? -ESRCH : -errno;
	*ns = (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
	return 0;
}

/*
 * The number a process has in /proc.  It is not @pid if /proc belongs to an
 * outer pid namespace, which happens where a new one may not be mounted; what
 * /proc says about a pidfd is right in both cases.
 */
static int cpu_proc_pid(pid_t pid, long *number)
{
	char path[64], text[512];
	const char *line;
	ssize_t n;
	long fd;

	fd = syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%ld", fd);
	n = read_text(path, text, sizeof(text));
	close((int)fd);
	if (n < 0)
		return (int)n;
	line = strstr(text, "\nPid:");
	if (!line || sscanf(line, "\nPid: %ld", number) != 1)
		return -ENOTSUP;
	return *number > 0 ? 0 : -ESRCH;
}

int cpu_memory(pid_t pid, uint64_t *bytes)
{
	unsigned long long pages;
	char path[64], text[256];
	long number;
	ssize_t n;
	int err;

	err = cpu_proc_pid(pid, &number);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/%ld/statm", number);
	n = read_text(path, text, sizeof(text));
	if (n < 0)
		return n == -ENOENT ? -ESRCH : (int)n;
	if (sscanf(text, "%*u %llu", &pages) != 1)
		return -EIO;
	*bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return 0;
}
