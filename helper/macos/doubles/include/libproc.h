/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* libproc.h - the part we use, done on Linux by doubles/system.c
 * and doubles/usage.c */
#ifndef DOUBLES_LIBPROC_H
#define DOUBLES_LIBPROC_H

#include <stdint.h>

#define PROC_PIDLISTFDS 1

struct proc_fdinfo {
	int32_t proc_fd;
	uint32_t proc_fdtype;
};

#define RUSAGE_INFO_V0 0

typedef void *rusage_info_t;

/* Of more members, of which these are what we use. */
struct rusage_info_v0 {
	uint64_t ri_user_time;
	uint64_t ri_system_time;
	uint64_t ri_resident_size;
};

int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer);
int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size);

#endif
