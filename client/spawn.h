/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawn.h - a child process with an exact set of descriptors
 */
#ifndef CLIENT_SPAWN_H
#define CLIENT_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "client/session.h"
#include "client/user.h"

/*
 * How far a child is from the terminal.  Where Linux has CONFIG_SCHED_AUTOGROUP
 * a session of its own is also a share of its own of the processor time,
 * sched(7). Two that wake each other for every batch of frames, as VM and
 * helper do, are slower in two sessions than in one: see perf/README.md.
 */
enum spawn_place {
	SPAWN_WITH_US,
	SPAWN_GROUP,   /* no ^C, no ^Z, no stop for its output */
	SPAWN_SESSION, /* no terminal at all */
};

struct spawn {
	char *const *argv;	      /* argv[0] is looked up in PATH */
	const struct session_fd *fds; /* what it gets */
	size_t n_fds;
	const char *const *env;	 /* name, value, ..., NULL; may be NULL */
	const struct user *user; /* whom it becomes; NULL: nobody else */
	enum spawn_place place;
	bool exact; /* no shell for a file of unknown format */
};

/**
 * spawn_start() - Start a process
 * @spawn:	What to start; not kept.  Descriptors 0, 1 and 2 are inherited
 *		unless @fds says otherwise; all others but @fds are closed
 * @pid:	Set on success
 *
 * The child starts with no signal blocked and none ignored, but for a SIGHUP
 * that nohup(1) has us ignore, and SIGTTOU in SPAWN_GROUP.  It gets SIGTERM
 * when we end.
 *
 * Return: 0, or -errno, that of a failed exec included.
 */
int spawn_start(const struct spawn *spawn, pid_t *pid);

#endif
