/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpu.h - what a process uses
 *
 * Exactly one implementation is linked in.  Safe from any thread.
 */
#ifndef HARNESS_CPU_H
#define HARNESS_CPU_H

#include <stdint.h>
#include <sys/types.h>

/**
 * cpu_time() - Processor time of a process, all of its threads
 * @pid:	Process, need not be a child
 * @ns:		Set to its user and system time in nanoseconds
 *
 * Return: 0, or -errno; -ESRCH when it has ended.
 */
int cpu_time(pid_t pid, int64_t *ns);

/**
 * cpu_memory() - Resident memory of a process
 * @pid:	Process, need not be a child
 * @bytes:	Set to its resident set size
 *
 * Return: 0, or -errno; -ESRCH when it has ended.
 */
int cpu_memory(pid_t pid, uint64_t *bytes);

#endif
