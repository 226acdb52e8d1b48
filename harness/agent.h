/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agent.h - the control channel to the agent in a guest
 *
 * The agent first reports "ADDRESS <ipv4>" and "READY", or "FAILED <reason>".
 * Then every line sent to it is run by its shell, and the answer is what the
 * command printed, followed by "\001RC <status>\n".
 *
 * Not thread safe.
 */
#ifndef HARNESS_AGENT_H
#define HARNESS_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/events.h"
#include "harness/text.h"

#define AGENT_ADDRESS 16 /* bytes of the longest IPv4 address, NUL included */
#define AGENT_REASON  96

struct agent {
	int fd;			     /* our end; -1 when closed */
	bool listens;		     /* @fd has not been connected to yet */
	struct text in;		     /* received, not yet understood */
	char address[AGENT_ADDRESS]; /* of the guest, "" until known */
	char failure[AGENT_REASON];  /* what FAILED said, "" if nothing */
};

/**
 * agent_open() - Make the control channel
 * @agent:	Set up; release it with agent_close()
 * @guest_fd:	Set to the guest's end; the caller closes it
 *
 * Both ends are close-on-exec.
 *
 * Return: 0 or -errno.
 */
int agent_open(struct agent *agent, int *guest_fd);

/**
 * agent_listen() - Make a control channel that the guest's side connects to
 * @agent:	Set up; release it with agent_close()
 * @path:	Of the unix stream socket to make; the caller removes it
 *
 * For a VMM that takes no descriptor.  The socket is close-on-exec, for our
 * user only, and takes one connection.
 *
 * Return: 0 or -errno; -ENAMETOOLONG when no socket can have that path.
 */
int agent_listen(struct agent *agent, const char *path);

/**
 * agent_greet() - Read what the agent has reported so far; does not block
 * @agent:	From agent_open() or agent_listen(); its fd may be another one
 *		afterwards
 *
 * Return: 1 when the agent is ready and @agent->address is set; 0 when it is
 * not ready yet; -ECONNABORTED when it reported a failure; -EPROTO when it said
 * something else; -EPIPE when the guest has gone; or another -errno.
 */
int agent_greet(struct agent *agent);

/**
 * agent_command() - Run a command in the guest
 * @agent:	That is ready
 * @ev:		Where to wait
 * @line:	Shell command without a newline
 * @timeout_ms:	Limit for the whole command
 * @out:	What it printed is added here
 * @status:	Set to its exit status on success
 *
 * After a failure the agent may still be busy and must not be used again.
 *
 * Return: 0; -ETIMEDOUT, -ECANCELED or -ECHILD when the wait ended early;
 * -EPIPE when the guest has gone; -EPROTO when the answer makes no sense; or
 * another -errno.
 */
int agent_command(struct agent *agent, struct events *ev, const char *line,
		  int64_t timeout_ms, struct text *out, int *status);

/**
 * agent_close() - Close the channel, which tells the guest to end
 * @agent:	From agent_open() or agent_listen(), or closed already
 */
void agent_close(struct agent *agent);

#endif
