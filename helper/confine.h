/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confine.h - leave a running helper only what it runs on
 *
 * After priv_drop() the helper is an ordinary process of its user: whoever
 * took it over by way of a frame could read that user's files and start
 * programs.  So before the first frame it gives up all of the system that
 * forwarding does not need.  docs/architecture.md lists what is left.
 */
#ifndef HELPER_CONFINE_H
#define HELPER_CONFINE_H

#define CONFINE_ERROR_MAX 512 /* bytes of the longest error line */

struct confine_config {
	const char *socket; /* path to remove at the end, or NULL */
};

/**
 * confine_helper() - Give up what forwarding does not need, for good
 * @config:	What is needed besides; not kept
 * @error:	Receives one line saying what failed
 *
 * Call it after priv_drop(), with every file open, and before there is a
 * second thread: what is given up is given up by the calling thread and those
 * it starts.  What this kernel does not have is left out, and the log says so.
 *
 * Return: 0 or -errno with @error set; the caller must not go on.
 */
int confine_helper(const struct confine_config *config,
		   char error[CONFINE_ERROR_MAX]);

#endif
