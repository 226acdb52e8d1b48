/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * latency.h - how long a frame and its answer take
 *
 * busybox ping sends the next request as soon as the answer has come, and
 * tells each time in microseconds: so the guests need no other tool.  A second
 * series runs beside a TCP connection that takes all it can get.
 */
#ifndef HARNESS_LATENCY_H
#define HARNESS_LATENCY_H

#include <stddef.h>

#include "harness/agent.h"
#include "harness/iperf.h"

#define LATENCY_RARE                                                           \
	1000 /* values below which there is no 99.9th percentile               \
	      */

/* One series, times in seconds. */
struct latency {
	size_t n; /* answers */
	double p50;
	double p99;
	double p999; /* NaN if @n is below LATENCY_RARE */
};

/**
 * latency_parse() - Understand what ping printed
 * @text:	Its output, NUL-terminated, lines with "time=0.064 ms"; NULL is
 *		an empty one
 * @latency:	Filled in: nearest-rank percentiles of all times
 *
 * Return: 0, -ENODATA when there is no time in it, or -ENOMEM.
 */
int latency_parse(const char *text, struct latency *latency);

/**
 * latency_run() - Measure an idle series and one under load
 * @ev:		Where to wait
 * @agent:	Of the guest that pings, NULL to do it here
 * @load:	The connection of the second series, and whom to ping; each
 *		series takes its seconds
 * @idle:	Filled in
 * @loaded:	Filled in
 * @error:	Receives why it failed, "" if there are no words for it
 *
 * Return: 0; -ECONNREFUSED as iperf_parse(); -EIO when nothing was answered; or
 * as iperf_run().
 */
int latency_run(struct events *ev, struct agent *agent,
		const struct iperf_config *load, struct latency *idle,
		struct latency *loaded, char error[IPERF_REASON]);

#endif
