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
#include <stdint.h>

#include "harness/agent.h"
#include "harness/events.h"

#define IPERF_REASON   128
#define IPERF_LIMIT_MS 10000	 /* what a run may take beyond its own time */
#define IPERF_LINE     256	 /* bytes of the longest command line */
#define IPERF_LENGTH   (1 << 20) /* longest --length of iperf3 for TCP */

struct iperf_config {
	const char *address;	/* of the guest that runs the server */
	unsigned int port;	/* of the server; 0: the usual one */
	bool reverse;		/* the server sends */
	bool bidir;		/* both send at once */
	bool udp;		/* as fast as it can */
	unsigned int streams;	/* parallel connections; 0 is 1 */
	unsigned int seconds;	/* measured */
	unsigned int omit;	/* seconds before, not counted */
	unsigned int length;	/* bytes per write, or datagram */
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
	double bits_per_second; /* seen by the receiver, or both receivers */
	double seconds;		/* measured by the receiver */
	long retransmits;	/* of the measured time; -1 when not reported */
	double bytes;		/* moved in all, omitted time included */
	double packets;		/* sent by UDP; NaN for TCP, as the next two */
	double lost;		/* of these; NaN when not known */
	double jitter;		/* seconds, of RFC 1889 */
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
 * iperf_line() - The command line of one client
 * @config:	What to measure
 * @line:	Receives it
 *
 * Return: @line.
 */
char *iperf_line(const struct iperf_config *config, char line[IPERF_LINE]);

/**
 * iperf_run_all() - Run clients here, at the same time
 * @ev:		Where to wait
 * @configs:	What to measure
 * @n:		How many, at most COMMANDS_MAX
 * @results:	@n of them, each as iperf_parse(); release all of them
 *
 * Return: as iperf_run(); when several have failed, the error of the first.
 */
int iperf_run_all(struct events *ev, const struct iperf_config *configs,
		  size_t n, struct iperf_result *results);

/**
 * iperf_limit() - How long a client may take
 * @config:	What to measure
 *
 * Return: milliseconds.
 */
int64_t iperf_limit(const struct iperf_config *config);

/**
 * iperf_free() - Release what a result holds
 * @result:	All zero afterwards
 */
void iperf_free(struct iperf_result *result);

#endif
