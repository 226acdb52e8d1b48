/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * statlog.h - the counters that helpers leave in a log
 *
 * With --stats-interval a helper logs lines such as
 *
 *	INFO  [stats] {"time": "2026-07-25T19:59:49.909+03:00",
 *	      "host": {"packets": 1, "bytes": 60, "drops": 0, "fast": 1,
 *		       "slow": 0}, "vm": {...}}
 *
 * (on one line), where everything is counted since its start.  "reasons" in a
 * side, an object of counters of drops, and "cpu", seconds of processor time,
 * may be there; keys we do not know are of no matter.  So the logs of all
 * versions can be read, on any system.
 */
#ifndef HARNESS_STATLOG_H
#define HARNESS_STATLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define STATLOG_TIME	48 /* bytes of the longest time, with its NUL */
#define STATLOG_REASONS 16 /* of drops; a line with more is malformed */
#define STATLOG_REASON	24 /* bytes of the longest name, with its NUL */

enum statlog_counter {
	STATLOG_PACKETS,
	STATLOG_BYTES,
	STATLOG_DROPS,
	STATLOG_FAST,
	STATLOG_SLOW,
	STATLOG_COUNTERS
};

enum statlog_end { STATLOG_HOST, STATLOG_VM, STATLOG_ENDS };

struct statlog_reason {
	char name[STATLOG_REASON];
	uint64_t count;
};

/* One direction: HOST is host to VM, VM is VM to host. */
struct statlog_side {
	uint64_t counters[STATLOG_COUNTERS];
	struct statlog_reason reasons[STATLOG_REASONS];
	size_t n_reasons;
};

struct statlog_sample {
	char time[STATLOG_TIME]; /* as in the log */
	int64_t usec;		 /* the same, microseconds since 1970 */
	double cpu;		 /* seconds since the start; NaN: not there */
	struct statlog_side sides[STATLOG_ENDS];
	bool is_first; /* of a helper whose start is in the log */
};

struct statlog {
	struct statlog_sample *samples; /* in the order of the log */
	size_t n;
	size_t skipped;	   /* lines that are cut off, malformed or foreign */
	size_t first_skip; /* number of the first of them, from 1 */
};

/**
 * statlog_line() - Read one line of a log
 * @line:	Text, need not be terminated; without its newline
 * @length:	Bytes of it
 * @sample:	Filled in on 1, but for @is_first
 *
 * Return: 1 for a sample, 0 for another line of a helper, -EBADMSG for a line
 * that is malformed or not from a helper.
 */
int statlog_line(const char *line, size_t length,
		 struct statlog_sample *sample);

/**
 * statlog_read() - Read a whole log
 * @in:		Log, at its start
 * @log:	Filled in; to be given to statlog_free(), also on failure
 *
 * Return: 0, -ENOMEM, or -errno of the read.
 */
int statlog_read(FILE *in, struct statlog *log);

/**
 * statlog_free() - Give the memory back
 * @log:	Empty afterwards
 */
void statlog_free(struct statlog *log);

extern const char *const statlog_counter_names[STATLOG_COUNTERS];
extern const char *const statlog_end_names[STATLOG_ENDS];

#endif
