/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* command.c - run a program to its end, within a time */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/command.h"
#include "helper/util.h"

extern char **environ;

struct command {
	pid_t pid; /* 0 once reaped */
	int status;
};

static bool command_ended(void *ctx, pid_t pid, int status)
{
	struct command *c = ctx;

	if (c->pid != pid)
		return false;
	c->pid = 0;
	c->status = status;
	return true;
}

/* Our signals are blocked; the program must get the usual ones. */
static int command_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, usual;
	int err;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGINT);
	err = posix_spawnattr_init(attr);
	if (err)
		return -err;
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &usual);
	posix_spawnattr_setpgroup(attr, 0);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF |
					       POSIX_SPAWN_SETPGROUP);
	return 0;
}

static int command_spawn(char *const argv[], int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int err;

	err = command_attributes(&attr);
	if (err)
		return err;
	err = -posix_spawn_file_actions_init(&files);
	if (err)
		goto out_attr;
	err = -posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
						O_RDONLY, 0);
	if (!err)
		err = -posix_spawn_file_actions_adddup2(&files, out, 1);
	if (!err)
		err = -posix_spawn_file_actions_adddup2(&files, out, 2);
	if (!err)
		err = -posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
out_attr:
	posix_spawnattr_destroy(&attr);
	return err;
}

static int command_pipe(int fds[2])
{
	int err;

	if (pipe(fds) < 0)
		return -errno;
	err = set_cloexec(fds[0], true);
	if (!err)
		err = set_cloexec(fds[1], true);
	return err;
}

/*
 * The program has ended when it is reaped; its output when nobody holds the
 * pipe.  A daemon it left behind may hold the pipe for ever, so once the
 * program is reaped only what is there already is read.
 */
static int command_follow(struct events *ev, const struct command *c, int fd,
			  int64_t deadline, struct text *out)
{
	struct pollfd p = { fd, POLLIN, 0 };
	bool more = true;
	ssize_t n;
	int ret;

	while (c->pid || more) {
		if (c->pid) {
			ret = events_wait(ev, &p, 1, deadline);
			if (ret <= 0)
				return ret ? ret : -ETIMEDOUT;
		}
		if (!more || (c->pid && !p.revents))
			continue;
		n = text_read(out, fd);
		if (n == -EAGAIN) {
			more = c->pid != 0;
		} else if (n < 0) {
			return (int)n;
		} else if (n == 0) {
			more = false;
			p.fd = -1;
		}
	}
	return 0;
}

static void command_kill(struct command *c)
{
	kill(-c->pid, SIGKILL);
	while (c->pid && waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
}

int command_run(struct events *ev, char *const argv[], int64_t timeout_ms,
		struct text *out, int *status)
{
	struct command c = { 0, 0 };
	struct events_child child = { command_ended, &c, NULL };
	int fds[2], err;

	err = command_pipe(fds);
	if (err)
		return err;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	err = command_spawn(argv, fds[1], &c.pid);
	close(fds[1]);
	if (err) {
		close(fds[0]);
		return err;
	}
	events_watch(ev, &child);
	err = command_follow(ev, &c, fds[0], clock_ms() + timeout_ms, out);
	events_unwatch(ev, &child);
	if (c.pid)
		command_kill(&c);
	close(fds[0]);
	*status = c.status;
	return err;
}
