/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h - the options of "vmnet-bench run"
 *
 * Pure: these look at nothing but their arguments.
 */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <limits.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/matrix.h"

#define OPTIONS_ERROR	512	  /* bytes of the longest error line */
#define OPTIONS_CREATED "created" /* driver of VMs that create has made */

struct options {
	struct matrix matrix; /* @seed is valid if @has_seed */
	bool has_seed;
	bool lenient;	     /* what cannot run here is skipped, see config.h */
	const char *changes; /* the first option given that changes what is
			      * measured; a literal, NULL if there is none */
	unsigned int seconds; /* of each measurement */
	unsigned int omit;    /* seconds before each measurement */
	unsigned int length;  /* bytes per write */
	bool verbose;
	bool plain;
	bool dry_run;
	char lan[IF_NAMESIZE];	    /* name of the network in bridged mode */
	struct matrix_list created; /* VMs that create has made, as guests */
	bool help;
	/* Paths; "" where the default is to be used. */
	char output[PATH_MAX];
	char helper[PATH_MAX];
	char vms[PATH_MAX];
	char build[PATH_MAX];
	char guest[PATH_MAX];
	char home[PATH_MAX];	/* of created VMs, "" for the usual folder */
	char results[PATH_MAX]; /* where @output is made if not given */
	char config[PATH_MAX];	/* file of --matrix */
	char resume[PATH_MAX];	/* folder of --resume */
};

/**
 * options_start() - Set what is measured unless something else is said
 * @o:		Filled in
 */
void options_start(struct options *o);

/**
 * options_assign() - Set one option
 * @o:		Started
 * @name:	Of an option that has a value
 * @what:	What the error calls it, such as "--time" or "x.yaml:3: time"
 * @value:	Its value
 * @error:	Receives one line that begins with @what, on failure
 *
 * Return: 0 or -EINVAL.
 */
int options_assign(struct options *o, const char *name, const char *what,
		   const char *value, char error[OPTIONS_ERROR]);

/**
 * options_fail() - Make the line of an error
 * @error:	Receives it, made printable and cut
 * @fmt:	printf format
 *
 * Return: -EINVAL.
 */
int options_fail(char error[OPTIONS_ERROR], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * options_apply() - Change options as the arguments of "run" say
 * @o:		Started
 * @argc:	Number of arguments
 * @argv:	The arguments after the word "run"
 * @error:	Receives one line naming the option and its value, on failure
 *
 * Return: 0 or -EINVAL.
 */
int options_apply(struct options *o, int argc, char *const argv[],
		  char error[OPTIONS_ERROR]);

/**
 * options_parse() - options_start() and options_apply()
 * @o:		Filled in
 * @argc:	As options_apply()
 * @argv:	As options_apply()
 * @error:	As options_apply()
 *
 * Return: as options_apply().
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
