/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* entrant.c - a contender in its process */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/cpu.h"
#include "helper/log.h"
#include "perf/entrant.h"

#define TAP_FD	 3
#define SOCK_FD	 4
#define FIRST_FD 5

int entrant_sockets(bool stream, int fds[2])
{
	int type = stream ? SOCK_STREAM : SOCK_DGRAM;
	int i, size = ENTRANT_BUFFER;

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	/* Best effort, as in the helper: the kernel may allow less. */
	for (i = 0; i < 2; i++)
		setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	return 0;
}

/* A guest's death is seen only where nobody else has its end of the socket. */
static int keep_ends(struct contender_ends *e)
{
	int tap = fcntl(e->tap, F_DUPFD, FIRST_FD);
	int sock = fcntl(e->sock, F_DUPFD, FIRST_FD);

	if (tap < 0 || sock < 0 || dup2(tap, TAP_FD) < 0 ||
	    dup2(sock, SOCK_FD) < 0 || close_range(FIRST_FD, ~0u, 0) < 0)
		return -errno;
	e->tap = TAP_FD;
	e->sock = SOCK_FD;
	return 0;
}

static void run(const struct contender *c, struct contender_ends *e,
		struct tally *tally)
{
	int err;

	log_set_thread(c->name);
	log_set_level(LOG_WARN);
	err = prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ? -errno : keep_ends(e);
	if (!err) {
		tally_use(tally);
		err = c->run(c, e);
	}
	if (err != -ECONNRESET && err != -ECONNREFUSED)
		log_error("%s: %s", c->name, strerror(-err));
	_exit(1);
}

int entrant_start(struct entrant *entrant, const struct contender *c,
		  const struct contender_ends *ends)
{
	struct contender_ends e = *ends;
	int err;

	entrant->tally = tally_new();
	if (!entrant->tally)
		return -ENOMEM;
	entrant->pid = fork();
	if (entrant->pid < 0) {
		err = -errno;
		entrant->pid = 0;
		entrant_stop(entrant);
		return err;
	}
	if (entrant->pid == 0)
		run(c, &e, entrant->tally);
	return 0;
}

int entrant_use(const struct entrant *entrant, struct entrant_use *use)
{
	*use = (struct entrant_use){ 0 };
	if (!entrant->pid)
		return 0;
	use->calls = tally_calls(entrant->tally);
	return cpu_time(entrant->pid, &use->cpu);
}

void entrant_stop(struct entrant *entrant)
{
	if (entrant->pid) {
		kill(entrant->pid, SIGKILL);
		/* It may have been reaped already, by who waits for all. */
		while (waitpid(entrant->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	tally_free(entrant->tally);
	*entrant = (struct entrant){ 0 };
}
