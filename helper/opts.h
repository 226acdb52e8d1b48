/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opts.h - the options of vmnet-helper and vmnet-client
 *
 * One table describes them all: parsing, --help, and what the client passes
 * on to the helper come from it, so that the two programs cannot disagree.
 * Pure: nothing is opened, printed or changed outside the result.
 */
#ifndef HELPER_OPTS_H
#define HELPER_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "helper/ifid.h"
#include "helper/nic.h"
#include "helper/subnet.h"

/* Who reads the command line. */
enum opts_program { OPTS_HELPER = 1, OPTS_CLIENT = 2 };

enum opts_action { OPTS_RUN, OPTS_LIST, OPTS_DOCTOR, OPTS_VERSION, OPTS_HELP };

#define OPTS_PASS_MAX  40  /* options a client passes on */
#define OPTS_ERROR_MAX 512 /* bytes of the longest error line */
#define OPTS_GRACE     10  /* seconds, if not given */
#define OPTS_OWN       48  /* bytes of an option with its value */

struct opts {
	enum opts_action action;

	/* the guest's end; OPTS_HELPER only */
	int fd;		    /* -1: not given */
	const char *socket; /* NULL: not given */
	bool reconnect;	    /* @socket is to serve one client after another */

	bool stream; /* the socket is to be a stream; both programs */

	/* the network */
	enum nic_mode mode;
	const char *shared_interface; /* NULL: not given */
	const char *network;	      /* NULL: not given */
	bool has_id;
	uint8_t id[IFID_SIZE];
	bool has_subnet;
	struct subnet subnet;
	bool isolate;

	/* a network of the guest's own; macOS 26 */
	char own[OPTS_OWN]; /* what asks for it, "--mtu 9000"; "" for none */
	unsigned int mtu;   /* bytes; 0: not given */
	bool has_reserved;
	uint32_t reserved; /* IPv4 address of the guest, host byte order */
	bool no_dhcp;

	bool tso;
	bool checksum;
	bool vnet_header;
	bool software_offload; /* macOS; on Linux it is always so */
	bool attach_tap;       /* the VM gets the TAP itself; Linux */

	unsigned int stats_interval; /* seconds; 0: never */
	bool verbose;

	/* OPTS_CLIENT only */
	const char *helper; /* NULL: not given */
	bool unprivileged;
	bool run_as_root;
	bool keep_running;
	unsigned int grace; /* seconds */
	char **command;	    /* argv of the command, NULL-terminated */
	size_t n_pass;
	struct {
		const char *name;  /* long name without dashes */
		const char *value; /* NULL for a flag */
	} pass[OPTS_PASS_MAX];
};

/**
 * opts_parse() - Turn a command line into options
 * @opts:	Filled in; its pointers point into @argv
 * @program:	Whose command line this is
 * @argc:	As of main()
 * @argv:	As of main(); for OPTS_CLIENT parsing ends at "--"
 * @error:	Receives one line naming the option, its value and the reason
 *
 * Checks every rule that needs no look at the system, including rules
 * between options.  Uses getopt_long(3), hence not thread safe, and only once
 * per process unless the caller resets it.
 * Options cannot be abbreviated, no value may be empty, and of an option that
 * is given twice the last value counts.
 *
 * Return: 0 or -EINVAL.
 */
int opts_parse(struct opts *opts, enum opts_program program, int argc,
	       char *argv[], char error[OPTS_ERROR_MAX]);

/**
 * opts_usage() - Print the help text
 * @program:	Whose help
 * @out:	Where to
 */
void opts_usage(enum opts_program program, FILE *out);

/* One row of the table, for what is made from it. */
struct opts_row {
	char letter;	   /* NUL: none */
	const char *name;  /* without dashes */
	const char *value; /* what kind of value, such as "PATH"; NULL: none */
	const char *help;
};

/**
 * opts_row() - Read the table
 * @program:	Whose options
 * @index:	0 for the first, in the order of the help text
 * @row:	Set on success; points to literals
 *
 * Return: false when there are not so many.
 */
bool opts_row(enum opts_program program, size_t index, struct opts_row *row);

/**
 * opts_mode_name() - Name of an operation mode, as on the command line
 * @mode:	The mode
 *
 * Return: literal such as "shared".
 */
const char *opts_mode_name(enum nic_mode mode);

#endif
