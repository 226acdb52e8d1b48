/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * args.h - the options of vmnet-datapath
 *
 * args_parse() is pure: it looks at nothing but its arguments.
 */
#ifndef PERF_ARGS_H
#define PERF_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/matrix.h"

#define ARGS_ERROR   256 /* bytes of the longest error line */
#define ARGS_NUMBERS 16

/* What is measured; the options of each are in the help text. */
enum args_what { ARGS_PUMP = 1, ARGS_IPERF = 2, ARGS_OFFLOAD = 4 };

struct args_numbers {
	size_t n;
	unsigned int v[ARGS_NUMBERS];
};

/* Lists with no entry were not given. */
struct args {
	enum args_what what;
	struct matrix_list contenders;
	struct matrix_list directions;
	struct matrix_list protos;
	struct args_numbers sizes; /* bytes */
	struct args_numbers flows;
	struct args_numbers guests;
	unsigned int rounds; /* 0: not given */
	unsigned int ms;     /* of each measurement; 0: not given */
	bool has_seed;
	uint64_t seed;
	const char *output; /* folder; NULL: not given */
	bool help;
};

/**
 * args_parse() - Turn arguments into options
 * @args:	Filled in; @args->output points into @argv
 * @argc:	Number of arguments
 * @argv:	The arguments after the program's name
 * @error:	Receives one line naming the option and its value, on failure
 *
 * Return: 0 or -EINVAL.
 */
int args_parse(struct args *args, int argc, char *const argv[],
	       char error[ARGS_ERROR]);

/**
 * args_usage() - Print the help text
 * @out:	Where to
 */
void args_usage(FILE *out);

#endif
