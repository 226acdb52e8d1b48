/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cycle.c - one client with its helper and its guest, from start to a signal */

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/util.h"
#include "helper/stress/arping.h"
#include "helper/stress/cell.h"
#include "helper/stress/cycle.h"
#include "helper/stress/dice.h"
#include "helper/stress/process.h"

#define LIFE_MS	      120000 /* of guests that do not end by themselves */
#define END_LIMIT_MS  30000
#define LEFT_LIMIT_MS 15000
#define RUN_FOLDER    "/run/vmnet-helper"

const int cycle_signals[5] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGKILL };

const char *const cycle_target_names[CYCLE_TARGETS] = { "nobody", "client",
							"helper", "guest" };

/* Child of cycle_run(): its output and log are kept in memory. */
struct child {
	pid_t pid; /* 0 once it was reaped */
	int out;
	int log;
};

void cycle_plan(uint64_t seed, uint64_t number, struct cycle_plan *plan)
{
	/* In all of it, in the start, and where the network is made. */
	static const uint32_t windows[] = { 400000, 60000, 15000 };
	struct dice dice;
	uint32_t i;

	dice_seed(&dice, seed * 1000003 + number);
	/* The first numbers of seeds side by side are alike. */
	for (i = 0; i < 8; i++)
		dice_roll(&dice, 2);
	*plan = (struct cycle_plan){ .target = CYCLE_NOBODY };
	if (dice_roll(&dice, 12) > 0) {
		plan->target = (enum cycle_target)(
			1 + dice_roll(&dice, CYCLE_TARGETS - 1));
		plan->sig = cycle_signals[dice_roll(&dice,
						    ARRAY_SIZE(cycle_signals))];
	}
	i = dice_roll(&dice, ARRAY_SIZE(windows));
	plan->usec = dice_roll(&dice, windows[i]);
	plan->is_host = dice_roll(&dice, 2);
	plan->is_netns = dice_roll(&dice, 2);
}

/* --- judgement ------------------------------------------------------------ */

__attribute__((format(printf, 2, 3))) static void
cycle_fault(struct cycle_result *r, const char *fmt, ...)
{
	va_list ap;

	if (r->fault[0])
		return; /* the first one is the cause */
	va_start(ap, fmt);
	vsnprintf(r->fault, CYCLE_FAULT, fmt, ap);
	va_end(ap);
}

static bool exited(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* 128 + N of the guest, or what vmnet-netns makes of a signal. */
static bool ended_guest(const struct cycle_plan *plan, int status)
{
	return exited(status, 128 + plan->sig) ||
	       (plan->is_netns && plan->sig != SIGQUIT &&
		exited(status, 128 + SIGKILL));
}

static bool is_expected(const struct cycle_plan *plan,
			const struct cycle_result *r)
{
	bool killed =
		WIFSIGNALED(r->status) && WTERMSIG(r->status) == plan->sig;

	switch (plan->target) {
	case CYCLE_CLIENT:
		if (plan->sig == SIGKILL)
			return killed;
		/* It was hit before it listens to signals. */
		if (!r->ready)
			return killed || exited(r->status, 128 + plan->sig);
		return ended_guest(plan, r->status);
	case CYCLE_HELPER:
		return exited(r->status, EXIT_FAILURE);
	case CYCLE_GUEST:
		return r->ready && ended_guest(plan, r->status);
	default:
		return r->ready && exited(r->status, ARPING_STATUS);
	}
}

void cycle_judge(const struct cycle_plan *plan, struct cycle_result *r)
{
	if (!is_expected(plan, r))
		cycle_fault(r, "client: wait status 0x%x", r->status);
	if (r->started && !r->ready)
		cycle_fault(r, "guest was started without a network");
}

/* --- a cycle -------------------------------------------------------------- */

static void run_client(const struct cycle_programs *p,
		       const struct cycle_plan *plan, const struct child *c)
{
	static const char script[] =
		"echo started; busybox ip addr add $0.250/24 dev eth0; "
		"busybox ping -c 1 -W 5 $0.1 >/dev/null && echo answered; "
		"busybox sleep $1; exit $2";
	const char *mode = plan->is_host ? "host" : "shared";
	const char *net = plan->is_host ? "192.168.128" : "192.168.64";
	unsigned int life = plan->target ? LIFE_MS : plan->usec / 1000;
	char ms[16], seconds[16], status[16];

	snprintf(ms, sizeof(ms), "%u", life);
	snprintf(seconds, sizeof(seconds), "%u.%03u", life / 1000, life % 1000);
	snprintf(status, sizeof(status), "%d", ARPING_STATUS);
	setpgid(0, 0);
	if (dup2(c->out, STDOUT_FILENO) < 0 || dup2(c->log, STDERR_FILENO) < 0)
		_exit(125);
	if (plan->is_netns)
		execl(p->client, p->client, "--helper", p->helper,
		      "--operation-mode", mode, "--", p->netns, "--", "sh",
		      "-c", script, net, seconds, status, (char *)NULL);
	else
		execl(p->client, p->client, "--helper", p->helper,
		      "--operation-mode", mode, "--", p->self, "--guest", net,
		      ms, (char *)NULL);
	_exit(125);
}

static int start_client(const struct cycle_programs *p,
			const struct cycle_plan *plan, struct child *c)
{
	c->out = memfd_create("out", MFD_CLOEXEC);
	c->log = memfd_create("log", MFD_CLOEXEC);
	if (c->out < 0 || c->log < 0)
		return -errno;
	c->pid = fork();
	if (c->pid == 0)
		run_client(p, plan, c);
	return c->pid < 0 ? -errno : 0;
}

static void pause_us(unsigned int usec)
{
	const struct timespec time = { .tv_sec = usec / 1000000,
				       .tv_nsec = usec % 1000000 * 1000L };

	nanosleep(&time, NULL);
}

/* Has the client ended?  Orphans that have ended are none of its. */
static bool has_ended(struct child *c, struct cycle_result *r)
{
	if (c->pid && waitpid(c->pid, &r->status, WNOHANG) == c->pid)
		c->pid = 0;
	return !c->pid;
}

/* The process to signal, or 0 while there is none. */
static pid_t find_target(const struct cycle_programs *p,
			 const struct cycle_plan *plan, const struct child *c)
{
	const char *path = p->helper;

	if (plan->target == CYCLE_CLIENT)
		return c->pid;
	if (plan->target == CYCLE_GUEST)
		path = plan->is_netns ? p->netns : p->self;
	return process_child(c->pid, strrchr(path, '/') + 1);
}

static void send_signal(const struct cycle_programs *p,
			const struct cycle_plan *plan, struct child *c,
			struct cycle_result *r)
{
	int64_t limit = clock_ms() + END_LIMIT_MS;
	pid_t pid;

	if (plan->target == CYCLE_NOBODY)
		return;
	pause_us(plan->usec);
	while (!has_ended(c, r)) {
		pid = find_target(p, plan, c);
		if (pid) {
			kill(pid, plan->sig);
			return;
		}
		if (clock_ms() >= limit) {
			cycle_fault(r, "there is no %s to signal",
				    cycle_target_names[plan->target]);
			return;
		}
		pause_us(200);
	}
}

static void wait_end(struct child *c, struct cycle_result *r)
{
	int64_t limit = clock_ms() + END_LIMIT_MS;

	while (!has_ended(c, r)) {
		if (clock_ms() >= limit) {
			cycle_fault(r, "client does not end");
			return;
		}
		pause_us(1000);
	}
}

static void wait_nothing_left(const struct cycle_plan *plan,
			      struct cycle_result *r)
{
	int64_t limit = clock_ms() + LEFT_LIMIT_MS;
	char left[CELL_LEFT];

	while (cell_left(left)) {
		/* Of a helper without a keeper yet; the next one tidies. */
		r->files = plan->target == CYCLE_HELPER &&
			   plan->sig == SIGKILL && !r->ready &&
			   !strncmp(left, RUN_FOLDER, strlen(RUN_FOLDER));
		if (r->files)
			return;
		if (clock_ms() >= limit) {
			cycle_fault(r, "left behind: %s", left);
			return;
		}
		pause_us(5000);
	}
}

/* What was written to a file in memory, closed by this. */
static void take_text(int fd, char *text, size_t size)
{
	ssize_t n = fd < 0 ? 0 : pread(fd, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

static void read_output(const struct child *c, struct cycle_result *r)
{
	char text[8192];

	take_text(c->out, text, sizeof(text));
	r->ready = strstr(text, "\"vmnet_mac_address\"") != NULL;
	r->started = strstr(text, "started\n") != NULL;
	r->answered = strstr(text, "answered\n") != NULL;
}

void cycle_run(const struct cycle_programs *p, const struct cycle_plan *plan,
	       struct cycle_result *r)
{
	struct child c = { 0 };
	char log[4096];
	size_t length;
	int err;

	*r = (struct cycle_result){ 0 };
	err = start_client(p, plan, &c);
	if (err) {
		cycle_fault(r, "cannot start the client: %s", strerror(-err));
		return;
	}
	send_signal(p, plan, &c, r);
	wait_end(&c, r);
	/* Before others have had the time to write more. */
	read_output(&c, r);
	cycle_judge(plan, r);
	wait_nothing_left(plan, r);
	take_text(c.log, log, sizeof(log));
	length = strlen(r->fault);
	if (length)
		snprintf(r->fault + length, CYCLE_FAULT - length, "\n%s", log);
}
