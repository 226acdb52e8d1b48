/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - what a run of vmnet-datapath leaves in its folder
 *
 * samples.csv and run.csv as of csv.h; every row is on the disk when the
 * function that adds it returns.  A folder that holds a run of the same
 * machine already gets more rows.
 */
#ifndef PERF_JOURNAL_H
#define PERF_JOURNAL_H

#include "perf/args.h"
#include "perf/csv.h"

struct journal {
	int samples; /* descriptors */
	int run;
	struct sample common; /* run_id, machine, commit */
};

/**
 * journal_open() - Begin to write
 * @j:		Set up; release it with journal_close()
 * @args:	Options, put down as facts; their output folder is made
 *
 * Return: 0; -ENAMETOOLONG when the folder's name is too long for a run_id;
 * or another -errno.
 */
int journal_open(struct journal *j, const struct args *args);

/**
 * journal_add() - Put a number down
 * @j:		Open journal
 * @cell:	What was measured; arm and commit are filled in here
 * @round:	From 1
 * @order:	Position in the round, from 1
 * @seconds:	Measured time
 * @metric:	Name of the number
 * @unit:	Of @value
 * @better:	"higher" or "lower"
 * @value:	The number; NaN for a measurement that failed
 *
 * Return: 0 or -errno.
 */
int journal_add(struct journal *j, const struct cell *cell, unsigned int round,
		unsigned int order, double seconds, const char *metric,
		const char *unit, const char *better, double value);

/**
 * journal_close() - Close the files
 * @j:		From journal_open(), or with both descriptors -1
 */
void journal_close(struct journal *j);

#endif
