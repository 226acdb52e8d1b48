/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * start.h - the helper of a command line: found, with privilege, started
 */
#ifndef CLIENT_START_H
#define CLIENT_START_H

#include "client/session.h"
#include "client/user.h"
#include "helper/opts.h"

/**
 * start_helper() - Start the helper that the options ask for
 * @session:	Set on success
 * @opts:	Options of vmnet-client
 * @user:	Whom the command runs as; NULL: as us
 * @cancel_fd:	Readable ends the wait
 *
 * Where privilege is missing the helper is started by sudo(8), which never
 * asks: a question would be put between the lines of a program that wants
 * the terminal for its VM.  What failed is logged in one line, but for what
 * the helper itself has logged.
 *
 * Return: 0 or -errno as session_open().
 */
int start_helper(struct session **session, const struct opts *opts,
		 const struct user *user, int cancel_fd);

#endif
