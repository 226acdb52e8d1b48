/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entrant.h - a contender in its process
 *
 * It starts with nothing open but its two ends and the standard descriptors,
 * and is killed when its parent dies.
 */
#ifndef PERF_ENTRANT_H
#define PERF_ENTRANT_H

#include <stdint.h>
#include <sys/types.h>

#include "perf/contenders/contender.h"
#include "perf/tally.h"

#define ENTRANT_BUFFER (512 * 1024) /* SO_SNDBUF, as the helper asks for */

struct entrant {
	pid_t pid; /* 0: none */
	struct tally *tally;
};

/* What it has used since its start. */
struct entrant_use {
	int64_t cpu; /* nanoseconds, user and system, of all threads */
	uint64_t calls;
};

/**
 * entrant_sockets() - Make the socket of a guest
 * @stream:	Kind
 * @fds:	Set to both ends, close-on-exec, with the send buffer that the
 *		helper gives its own
 *
 * Return: 0 or -errno.
 */
int entrant_sockets(bool stream, int fds[2]);

/**
 * entrant_start() - Start a contender
 * @entrant:	Set on success; end it with entrant_stop()
 * @c:		Which one; not a wall
 * @ends:	Its ends; they stay the caller's
 *
 * The caller has one thread only.
 *
 * Return: 0 or -errno.
 */
int entrant_start(struct entrant *entrant, const struct contender *c,
		  const struct contender_ends *ends);

/**
 * entrant_use() - What it has used so far
 * @entrant:	Running, or not started: then all zero
 * @use:	Filled in
 *
 * Return: 0, or -errno; -ESRCH when it has ended.
 */
int entrant_use(const struct entrant *entrant, struct entrant_use *use);

/**
 * entrant_stop() - Kill it
 * @entrant:	All zero, or from entrant_start(); all zero afterwards
 */
void entrant_stop(struct entrant *entrant);

#endif
