/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h - the options of "vmnet-bench run"
 *
 * options_parse() is pure: it looks at nothing but its arguments.
 */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/matrix.h"

#define OPTIONS_ERROR 512 /* bytes of the longest error line */

struct options {
	struct matrix matrix; /* @seed is valid if @has_seed */
	bool has_seed;
	unsigned int seconds; /* of each measurement */
	unsigned int omit;    /* seconds before each measurement */
	unsigned int length;  /* bytes per write */
	bool verbose;
	bool plain;
	bool help;
	/* Paths; "" where the default is to be used. */
	char output[PATH_MAX];
	char helper[PATH_MAX];
	char vms[PATH_MAX];
	char build[PATH_MAX];
	char guest[PATH_MAX];
	char results[PATH_MAX]; /* where @output is made if not given */
};

/**
 * options_parse() - Turn the arguments of "run" into options
 * @o:		Filled in
 * @argc:	Number of arguments
 * @argv:	The arguments after the word "run"
 * @error:	Receives one line naming the option and its value, on failure
 *
 * Return: 0 or -EINVAL.
 */
int options_parse(struct options *o, int argc, char *const argv[],
		  char error[OPTIONS_ERROR]);

/**
 * options_defaults() - Fill in the paths that were not given
 * @o:		Parsed options; all but @output are filled in
 * @build:	Folder of the running program
 * @root:	Folder that holds vms/ and results/
 * @cache:	Folder of things that can be built again, NULL for the one in
 *		@home
 * @home:	The user's home folder
 * @arch:	Machine name as of uname(2)
 *
 * Return: 0, or -ENAMETOOLONG.
 */
int options_defaults(struct options *o, const char *build, const char *root,
		     const char *cache, const char *home, const char *arch);

/**
 * options_usage() - Print the options of "run"
 * @out:	Where to
 */
void options_usage(FILE *out);

#endif
