/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attempt.h - what a process that gave rights up can still do, for tests
 *
 * Every attempt is made by a child of its own, as nothing is given back.
 */
#ifndef HELPER_LINUX_ATTEMPT_H
#define HELPER_LINUX_ATTEMPT_H

#include <check.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* How an attempt ends; by SIGSYS when it is killed. */
enum end { SUCCEEDS, REFUSED, KILLED };

/**
 * attempt() - Let a child give rights up and try something
 * @try:	Returns whether it could
 * @confine:	Gives them up, returns 0 or -errno; NULL for a child as it is
 * @config:	Handed to @confine
 *
 * Return: the child's status, as of waitpid(2): 0 when it could, 1 when not, 2
 * when @confine has failed.
 */
static inline int attempt(bool (*try)(void), int (*confine)(const void *config),
			  const void *config)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (confine && confine(config) < 0)
			_exit(2);
		_exit(try() ? 0 : 1);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

/**
 * attempt_check() - Make an attempt and compare how it ends
 * @name:	Of what is tried, for the message of a failure
 * @try:	As attempt()
 * @confine:	As attempt()
 * @config:	As attempt()
 * @end:	What is expected
 */
static inline void attempt_check(const char *name, bool (*try)(void),
				 int (*confine)(const void *config),
				 const void *config, enum end end)
{
	static const int statuses[] = {
		[SUCCEEDS] = W_EXITCODE(0, 0),
		[REFUSED] = W_EXITCODE(1, 0),
		[KILLED] = W_EXITCODE(0, SIGSYS),
	};
	/* No core dump where SIGSYS would leave one. */
	int status = attempt(try, confine, config) & ~WCOREFLAG;

	ck_assert_msg(status == statuses[end], "%s: status 0x%x", name, status);
}

/* What more than one process must not do: each returns whether it could. */

static inline bool try_execve(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;
}

static inline bool try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static inline bool try_unshare(void)
{
	return unshare(0) == 0;
}

static inline bool try_read_file(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static inline bool try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static inline bool try_kill(void)
{
	return kill(getppid(), 0) == 0;
}

#endif
