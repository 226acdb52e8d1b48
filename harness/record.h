/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - what a run leaves in its folder
 *
 * Every row is on the disk when the function that adds it returns.
 */
#ifndef HARNESS_RECORD_H
#define HARNESS_RECORD_H

#include <stddef.h>

#include "harness/group.h"
#include "harness/iperf.h"
#include "harness/machine.h"
#include "harness/matrix.h"
#include "harness/setup.h"
#include "perf/csv.h"

#define RECORD_SHORT 0.9 /* of the time asked for; less is too short */

struct record {
	const struct setup *setup;
	int samples; /* descriptors of the CSV files */
	int intervals;
	int run;
	char machine[MACHINE_ID];
	size_t failed; /* rows that are not ok, so far */
};

/**
 * record_open() - Start the files of a run
 * @r:		Set up; release it with record_close()
 * @setup:	Kept
 *
 * Writes all facts of @setup to run.csv.
 *
 * Return: 0 or -errno.
 */
int record_open(struct record *r, const struct setup *setup);

/**
 * record_close() - Close the files
 * @r:		From record_open()
 */
void record_close(struct record *r);

/**
 * record_fact() - Add a line to run.csv
 * @r:		From record_open()
 * @key:	Name of the fact
 * @value:	Its value; commas are replaced
 *
 * Return: 0 or -errno.
 */
int record_fact(struct record *r, const char *key, const char *value);

/**
 * record_time() - The present time as samples.csv has it
 * @text:	Receives text such as "2026-08-22T10:17:03Z"
 */
void record_time(char text[CSV_TEXT]);

/**
 * record_boot() - Add how long the boot of a group took
 * @r:		From record_open()
 * @step:	The first measurement of the group
 * @time:	When the boot started, from record_time()
 * @seconds:	How long the slower guest took
 *
 * Return: 0 or -errno.
 */
int record_boot(struct record *r, const struct matrix_step *step,
		const char *time, double seconds);

/**
 * record_measurement() - Add the metrics and intervals of a measurement
 * @r:		From record_open()
 * @step:	What was measured
 * @time:	When it started, from record_time()
 * @m:		The measurement
 *
 * A measurement much shorter than asked for is marked and counted as failed.
 *
 * Return: 0, 1 when it was too short, or -errno.
 */
int record_measurement(struct record *r, const struct matrix_step *step,
		       const char *time, const struct measurement *m);

/**
 * record_intervals() - Add the intervals of a measurement
 * @fd:		Of intervals.csv
 * @s:		A sample of the measurement
 * @result:	Its numbers; what is shorter than a blink is left out
 *
 * Return: 0 or -errno.
 */
int record_intervals(int fd, const struct sample *s,
		     const struct iperf_result *result);

/**
 * record_failure() - Add a measurement that did not work
 * @r:		From record_open()
 * @step:	What was to be measured
 * @time:	When it started, from record_time()
 * @status:	"failed" or "timeout"
 *
 * Return: 0 or -errno.
 */
int record_failure(struct record *r, const struct matrix_step *step,
		   const char *time, const char *status);

#endif
