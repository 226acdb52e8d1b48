/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opts_table.h - the one table of options, for who parses or shows them
 */
#ifndef HELPER_OPTS_TABLE_H
#define HELPER_OPTS_TABLE_H

#include <getopt.h>

#include "helper/opts.h"

/* Values of getopt_long() for options without a letter. */
enum opts_key {
	KEY_FD = 'f',
	KEY_HELP = 'h',
	KEY_ID = 'i',
	KEY_SOCKET = 's',
	KEY_VERBOSE = 'v',
	KEY_MODE = 256,
	KEY_SHARED_INTERFACE,
	KEY_LIST,
	KEY_DOCTOR,
	KEY_START,
	KEY_END,
	KEY_MASK,
	KEY_ISOLATION,
	KEY_TSO,
	KEY_CHECKSUM,
	KEY_VNET_HEADER,
	KEY_SOFTWARE_OFFLOAD,
	KEY_ATTACH,
	KEY_NETWORK,
	KEY_MTU,
	KEY_RESERVE,
	KEY_NO_DHCP,
	KEY_STATS,
	KEY_SOCKET_TYPE,
	KEY_RECONNECT,
	KEY_HELPER,
	KEY_UNPRIVILEGED,
	KEY_RUN_AS_ROOT,
	KEY_KEEP_RUNNING,
	KEY_GRACE,
	KEY_VERSION,
};

struct opts_entry {
	int key;
	unsigned int programs; /* who knows it */
	const char *name;
	const char *arg; /* NULL for a flag */
	const char *help;
};

#define OPTS_MAX 40 /* entries of the table, at most */

/**
 * opts_find() - Look an option up
 * @key:	Its key
 *
 * Return: its entry, or NULL.
 */
const struct opts_entry *opts_find(int key);

/**
 * opts_getopt() - Make the tables of getopt_long(3)
 * @program:	Whose options
 * @longs:	Receives the long ones
 * @shorts:	Receives the letters
 */
void opts_getopt(enum opts_program program, struct option longs[OPTS_MAX + 1],
		 char shorts[2 * OPTS_MAX + 3]);

#endif
