/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* netguest.c - a guest that is a network namespace with an iperf3 server */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/netdev.h"
#include "helper/util.h"
#include "perf/entrant.h"
#include "perf/frames.h"
#include "perf/linux/netguest.h"
#include "perf/linux/wire.h"

#define CONTROL_LIMIT 10 /* seconds, of each answer */

/* An answer to each question on the control socket. */
struct answer {
	int err;
	uint32_t drops;
};

static const uint8_t mac[MAC_SIZE] = { 2, 0, 0, 0, 1, 0 };

/* --- inside -------------------------------------------------------------- */

static int start_server(void)
{
	const char *const argv[] = { "iperf3", "-s", NULL };
	sigset_t none;
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid < 0 ? -errno : 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0)
		_exit(1);
	close_range(3, ~0u, 0);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static int start_contender(const struct netguest_config *c)
{
	static struct entrant entrant; /* until we are killed */
	struct contender_ends ends = {
		.sock = c->sock,
		.max_frame = contender_max_frame(c->contender),
	};
	int err;

	ends.tap = wire_tap("eth0", c->contender->offload);
	if (ends.tap < 0)
		return ends.tap;
	err = wire_guest("eth0", mac, c->address);
	if (!err)
		err = entrant_start(&entrant, c->contender, &ends);
	close(ends.tap);
	return err;
}

static int set_up(const struct netguest_config *c)
{
	int err = 0;

	if (c->contender) {
		err = start_contender(c);
	} else {
		err = wire_guest("eth0", mac, c->address);
		if (!err && c->cut)
			err = wire_cut("eth0");
	}
	return err ? err : start_server();
}

/* Each question is a byte; the first one means to set it all up. */
static void hold(const struct netguest_config *c, int control)
{
	struct answer answer = { 0 };
	char question;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || unshare(CLONE_NEWNET) < 0)
		answer.err = -errno;
	if (write_full(control, &answer, sizeof(answer)) < 0 || answer.err)
		_exit(1);
	while (read_full(control, &question, 1) == 1) {
		if (question == 'r')
			answer.err = set_up(c);
		else
			answer.err = netdev_tx_dropped("eth0", &answer.drops);
		if (write_full(control, &answer, sizeof(answer)) < 0)
			break;
	}
	_exit(0);
}

/* --- outside ------------------------------------------------------------- */

static int take_answer(struct netguest *g, struct answer *answer)
{
	ssize_t n = read_full(g->control, answer, sizeof(*answer));

	if (n < 0)
		return (int)n;
	return n == (ssize_t)sizeof(*answer) ? answer->err : -EPIPE;
}

static int ask(struct netguest *g, char question, struct answer *answer)
{
	int err = write_full(g->control, &question, 1);

	return err ? err : take_answer(g, answer);
}

static int fork_holder(struct netguest *g, const struct netguest_config *c)
{
	const struct timeval limit = { .tv_sec = CONTROL_LIMIT };
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	g->control = fds[0];
	g->pid = fork();
	if (g->pid == 0) {
		close(fds[0]);
		hold(c, fds[1]);
	}
	close(fds[1]);
	if (g->pid < 0) {
		g->pid = 0;
		close(fds[0]);
		return -EAGAIN;
	}
	setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return 0;
}

int netguest_start(struct netguest *g, const struct netguest_config *config)
{
	struct answer answer;
	int err;

	err = fork_holder(g, config);
	if (err)
		return err;
	err = take_answer(g, &answer);
	if (err)
		netguest_stop(g);
	return err;
}

int netguest_run(struct netguest *g)
{
	struct answer answer;

	return ask(g, 'r', &answer);
}

int netguest_drops(struct netguest *g, uint32_t *frames)
{
	struct answer answer;
	int err = ask(g, 'd', &answer);

	*frames = answer.drops;
	return err;
}

void netguest_stop(struct netguest *g)
{
	if (g->pid) {
		kill(g->pid, SIGKILL);
		while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
			;
		close(g->control);
	}
	*g = (struct netguest){ 0 };
}
