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

struct spawn {
	char *const *argv;	      /* argv[0] is looked up in PATH */
	const struct session_fd *fds; /* what it gets */
	size_t n_fds;
	const char *const *env;	 /* name, value, ..., NULL; may be NULL */
	const struct user *user; /* whom it becomes; NULL: nobody else */
	bool own_session; /* no terminal: no ^C, no stop for its output */
	bool exact;	  /* no shell for a file of unknown format */
};

/**
 * spawn_start() - Start a process
 * @spawn:	What to start; not kept.  Descriptors 0, 1 and 2 are inherited
 *		unless @fds says otherwise; all others but @fds are closed
 * @pid:	Set on success
 *
 * The child starts with no signal blocked and none ignored, but for a SIGHUP
 * that nohup(1) has us ignore, and gets SIGTERM when we end.
 *
 * Return: 0, or -errno, that of a failed exec included.
 */
int spawn_start(const struct spawn *spawn, pid_t *pid);

#endif
