/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.h - rounds of trials
 *
 * A trial is one cell to be measured; a round measures all of them once, in
 * random order, so that a machine that gets slower or busier over time favours
 * nobody, and so that numbers of the same round can be compared in pairs.
 */
#ifndef PERF_BENCH_H
#define PERF_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/events.h"
#include "perf/args.h"
#include "perf/csv.h"
#include "perf/journal.h"

#define BENCH_NUMBERS 8
#define BENCH_PROBLEM 160

struct bench {
	struct args args; /* complete, defaults included */
	struct events events;
	struct journal journal;
};

struct trial {
	struct cell cell;
	const void *contender; /* an entry of the measurement's own table */
};

struct number {
	const char *metric; /* literals */
	const char *unit;
	const char *better;
	double value;
};

/* What a measurement gives. */
struct outcome {
	double seconds;
	size_t n;
	struct number numbers[BENCH_NUMBERS];
	char problem[BENCH_PROBLEM]; /* one line when it failed */
};

/**
 * bench_measure_fn - Measure a cell once
 * @b:		The run
 * @t:		What to measure
 * @o:		Filled in; all zero before
 *
 * Return: 0; -ECANCELED when the user wants to stop; another -errno when it
 * failed, with @o->problem set.
 */
typedef int bench_measure_fn(struct bench *b, const struct trial *t,
			     struct outcome *o);

/* A list of trials in the making. */
struct trials {
	size_t n;
	size_t room;
	struct trial *list; /* owned */
};

/**
 * bench_trial() - Add a trial
 * @trials:	All zero at first; free @trials->list at the end
 * @driver:	Name of the contender
 * @contender:	Its entry
 * @mode:	What measures: "pump", "iperf", "offload"
 *
 * Return: the new trial, whose other fields are for the caller to fill in;
 * NULL when out of memory.
 */
struct trial *bench_trial(struct trials *trials, const char *driver,
			  const void *contender, const char *mode);

/**
 * bench_number() - Add a number to an outcome
 * @o:		Outcome
 * @metric:	Literals: name,
 * @unit:	unit,
 * @better:	and the better side
 * @value:	The number
 */
void bench_number(struct outcome *o, const char *metric, const char *unit,
		  const char *better, double value);

/**
 * bench_wanted() - Look a name up in a list of an option
 * @list:	The option; with no entry everything is wanted
 * @name:	Name
 *
 * Return: true when it is wanted.
 */
bool bench_wanted(const struct matrix_list *list, const char *name);

/**
 * bench_rounds() - Measure all trials in all rounds
 * @b:		The run, whose journal is open
 * @trials:	What to measure
 * @measure:	How
 *
 * Prints a line for each measurement on stderr, with the time left.
 *
 * Return: 0 when all worked, 1 when some failed, -ECANCELED when the user
 * wanted to stop, or -errno when the journal cannot be written.
 */
int bench_rounds(struct bench *b, const struct trials *trials,
		 bench_measure_fn *measure);

/* A measurement: what to run, with what, for how long unless told. */
struct bench_kind {
	enum args_what what;
	unsigned int ms;
	bool sandbox; /* has to be in one */
	/* Returns as bench_rounds(). */
	int (*run)(struct bench *b);
	/* Name of the n-th contender, NULL after the last. */
	const char *(*name)(size_t n, const char **help);
};

extern const struct bench_kind bench_pump;
extern const struct bench_kind bench_iperf;
extern const struct bench_kind bench_offload;

#endif
