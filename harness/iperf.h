/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * iperf.h - one iperf3 measurement
 *
 * iperf_parse() is pure; iperf_run() runs the client here or in a guest.
 */
#ifndef HARNESS_IPERF_H
#define HARNESS_IPERF_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/agent.h"
#include "harness/events.h"

#define IPERF_REASON   128
#define IPERF_LIMIT_MS 10000	 /* what a run may take beyond its own time */
#define IPERF_LENGTH   (1 << 20) /* longest --length of iperf3 for TCP */

struct iperf_config {
	const char *address;	/* of the guest that runs the server */
	bool reverse;		/* the server sends */
	unsigned int seconds;	/* measured */
	unsigned int omit;	/* seconds before, not counted */
	unsigned int length;	/* bytes per write */
	const char *congestion; /* control of both ends; "": the system's */
};

struct iperf_interval {
	double end; /* seconds since the start, omitted time included */
	double seconds;
	double bits_per_second;
	long retransmits; /* -1 when not reported */
	bool omitted;
};

struct iperf_result {
	double bits_per_second; /* seen by the receiver */
	double seconds;		/* measured by the receiver */
	long retransmits;	/* of the measured time; -1 when not reported */
	double bytes;		/* moved in all, omitted time included */
	size_t n;
	struct iperf_interval *intervals; /* @n of them */
	char error[IPERF_REASON];	  /* why it failed, "" if it did not */
};

/**
 * iperf_parse() - Understand what "iperf3 -J" printed
 * @text:	Its whole output, NUL-terminated
 * @length:	Bytes of @text
 * @result:	Filled in; release it with iperf_free(), also after a failure
 *
 * Return: 0; -ECONNREFUSED when the server was not listening or busy, so that
 * another try makes sense; -EIO for any other error that iperf3 reports;
 * -EBADMSG when the text is not a complete report; -ENOMEM.  On failure
 * @result->error says why.
 */
int iperf_parse(const char *text, size_t length, struct iperf_result *result);

/**
 * iperf_run() - Run one client to its end
 * @ev:		Where to wait
 * @agent:	Of the guest that runs the client, NULL to run it here
 * @config:	What to measure
 * @result:	As iperf_parse()
 *
 * Return: as iperf_parse(), or -ETIMEDOUT, -ECANCELED, -ECHILD, -EPIPE, -EPROTO
 * as command_run() and agent_command().
 */
int iperf_run(struct events *ev, struct agent *agent,
	      const struct iperf_config *config, struct iperf_result *result);

/**
 * iperf_free() - Release what a result holds
 * @result:	All zero afterwards
 */
void iperf_free(struct iperf_result *result);

#endif
