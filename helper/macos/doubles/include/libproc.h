/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* libproc.h - the part we use, done on Linux by doubles/system.c */
#ifndef DOUBLES_LIBPROC_H
#define DOUBLES_LIBPROC_H

#include <stdint.h>

#define PROC_PIDLISTFDS 1

struct proc_fdinfo {
	int32_t proc_fd;
	uint32_t proc_fdtype;
};

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size);

#endif
