/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carrier.h - what carries the frames of one group of guests, where that is
 * not vmnet-helper
 *
 * Exactly one implementation is linked in.  Processes that a
 * carrier has started are those of the network: their CPU time is counted as
 * that of helpers.  Runs in the sandbox, whose /run holds the sockets.
 *
 * Not thread safe.
 */
#ifndef HARNESS_CARRIER_H
#define HARNESS_CARRIER_H

#include <limits.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "harness/events.h"
#include "harness/network.h"

#define CARRIER_REASON 256

/* Where guest 1 is reached on the host, if by a port; the others follow. */
#define CARRIER_PORT 5301

struct carrier_config {
	const struct network *network;
	const char *build; /* folder of the programs */
	const char *lan;   /* bridge of the LAN */
	const char *log;   /* path of the file that gets what they print */
};

struct carrier {
	struct carrier_config config; /* its texts are the caller's, but @log */
	char log[PATH_MAX];
	struct events *ev;
	int input;		      /* of vde_switch, -1 for none */
	pid_t pids[MATRIX_GUESTS];    /* 0: ended */
	size_t n;		      /* of @pids */
	char problem[CARRIER_REASON]; /* one line once something went wrong */
};

/* What a guest gets. */
struct carrier_port {
	int fd;		       /* open TAP, the caller's; -1 for none */
	char socket[48];       /* "" for none */
	char tap[IF_NAMESIZE]; /* "" for none of its own */
	unsigned int port;     /* on the loopback of the host; 0 for none */
};

/**
 * carrier_check() - Find out whether a network is there
 * @network:	Not that of vmnet-helper
 * @build:	Folder of the built programs
 *
 * Return: true if its program can be found in PATH, or in @build.
 */
bool carrier_check(const struct network *network, const char *build);

/**
 * carrier_open() - Start what all guests share
 * @c:		Set up; release it with carrier_close() also on failure
 * @config:	Copied; its texts but @log are not
 * @ev:		Where to wait; kept
 *
 * Return: 0; -ECANCELED when the user wants to stop; or -errno, then
 * @c->problem says what happened.
 */
int carrier_open(struct carrier *c, const struct carrier_config *config,
		 struct events *ev);

/**
 * carrier_attach() - Make room for one more guest
 * @c:		From carrier_open()
 * @number:	Of the guest, from 1
 * @port:	Filled in
 *
 * Return: as carrier_open().
 */
int carrier_attach(struct carrier *c, unsigned int number,
		   struct carrier_port *port);

/**
 * carrier_reaped() - Look whether a child that has ended was of the network
 * @c:		From carrier_open(), or all zero
 * @pid:	As returned by waitpid()
 *
 * Return: true if so; @c->problem then says so.
 */
bool carrier_reaped(struct carrier *c, pid_t pid);

/**
 * carrier_close() - End its processes
 * @c:		From carrier_open(), or all zero; all zero afterwards
 */
void carrier_close(struct carrier *c);

#endif
