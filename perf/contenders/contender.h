/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contender.h - ways to move frames between a TAP and a socket
 *
 * Each runs in a process of its own, so that its processor time and its system
 * calls are its own.  Ours is the pump of the helper, linked as the helper
 * links it.  The others are what one would write first, and what one would
 * write second; they are here to be compared with, and are otherwise as good
 * as we can make them: same sockets, same queues, same threads.
 */
#ifndef PERF_CONTENDERS_CONTENDER_H
#define PERF_CONTENDERS_CONTENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "helper/guest.h"

struct contender_ends {
	int tap;  /* opened by wire_tap() as the contender wants */
	int sock; /* connected unix socket, blocking */
	unsigned int max_frame; /* bytes, all headers included */
	bool confined;		/* as the helper is, if the contender can */
};

struct contender {
	const char *name;
	const char *what;	/* one line for the help text */
	bool stream;		/* the socket is a stream, else datagrams */
	bool offload;		/* the TAP gives and takes large frames */
	enum guest_frames kind; /* what goes over the socket */
	bool wall; /* no contender: both ends of the socket are ours */
	/*
	 * Runs until its process is killed or an end is gone.  Returns
	 * -errno.  NULL for a wall.
	 */
	int (*run)(const struct contender *c, const struct contender_ends *e);
};

extern const struct contender contenders[];
extern const size_t n_contenders;

/**
 * contender_find() - Look a contender up
 * @name:	Its name
 *
 * Also of those that are only somebody's other end: they are not in
 * contenders[].
 *
 * Return: it, or NULL.
 */
const struct contender *contender_find(const char *name);

/**
 * contender_front() - What is in front of each frame on the socket
 * @c:		Contender
 *
 * Return: bytes of the vnet header, or 0.
 */
size_t contender_front(const struct contender *c);

/**
 * contender_max_frame() - Longest that may come by the socket
 * @c:		Contender
 *
 * Return: bytes, with all headers.
 */
unsigned int contender_max_frame(const struct contender *c);

/* One frame a system call: naive.c. */
int naive_run(const struct contender *c, const struct contender_ends *e);

/* Many datagrams a system call, one frame a call on the TAP: batched.c. */
int batched_run(const struct contender *c, const struct contender_ends *e);

/* The helper's own pump: cable.c. */
int cable_run(const struct contender *c, const struct contender_ends *e);

#endif
