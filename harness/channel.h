/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * channel.h - how the agent in a guest is reached
 *
 * A driver gets the other end of the control channel in its environment, as a
 * descriptor or as the path of a socket, see vms/README.md.
 *
 * Exactly one implementation is linked in.  Not thread safe.
 */
#ifndef HARNESS_CHANNEL_H
#define HARNESS_CHANNEL_H

#include "harness/agent.h"

#define CHANNEL_DIR 48

struct channel {
	int fd;		       /* for the driver; -1 when there is none */
	char dir[CHANNEL_DIR]; /* of this guest alone; "" when there is none */
};

/**
 * channel_open() - Make a control channel, and tell drivers of it
 * @c:		Set up; release it with channel_close() also on failure
 * @agent:	Set up; release it with agent_close() also on failure
 * @number:	That the driver finds @c->fd at
 * @console:	Path of the file for what the guest's console prints, for a
 *		VMM that wants one
 *
 * Sets variables of our environment.
 *
 * Return: 0 or -errno.
 */
int channel_open(struct channel *c, struct agent *agent, int number,
		 const char *console);

/**
 * channel_started() - The driver has its own copy of the descriptor
 * @c:		From channel_open()
 *
 * Closes ours, so that the guest's end closes with the driver.
 */
void channel_started(struct channel *c);

/**
 * channel_close() - Remove what the guest had on the host
 * @c:		From channel_open(), after its driver has ended
 */
void channel_close(struct channel *c);

#endif
