/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* command.c - run programs to their end, within a time */

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
	int fd;	   /* of its output */
	bool done; /* all output was read */
	struct text *out;
};

struct commands {
	struct command *list;
	size_t n;
};

static bool command_ended(void *ctx, pid_t pid, int status)
{
	struct commands *all = ctx;
	size_t i;

	for (i = 0; i < all->n; i++) {
		if (all->list[i].pid != pid)
			continue;
		all->list[i].pid = 0;
		all->list[i].status = status;
		return true;
	}
	return false;
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

/* Return: 1 when there is no more to come, 0 when there may be, or -errno. */
static int command_read(struct command *c)
{
	ssize_t n = text_read(c->out, c->fd);

	if (n == -EAGAIN)
		return c->pid == 0;
	if (n < 0)
		return (int)n;
	return n == 0;
}

/*
 * A program has ended when it is reaped; its output when nobody holds the
 * pipe.  A daemon it left behind may hold the pipe for ever, so once the
 * program is reaped only what is there already is read.
 */
static int command_collect(struct command *c, bool readable)
{
	int ret = 0;

	while (!c->done && !ret && (readable || !c->pid)) {
		ret = command_read(c);
		c->done = ret == 1;
		if (c->pid)
			break;
	}
	return ret < 0 ? ret : 0;
}

static bool command_all_ended(const struct command *c, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (c[i].pid || !c[i].done)
			return false;
	}
	return true;
}

static int command_follow(struct events *ev, struct command *c, size_t n,
			  int64_t deadline)
{
	struct pollfd fds[COMMANDS_MAX];
	size_t i;
	int ret = 1;

	while (!command_all_ended(c, n)) {
		for (i = 0; i < n; i++)
			fds[i] = (struct pollfd){ c[i].done ? -1 : c[i].fd,
						  POLLIN, 0 };
		ret = events_wait(ev, fds, n, deadline);
		if (ret <= 0)
			return ret ? ret : -ETIMEDOUT;
		for (i = 0; i < n; i++) {
			ret = command_collect(&c[i], fds[i].revents != 0);
			if (ret)
				return ret;
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

static int command_start(struct command *c, char *const argv[],
			 struct text *out)
{
	int fds[2], err;

	*c = (struct command){ .fd = -1, .out = out };
	err = command_pipe(fds);
	if (err)
		return err;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	c->fd = fds[0];
	err = command_spawn(argv, fds[1], &c->pid);
	close(fds[1]);
	return err;
}

static void command_finish(struct command *c)
{
	if (c->pid)
		command_kill(c);
	if (c->fd >= 0)
		close(c->fd);
}

int command_run_all(struct events *ev, struct command_job *jobs, size_t n,
		    int64_t timeout_ms)
{
	struct command c[COMMANDS_MAX];
	struct commands all = { c, 0 };
	struct events_child child = { command_ended, &all, NULL };
	int64_t deadline = clock_ms() + timeout_ms;
	int err = n > COMMANDS_MAX ? -E2BIG : 0;
	size_t i;

	events_watch(ev, &child);
	for (i = 0; !err && i < n; i++) {
		err = command_start(&c[i], jobs[i].argv, &jobs[i].out);
		all.n++;
	}
	if (!err)
		err = command_follow(ev, c, n, deadline);
	events_unwatch(ev, &child);
	for (i = 0; i < all.n; i++) {
		command_finish(&c[i]);
		jobs[i].status = c[i].status;
	}
	return err;
}

int command_run(struct events *ev, char *const argv[], int64_t timeout_ms,
		struct text *out, int *status)
{
	struct command_job job = { .argv = argv, .out = *out };
	int err = command_run_all(ev, &job, 1, timeout_ms);

	*out = job.out;
	*status = job.status;
	return err;
}
