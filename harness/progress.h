/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - what the user sees while a run goes on
 *
 * One finished line for each measurement, and on a terminal below them a live
 * line with what runs now and the time left.
 *
 * Not thread safe.
 */
#ifndef HARNESS_PROGRESS_H
#define HARNESS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/matrix.h"

#define PROGRESS_LINE 256

struct progress {
	FILE *out;
	bool live; /* redraw a live line */
	const struct matrix *matrix;
	const struct matrix_step *steps;
	size_t n;	      /* of @steps */
	size_t next;	      /* first step that is not finished */
	unsigned int seconds; /* of a measurement by its options */
	int width_mode;	      /* columns of the names */
	int width_driver;
	int width_network; /* 0: all the usual one */
	int width_direction;
	double boot[MATRIX_ITEMS]; /* seconds of two guests, learned for each
				    * driver */
	double run;		   /* seconds of a measurement, learned */
	int64_t started;	   /* of the present activity; clock_ms() */
	enum { PROGRESS_IDLE, PROGRESS_BOOT, PROGRESS_RUN } activity;
	bool drawn; /* a live line is on the screen */
};

/* The numbers of a finished line. */
struct progress_result {
	double bits_per_second;
	double cpu_per_bit; /* seconds; NaN when unknown */
	long retransmits;   /* -1 when unknown */
	double packet_rate; /* packets a second; 0: not of UDP */
	double loss;	    /* share of the packets */
	double latency;	    /* seconds; 0: no round trips were measured */
	double loaded;	    /* the same under load */
};

/**
 * progress_open() - Start to show progress
 * @p:		Set up
 * @out:	Where to
 * @live:	Draw a live line; @out is a terminal
 * @m:		Kept; names and rounds
 * @steps:	Kept; from matrix_plan()
 * @n:		Entries of @steps
 * @seconds:	What a measurement takes by its options, omitted time included
 */
void progress_open(struct progress *p, FILE *out, bool live,
		   const struct matrix *m, const struct matrix_step *steps,
		   size_t n, unsigned int seconds);

/**
 * progress_boot() - The guests of the next step start to boot
 * @p:		From progress_open()
 */
void progress_boot(struct progress *p);

/**
 * progress_booted() - They are ready
 * @p:		From progress_open()
 * @seconds:	How long it took
 */
void progress_booted(struct progress *p, double seconds);

/**
 * progress_run() - The next step starts to be measured
 * @p:		From progress_open()
 */
void progress_run(struct progress *p);

/**
 * progress_done() - The next step is finished
 * @p:		From progress_open()
 * @r:		Its numbers, NULL when it failed
 * @problem:	What went wrong, one line; NULL when nothing did
 */
void progress_done(struct progress *p, const struct progress_result *r,
		   const char *problem);

/**
 * progress_skip() - The next step is left out
 * @p:		From progress_open()
 * @status:	"skipped" or "unsupported"
 * @why:	One line
 */
void progress_skip(struct progress *p, const char *status, const char *why);

/**
 * progress_note() - Print a line about the run
 * @p:		From progress_open()
 * @text:	One line; made harmless as in progress_format_done()
 */
void progress_note(struct progress *p, const char *text);

/**
 * progress_tick() - Draw the live line again
 * @p:		From progress_open()
 */
void progress_tick(struct progress *p);

/**
 * progress_close() - Remove the live line
 * @p:		From progress_open()
 */
void progress_close(struct progress *p);

/**
 * progress_left() - Time that the rest of the run will take
 * @p:		From progress_open()
 * @elapsed:	Seconds since the present activity started
 *
 * Counts the boots and measurements to come.
 *
 * Return: seconds.
 */
double progress_left(const struct progress *p, double elapsed);

/**
 * progress_format_live() - Make the live line
 * @p:		From progress_open()
 * @elapsed:	Seconds since the present activity started
 * @line:	Receives the line without a newline
 *
 * Return: @line.
 */
char *progress_format_live(const struct progress *p, double elapsed,
			   char line[PROGRESS_LINE]);

/**
 * progress_format_done() - Make the line of a finished step
 * @p:		From progress_open(); the step is its next one
 * @r:		As progress_done()
 * @problem:	As progress_done()
 * @line:	Receives the line without a newline; characters that would
 *		upset a terminal are replaced
 *
 * Return: @line.
 */
char *progress_format_done(const struct progress *p,
			   const struct progress_result *r, const char *problem,
			   char line[PROGRESS_LINE]);

#endif
