/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* agent.c - the control channel to the agent in a guest */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/agent.h"
#include "helper/util.h"

/* Starts the line that ends every answer. */
#define AGENT_END "\001RC "

int agent_open(struct agent *agent, int *guest_fd)
{
	int fds[2], err;

	*agent = (struct agent){ .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return -errno;
	err = set_cloexec(fds[0], true);
	if (!err)
		err = set_cloexec(fds[1], true);
	if (!err && fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0)
		err = -errno;
	if (err) {
		close(fds[0]);
		close(fds[1]);
		return err;
	}
	agent->fd = fds[0];
	*guest_fd = fds[1];
	return 0;
}

static int agent_bind(int fd, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int err;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	err = set_cloexec(fd, true);
	if (err)
		return err;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    chmod(path, 0600) < 0 || listen(fd, 1) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	return 0;
}

int agent_listen(struct agent *agent, const char *path)
{
	int fd, err;

	*agent = (struct agent){ .fd = -1, .listens = true };
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return -errno;
	err = agent_bind(fd, path);
	if (err)
		close(fd);
	else
		agent->fd = fd;
	return err;
}

/* Return: 1 when there is a connection, 0 when not yet, or -errno. */
static int agent_accept(struct agent *agent)
{
	int fd, err;

	fd = accept(agent->fd, NULL, NULL);
	if (fd < 0)
		return errno == EAGAIN || errno == ECONNABORTED ? 0 : -errno;
	err = set_cloexec(fd, true);
	if (!err && fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	close(agent->fd);
	agent->fd = fd;
	agent->listens = false;
	return 1;
}

/* One line of the greeting: as agent_greet(). */
static int agent_report(struct agent *agent, const char *line)
{
	struct in_addr addr;

	if (!strncmp(line, "ADDRESS ", 8)) {
		if (inet_pton(AF_INET, line + 8, &addr) != 1)
			return -EPROTO;
		inet_ntop(AF_INET, &addr, agent->address,
			  sizeof(agent->address));
		return 0;
	}
	if (!strncmp(line, "FAILED ", 7)) {
		snprintf(agent->failure, sizeof(agent->failure), "%s",
			 line + 7);
		return -ECONNABORTED;
	}
	if (!strcmp(line, "READY"))
		return agent->address[0] ? 1 : -EPROTO;
	return -EPROTO;
}

int agent_greet(struct agent *agent)
{
	char line[AGENT_REASON];
	ssize_t n;
	char *end;
	int ret;

	if (agent->listens) {
		ret = agent_accept(agent);
		if (ret <= 0)
			return ret;
	}
	do {
		n = text_read(&agent->in, agent->fd);
	} while (n > 0);
	while (agent->in.data && (end = strchr(agent->in.data, '\n'))) {
		text_line(agent->in.data, 0, line, sizeof(line));
		text_skip(&agent->in, (size_t)(end - agent->in.data) + 1);
		ret = line[0] ? agent_report(agent, line) : 0;
		if (ret)
			return ret;
	}
	if (n == 0 || n == -ECONNRESET)
		return -EPIPE;
	return n == -EAGAIN ? 0 : (int)n;
}

/* A command line is far shorter than the socket's buffer: no partial sends. */
static int agent_send(struct agent *agent, const char *line)
{
	char text[1024];
	ssize_t n;
	int len;

	len = snprintf(text, sizeof(text), "%s\n", line);
	if (len < 0 || (size_t)len >= sizeof(text))
		return -E2BIG;
	n = write(agent->fd, text, (size_t)len); /* SIGPIPE is ignored */
	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return n == len ? 0 : -EAGAIN;
}

/* Look for the end of the answer: 1 when it is complete, 0 when not yet. */
static int agent_answer(struct text *in, struct text *out, int *status)
{
	const char *end, *newline;
	int err;

	if (!in->data)
		return 0;
	end = memmem(in->data, in->length, AGENT_END, strlen(AGENT_END));
	if (!end)
		return 0;
	newline = strchr(end, '\n');
	if (!newline)
		return 0;
	if (sscanf(end + strlen(AGENT_END), "%d", status) != 1)
		return -EPROTO;
	err = text_add(out, in->data, (size_t)(end - in->data));
	text_skip(in, (size_t)(newline - in->data) + 1);
	return err ? err : 1;
}

int agent_command(struct agent *agent, struct events *ev, const char *line,
		  int64_t timeout_ms, struct text *out, int *status)
{
	struct pollfd p = { agent->fd, POLLIN, 0 };
	int64_t deadline = clock_ms() + timeout_ms;
	ssize_t n;
	int ret;

	ret = agent_send(agent, line);
	if (ret)
		return ret;
	for (;;) {
		ret = agent_answer(&agent->in, out, status);
		if (ret)
			return ret < 0 ? ret : 0;
		ret = events_wait(ev, &p, 1, deadline);
		if (ret <= 0)
			return ret ? ret : -ETIMEDOUT;
		if (!p.revents)
			continue;
		n = text_read(&agent->in, agent->fd);
		if (n == 0 || n == -ECONNRESET)
			return -EPIPE;
		if (n < 0 && n != -EAGAIN)
			return (int)n;
	}
}

void agent_close(struct agent *agent)
{
	if (agent->fd >= 0)
		close(agent->fd);
	agent->fd = -1;
	text_free(&agent->in);
}
