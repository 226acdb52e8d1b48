/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* channel.c - a guest's agent is at the other end of a socket pair */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/channel.h"

/* The console is on the driver's standard output. */
int channel_open(struct channel *c, struct agent *agent, int number,
		 const char *console)
{
	char text[12];
	int err;

	(void)console;
	*c = (struct channel){ .fd = -1 };
	snprintf(text, sizeof(text), "%d", number);
	err = agent_open(agent, &c->fd);
	if (!err && setenv("VM_CONTROL_FD", text, 1))
		err = -errno;
	return err;
}

void channel_started(struct channel *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void channel_close(struct channel *c)
{
	channel_started(c);
}
