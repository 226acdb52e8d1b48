/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - how many system calls the frames of a process have cost
 *
 * Programs that link tally.c wrap the calls of the data path by the linker
 * (-Wl,--wrap), so that every contender is counted by the same code, one that
 * knows nothing of it included.  Each thread counts in a cache line of its
 * own; it costs about a nanosecond a call.
 */
#ifndef PERF_TALLY_H
#define PERF_TALLY_H

#include <stdint.h>

struct tally;

/**
 * tally_new() - Make a tally that a child can count in
 *
 * Return: shared with children forked later, free with tally_free(); NULL
 * when out of memory.
 */
struct tally *tally_new(void);

/**
 * tally_use() - Count the system calls of this process from now on
 * @tally:	From tally_new(); at most TALLY_THREADS threads are counted
 */
void tally_use(struct tally *tally);

#define TALLY_THREADS 8

/**
 * tally_calls() - Calls so far
 * @tally:	From tally_new(); counted in by any process
 *
 * Return: read, write, readv, writev, recv, send, recvmsg, sendmsg, recvmmsg,
 * sendmmsg and poll, of all threads together.
 */
uint64_t tally_calls(struct tally *tally);

/**
 * tally_free() - Give the memory back
 * @tally:	From tally_new(), in use by no process; NULL is allowed
 */
void tally_free(struct tally *tally);

#endif
