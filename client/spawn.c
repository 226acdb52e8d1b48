/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c - a child process with an exact set of descriptors */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/process.h"
#include "client/spawn.h"
#include "helper/util.h"

#define FDS_MAX	  16
#define ABOVE_ALL 64 /* no target descriptor is that high */

/*
 * Two steps, because a source may have the number of another's target: first
 * all sources to high numbers, then each to its place.
 */
static int move_fds(const struct spawn *spawn, int *report)
{
	int high[FDS_MAX], last = STDERR_FILENO, fd;
	size_t i;

	for (i = 0; i < spawn->n_fds; i++) {
		high[i] = fcntl(spawn->fds[i].from, F_DUPFD_CLOEXEC, ABOVE_ALL);
		if (high[i] < 0)
			return -errno;
		if (spawn->fds[i].to > last)
			last = spawn->fds[i].to;
	}
	fd = fcntl(*report, F_DUPFD_CLOEXEC, ABOVE_ALL);
	if (fd < 0)
		return -errno;
	for (i = 3; i <= (size_t)last; i++)
		close((int)i);
	for (i = 0; i < spawn->n_fds; i++) {
		if (dup2(high[i], spawn->fds[i].to) < 0)
			return -errno;
	}
	*report = dup2(fd, last + 1);
	if (*report < 0)
		return -errno;
	set_cloexec(*report, true);
	process_close_from(last + 2);
	return 0;
}

static void reset_signals(void)
{
	sigset_t none;
	int sig;

	/* A shell starts background jobs with ^C ignored. Not SIGHUP: nohup. */
	for (sig = 1; sig < NSIG; sig++) {
		if (sig != SIGHUP)
			signal(sig, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void set_env(const char *const *env)
{
	for (; env && env[0]; env += 2)
		setenv(env[0], env[1], 1);
}

static int step_aside(enum spawn_place place)
{
	switch (place) {
	case SPAWN_SESSION:
		return setsid() < 0 ? -errno : 0;
	case SPAWN_GROUP:
		/* Else "stty tostop" would stop it at its first line. */
		signal(SIGTTOU, SIG_IGN);
		return setpgid(0, 0) < 0 ? -errno : 0;
	default:
		return 0;
	}
}

static int become(const struct spawn *spawn, pid_t parent)
{
	int err = spawn->user ? user_become(spawn->user) : 0;

	if (!err)
		err = process_follow(
			parent); /* the other order would undo it */
	return err ? err : step_aside(spawn->place);
}

static void run_child(const struct spawn *spawn, pid_t parent, int report)
{
	int err;

	reset_signals();
	err = move_fds(spawn, &report);
	if (!err)
		err = become(spawn, parent);
	if (!err) {
		set_env(spawn->env);
		/* execvp(3) gives what the kernel does not know to a shell. */
		if (spawn->exact)
			execv(spawn->argv[0], spawn->argv);
		else
			execvp(spawn->argv[0], spawn->argv);
		err = -errno;
	}
	write_full(report, &err, sizeof(err));
	_exit(127);
}

int spawn_start(const struct spawn *spawn, pid_t *pid)
{
	pid_t self = getpid(), child;
	int report[2], err = 0;

	if (spawn->n_fds > FDS_MAX)
		return -E2BIG;
	if (pipe(report) < 0)
		return -errno;
	set_cloexec(report[0], true);
	set_cloexec(report[1], true);
	child = fork();
	if (child == 0)
		run_child(spawn, self, report[1]);
	if (child < 0)
		err = -errno;
	close(report[1]);
	/* Nothing comes when exec succeeds: it closes the pipe. */
	if (!err && read_full(report[0], &err, sizeof(err)) > 0)
		waitpid(child, NULL, 0);
	close(report[0]);
	if (!err)
		*pid = child;
	return err;
}
