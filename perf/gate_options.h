/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_options.h - the command line of vmnet-gate
 *
 * gate_options_parse() is pure: it looks at nothing but its arguments.
 */
#ifndef PERF_GATE_OPTIONS_H
#define PERF_GATE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "perf/gate.h"

#define GATE_LIST  8  /* most values of a list */
#define GATE_CELLS 64 /* most cells of a run */
#define GATE_ANY   UINT64_MAX

enum gate_command { GATE_RUN = 1, GATE_JUDGE = 2, GATE_TREND = 4 };

/* Names as the user gave them. */
struct gate_list {
	size_t n;
	char name[GATE_LIST][CSV_TEXT];
};

struct gate_options {
	enum gate_command command;
	struct gate_design design; /* without looks: not given to "judge" */
	struct gate_list modes;
	struct gate_list drivers;
	struct gate_list directions;
	uint64_t time;	    /* seconds of each measurement */
	uint64_t omit;	    /* seconds before it */
	uint64_t seed;	    /* valid if @has_seed */
	uint64_t processor; /* to stay on; GATE_ANY for all there are */
	double shift;	    /* least change of a trend, as 0.05 */
	bool has_seed;
	bool strict;
	bool help;
	char run_id[CSV_TEXT]; /* of "run", set by its caller */
	/* Of the command line; NULL where the default is to be used. */
	const char *base;
	const char *head;
	const char *bench;
	const char *output;
	const char *markdown;
	const char *junit;
	const char *csv;
	char *const *files; /* the arguments that are no options */
	size_t n_files;
};

/**
 * gate_options_parse() - Read the command line
 * @o:		Filled in; points into @argv
 * @argc:	Arguments, the command ("run", ...) being the first
 * @argv:	Kept; files move behind the options
 * @error:	Set to one line that says why, on failure
 *
 * Return: 0 or -EINVAL.
 */
int gate_options_parse(struct gate_options *o, int argc, char *argv[],
		       char error[GATE_ERROR]);

/**
 * gate_options_usage() - Print the commands and options
 * @out:	Where to
 */
void gate_options_usage(FILE *out);

#endif
