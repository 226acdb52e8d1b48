/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lane.h - one guest, its contender, and the network behind it
 *
 *	load -- socket -- contender -- TAP -- bridge -- far TAP -- load
 *
 * For a wall there is but the socket.
 */
#ifndef PERF_LANE_H
#define PERF_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perf/contenders/contender.h"

struct lane;

struct lane_config {
	const struct contender *contender;
	unsigned int number; /* 0 to 9, names its interfaces */
	bool to_host;	     /* which way frames go; maybe both or none */
	bool to_vm;
	bool tcp;	    /* TCP frames, else UDP */
	bool ping;	    /* and pings beside them */
	unsigned int size;  /* bytes of each frame */
	unsigned int flows; /* at least 1 */
	bool confined;
};

/* All since the start. */
struct lane_count {
	uint64_t ns;	  /* when, on the monotonic clock */
	uint64_t to_host; /* frames that were delivered */
	uint64_t to_vm;
	uint64_t sent_to_host; /* frames that were sent */
	uint64_t sent_to_vm;
	int64_t cpu;	/* nanoseconds of the contender */
	uint64_t calls; /* its system calls */
};

/**
 * lane_prepare() - Set up a lane and start its contender
 * @lane:	Set on success; release it with lane_close()
 * @config:	Not kept
 *
 * The bridge exists.  Call lane_prepare() for all lanes before the first
 * lane_start(), which makes threads.
 *
 * Return: 0 or -errno.
 */
int lane_prepare(struct lane **lane, const struct lane_config *config);

/**
 * lane_start() - Let the frames go
 * @lane:	From lane_prepare()
 *
 * Return: 0 or -errno.
 */
int lane_start(struct lane *lane);

/**
 * lane_begin() - The warm-up is over
 * @lane:	Started
 * @count:	Filled in
 *
 * Return: 0, or -errno; -ESRCH when the contender has ended.
 */
int lane_begin(struct lane *lane, struct lane_count *count);

/**
 * lane_count() - How far it has got
 * @lane:	Started
 * @count:	Filled in
 *
 * Return: as lane_begin().
 */
int lane_count(struct lane *lane, struct lane_count *count);

/**
 * lane_pause() - Send no more
 * @lane:	Started; what is on its way still arrives
 */
void lane_pause(struct lane *lane);

/**
 * lane_pings() - The times of its pings
 * @lane:	Paused
 * @ns:		Set to them in nanoseconds, sorted; owned by @lane
 * @n:		Set to how many
 * @lost:	Set to how many were not answered
 */
void lane_pings(struct lane *lane, double **ns, size_t *n, size_t *lost);

/**
 * lane_close() - End contender and load, remove the interfaces
 * @lane:	From lane_prepare(); NULL is allowed
 */
void lane_close(struct lane *lane);

#endif
