/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_bench.c - one measurement of one arm, by vmnet-bench */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/gate_bench.h"

#define BENCH_TIMES 3  /* as long as it should take */
#define BENCH_MORE  60 /* seconds, to boot on a busy machine */

static volatile sig_atomic_t stopped_by; /* signal of the user */
static volatile sig_atomic_t timed_out;
static volatile sig_atomic_t child; /* 0 when none runs */

static void on_signal(int sig)
{
	if (sig == SIGALRM)
		timed_out = 1;
	else
		stopped_by = sig;
	if (child)
		kill(child, sig == SIGALRM ? SIGKILL : SIGTERM);
}

void gate_bench_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
}

int gate_bench_signal(void)
{
	return stopped_by;
}

static int path_of(char path[PATH_MAX], const struct gate_bench *b,
		   const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", b->output, name);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* In the child.  A group of its own: ^C reaches it by us, and once. */
static void bench_exec(char *const argv[], const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	if (fd < 0 || null < 0 || dup2(null, 0) < 0 || dup2(fd, 1) < 0 ||
	    dup2(fd, 2) < 0)
		_exit(126);
	execv(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int bench_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return stopped_by ? -ECANCELED : 0;
}

/* Signals wait until the child can be told of them. */
static int bench_start(char *const argv[], const char *log, unsigned int limit)
{
	sigset_t all, before;
	pid_t pid;
	int err;

	if (stopped_by)
		return -ECANCELED;
	timed_out = 0;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		bench_exec(argv, log);
	}
	child = pid > 0 ? pid : 0;
	err = pid < 0 ? -errno : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (err)
		return err;
	alarm(limit);
	err = bench_wait(pid);
	alarm(0);
	child = 0;
	return err;
}

int gate_bench_run(struct gate_bench *b, const struct cell *cell,
		   const char *helper, struct sample **samples, size_t *n)
{
	char work[PATH_MAX], log[PATH_MAX], rows[PATH_MAX];
	char seconds[16], omit[16];
	const char *argv[] = { b->program,
			       "run",
			       "--plain",
			       "--rounds",
			       "1",
			       "--driver",
			       cell->driver,
			       "--mode",
			       cell->mode,
			       "--direction",
			       cell->direction,
			       "--time",
			       seconds,
			       "--omit",
			       omit,
			       "--helper",
			       helper,
			       "--output",
			       work,
			       NULL };
	size_t line;
	int err;

	*samples = NULL;
	*n = 0;
	snprintf(seconds, sizeof(seconds), "%u", b->time);
	snprintf(omit, sizeof(omit), "%u", b->omit);
	err = path_of(work, b, GATE_WORK);
	if (!err)
		err = path_of(log, b, GATE_LOG);
	if (!err)
		err = path_of(rows, b, GATE_WORK "/samples.csv");
	if (!err)
		err = bench_start((char *const *)argv, log,
				  BENCH_MORE +
					  BENCH_TIMES * (b->time + b->omit));
	if (err)
		return err;
	err = csv_read_samples(rows, samples, n, &line);
	if (err && err != -ENOENT && err != -EBADMSG)
		return err;
	gate_problem_find(&b->problem, b->output, *samples, *n);
	if (timed_out)
		strcpy(b->problem.text, "vmnet-bench did not end");
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) < 0 ? -errno : 0;
}

int gate_bench_clean(struct gate_bench *b, const char *keep)
{
	char work[PATH_MAX], log[PATH_MAX], kept[PATH_MAX];
	int err;

	err = path_of(work, b, GATE_WORK);
	if (!err)
		err = path_of(log, b, GATE_LOG);
	if (!err && keep)
		err = path_of(kept, b, keep);
	if (err)
		return err;
	if (keep) {
		/* It may have failed before it made its folder. */
		if (rename(work, kept) < 0 &&
		    (errno != ENOENT || mkdir(kept, 0777) < 0))
			return -errno;
		gate_problem_move(&b->problem, keep);
		strncat(kept, "/" GATE_LOG, sizeof(kept) - strlen(kept) - 1);
		return rename(log, kept) < 0 ? -errno : 0;
	}
	unlink(log);
	if (access(work, F_OK) < 0)
		return 0;
	return nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
