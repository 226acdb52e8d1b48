/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opts_rules.h - which options go together
 *
 * For opts.c only.
 */
#ifndef HELPER_OPTS_RULES_H
#define HELPER_OPTS_RULES_H

#include "helper/opts.h"

/* Which of the three addresses were given. */
enum {
	OPTS_HAS_START = 1,
	OPTS_HAS_END = 2,
	OPTS_HAS_MASK = 4,
	OPTS_HAS_ALL = 7
};

/* A command line that is being read. */
struct opts_parser {
	struct opts *opts;
	enum opts_program program;
	unsigned int addresses; /* OPTS_HAS_* */
	bool has_mode;
	bool has_socket_type;
	char *error; /* OPTS_ERROR_MAX bytes */
};

/**
 * opts_reject() - Say why a command line is refused
 * @p:		Gets the line
 * @fmt:	As of printf(3); what is not printable is escaped
 *
 * Return: -EINVAL.
 */
__attribute__((format(printf, 2, 3))) int opts_reject(struct opts_parser *p,
						      const char *fmt, ...);

/**
 * opts_check() - Check every rule between options
 * @p:		That has read all options
 *
 * Sets has_subnet and own of the options.
 *
 * Return: 0 or -EINVAL.
 */
int opts_check(struct opts_parser *p);

#endif
