/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - what the log says about the frames
 *
 * Lines of counters, when asked for, and a warning when frames are lost.  The
 * threads that move frames never log: whoever floods us would fill the disk.
 */
#ifndef HELPER_REPORT_H
#define HELPER_REPORT_H

#include <stdint.h>

#include "helper/stats.h"

#define REPORT_DROPS_MS 10000 /* at most one warning in this time */

struct report {
	struct stats *host;
	struct stats *vm;
	int64_t quiet_until; /* clock_ms() */
	uint64_t host_seen[DROP_REASONS];
	uint64_t vm_seen[DROP_REASONS];
};

/**
 * report_stats() - Log a line of counters
 * @r:		Counters to tell of
 *
 * Prefix [stats], see stats_format().
 */
void report_stats(const struct report *r);

/**
 * report_drops() - Warn of frames lost since the last warning, if it is time
 * @r:		Counters to tell of
 *
 * Meant to be called a few times per second; costs a few loads.
 */
void report_drops(struct report *r);

#endif
