/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stats.h - what the two directions have done
 *
 * Each counter has one writer, the thread of its direction, and any number
 * of readers.  Relaxed atomics are enough: a reader needs whole values, not
 * values of one moment.
 */
#ifndef HELPER_STATS_H
#define HELPER_STATS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define STATS_LINE_MAX 2048 /* bytes of the longest line */

enum stats_drop {
	DROP_RUNT,	/* shorter than an Ethernet header */
	DROP_OVERSIZE,	/* longer than the network takes */
	DROP_ETHERTYPE, /* an 802.3 length beyond the frame */
	DROP_IP,	/* an IP header that contradicts the frame */
	DROP_OFFLOAD, /* large, or without checksum, in a way we do not know */
	DROP_FULL,    /* the VM did not read in time */
	DROP_REFUSED, /* the network did not take it */
	DROP_REASONS
};

struct stats {
	_Atomic uint64_t packets; /* frames delivered */
	_Atomic uint64_t bytes;	  /* of those frames */
	_Atomic uint64_t drops[DROP_REASONS];
	_Atomic uint64_t fast; /* system calls that carried a batch */
	_Atomic uint64_t slow; /* waits for room in a full queue */
};

/**
 * stats_add() - Increase a counter
 * @counter:	Written by the calling thread only
 * @n:		By how much
 */
static inline void stats_add(_Atomic uint64_t *counter, uint64_t n)
{
	/* One writer: a plain load and store is cheaper than a locked add. */
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + n, memory_order_relaxed);
}

/**
 * stats_get() - Read a counter
 * @counter:	From any thread
 *
 * Return: its value.
 */
static inline uint64_t stats_get(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/**
 * stats_reason() - Name of a reason, as in the log
 * @reason:	Below DROP_REASONS
 *
 * Return: literal such as "runt".
 */
const char *stats_reason(enum stats_drop reason);

/**
 * stats_drops() - All frames a direction lost
 * @stats:	One direction
 *
 * Return: sum over all reasons.
 */
uint64_t stats_drops(struct stats *stats);

/**
 * stats_format() - Write the line of the log
 * @host:	Counters of the direction host to VM
 * @vm:		Counters of the direction VM to host
 * @now:	Time of day of the line
 * @cpu:	CPU time the helper has used, user and system
 * @line:	Receives one JSON object, NUL-terminated
 *
 * {"time": ISO 8601 with milliseconds and offset, "host": {"packets",
 * "bytes", "drops", "fast", "slow", "reasons": {...}}, "vm": {same}, "cpu":
 * seconds}; all since the start.
 */
void stats_format(struct stats *host, struct stats *vm,
		  const struct timespec *now, const struct timespec *cpu,
		  char line[STATS_LINE_MAX]);

#endif
