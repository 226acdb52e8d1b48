/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycles.c - vmnet-cycles: start client, helper and guest, kill one of them,
 * and see that all end as documented and nothing is left behind
 *
 * Several workers do one cycle after another, each in namespaces of its own, so
 * that whatever a cycle leaves is seen and cannot be taken for another's.  A
 * worker whose cycle had a fault ends, and with it all in its namespaces; a
 * fresh one goes on.  A cycle follows from the seed and its number: --first
 * repeats it, though the moment of the signal is never the same again.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/util.h"
#include "helper/stress/arping.h"
#include "helper/stress/cell.h"
#include "helper/stress/cycle.h"

#define JOBS_MAX     64
#define FAULTS_MAX   20 /* no use in going on */
#define GUEST_FD     4
#define PROGRESS_MS  5000
#define WORKER_FAULT 2 /* exit status */

/* In memory that all workers share. */
struct tally {
	_Atomic uint64_t taken; /* cycles that were begun */
	_Atomic uint64_t done;
	_Atomic uint64_t faults;
	_Atomic uint64_t ready, answered, files;
	_Atomic uint64_t hits[CYCLE_TARGETS][NSIG];
};

struct cycles {
	struct cycle_programs programs;
	uint64_t cycles, first, seed, jobs;
	bool progress;
	struct tally *tally;
	int64_t start;
};

/* --- workers -------------------------------------------------------------- */

static void count(struct tally *t, const struct cycle_plan *plan,
		  const struct cycle_result *r)
{
	t->hits[plan->target][plan->sig]++;
	t->ready += r->ready;
	t->answered += r->answered;
	t->files += r->files;
	t->done++;
}

static int report_fault(struct cycles *c, uint64_t number,
			const struct cycle_plan *plan,
			const struct cycle_result *r)
{
	/* One write(2): workers share the descriptor. */
	char text[CYCLE_FAULT + 512];
	int n;

	n = snprintf(text, sizeof(text),
		     "vmnet-cycles: --seed %lu --first %lu: %s to %s after %u "
		     "us, %s mode, guest %s, helper %s: %s\n",
		     (unsigned long)c->seed, (unsigned long)number,
		     plan->sig ? strsignal(plan->sig) : "no signal",
		     cycle_target_names[plan->target], plan->usec,
		     plan->is_host ? "host" : "shared",
		     plan->is_netns ? "netns" : "arping",
		     r->ready ? "was ready" : "was not ready", r->fault);
	write_full(STDERR_FILENO, text,
		   (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
	c->tally->faults++;
	return WORKER_FAULT;
}

/* The next helper on the subnet takes away the files a killed one left. */
static int do_repair(struct cycles *c, uint64_t number, bool is_host)
{
	struct cycle_plan plan = { .target = CYCLE_NOBODY, .is_host = is_host };
	struct cycle_result r;

	cycle_run(&c->programs, &plan, &r);
	return r.fault[0] ? report_fault(c, number, &plan, &r) : 0;
}

static int do_cycle(struct cycles *c, uint64_t number)
{
	struct cycle_plan plan;
	struct cycle_result r;

	cycle_plan(c->seed, number, &plan);
	cycle_run(&c->programs, &plan, &r);
	count(c->tally, &plan, &r);
	if (r.fault[0])
		return report_fault(c, number, &plan, &r);
	return r.files ? do_repair(c, number, plan.is_host) : 0;
}

static int work(struct cycles *c)
{
	uint64_t n;
	int status = 0;

	while (!status && (n = c->tally->taken++) < c->cycles)
		status = do_cycle(c, c->first + n);
	return status;
}

static pid_t start_worker(struct cycles *c)
{
	int ready = 0;
	pid_t pid = cell_fork(&ready);

	if (pid > 0)
		return pid;
	if (pid < 0 || ready < 0)
		fprintf(stderr, "vmnet-cycles: cannot make namespaces: %s\n",
			strerror(pid < 0 ? -pid : -ready));
	if (pid == 0)
		_exit(ready < 0 ? EXIT_FAILURE : work(c));
	return pid;
}

/* --- all of them ---------------------------------------------------------- */

static void print_progress(const struct cycles *c)
{
	uint64_t done = c->tally->done;
	int64_t passed = clock_ms() - c->start;
	uint64_t left = done ? (c->cycles - done) * (uint64_t)passed / done : 0;

	fprintf(stderr, "%lu of %lu cycles, %lu faults, %lu s left\n",
		(unsigned long)done, (unsigned long)c->cycles,
		(unsigned long)c->tally->faults, (unsigned long)left / 1000);
}

static void print_summary(const struct cycles *c)
{
	const struct tally *t = c->tally;
	size_t i;
	int target;

	for (target = CYCLE_CLIENT; target < CYCLE_TARGETS; target++) {
		printf("%s:", cycle_target_names[target]);
		for (i = 0; i < ARRAY_SIZE(cycle_signals); i++)
			printf(" SIG%s %lu", sigabbrev_np(cycle_signals[i]),
			       (unsigned long)
				       t->hits[target][cycle_signals[i]]);
		printf("\n");
	}
	printf("guest ended by itself: %lu\n"
	       "helper was ready in %lu, guest was answered in %lu, "
	       "files of a killed helper were taken away by the next in %lu\n"
	       "%lu cycles, %lu faults, %lu s\n",
	       (unsigned long)t->hits[CYCLE_NOBODY][0], (unsigned long)t->ready,
	       (unsigned long)t->answered, (unsigned long)t->files,
	       (unsigned long)t->done, (unsigned long)t->faults,
	       (unsigned long)(clock_ms() - c->start) / 1000);
}

/* Wait for one worker, in the meantime tell how far we are. */
static int wait_worker(const struct cycles *c)
{
	const struct timespec pause = { .tv_nsec = 50000000 };
	int64_t next = clock_ms() + PROGRESS_MS;
	int status;

	while (waitpid(-1, &status, WNOHANG) == 0) {
		if (c->progress && clock_ms() >= next) {
			print_progress(c);
			next += PROGRESS_MS;
		}
		nanosleep(&pause, NULL);
	}
	return status;
}

static int run(struct cycles *c)
{
	uint64_t living = 0;
	int status;

	while (living < c->jobs) {
		if (start_worker(c) < 0)
			return EXIT_FAILURE;
		living++;
	}
	for (; living > 0; living--) {
		status = wait_worker(c);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != WORKER_FAULT)
			return EXIT_FAILURE;
		if (c->tally->faults >= FAULTS_MAX)
			break;
		if (start_worker(c) < 0)
			return EXIT_FAILURE;
		living++;
	}
	print_summary(c);
	return c->tally->faults ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int parse_number(const char *text, uint64_t max, uint64_t *value)
{
	return parse_uint(text, 1, max, value);
}

static int parse(struct cycles *c, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "cycles", required_argument, NULL, 'c' },
		{ "first", required_argument, NULL, 'f' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "progress", no_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 },
	};
	int key, err = 0;

	while (!err && (key = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (key == 'c')
			err = parse_number(optarg, INT32_MAX, &c->cycles);
		else if (key == 'f')
			err = parse_number(optarg, INT32_MAX, &c->first);
		else if (key == 'j')
			err = parse_number(optarg, JOBS_MAX, &c->jobs);
		else if (key == 's')
			err = parse_number(optarg, INT32_MAX, &c->seed);
		else if (key == 'p')
			c->progress = true;
		else
			err = -EINVAL;
	}
	if (err || argc - optind != 3)
		return -EINVAL;
	c->programs.client = argv[optind];
	c->programs.helper = argv[optind + 1];
	c->programs.netns = argv[optind + 2];
	return strchr(c->programs.helper, '/') && strchr(c->programs.netns, '/')
		       ? 0
		       : -EINVAL;
}

static int usage(void)
{
	fputs("usage: vmnet-cycles [--cycles N] [--first N] [--jobs N] "
	      "[--progress] [--seed N]\n"
	      "           path/vmnet-client path/vmnet-helper "
	      "path/vmnet-netns\n",
	      stderr);
	return EXIT_FAILURE;
}

/* vmnet-cycles --guest 192.168.64 MS: what the client is to start. */
static int run_guest(char *argv[])
{
	char text[32];
	struct in_addr gateway;
	uint64_t life;

	snprintf(text, sizeof(text), "%s.1", argv[2]);
	if (inet_pton(AF_INET, text, &gateway) != 1 ||
	    parse_uint(argv[3], 0, INT32_MAX, &life))
		return usage();
	return arping_run(GUEST_FD, ntohl(gateway.s_addr), (int64_t)life);
}

int main(int argc, char *argv[])
{
	struct cycles c = { .cycles = 60, .first = 1, .jobs = 4 };
	char self[4096];
	ssize_t n;
	int status;

	if (argc == 4 && !strcmp(argv[1], "--guest"))
		return run_guest(argv);
	/* Until --seed says otherwise; short, as a human will type it. */
	if (getrandom(&c.seed, 3, 0) < 0 || parse(&c, argc, argv) < 0)
		return usage();
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	c.tally = mmap(NULL, sizeof(*c.tally), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (n < 0 || c.tally == MAP_FAILED) {
		perror("vmnet-cycles");
		return EXIT_FAILURE;
	}
	self[n] = '\0';
	c.programs.self = self;
	c.start = clock_ms();
	printf("seed %lu\n", (unsigned long)c.seed);
	fflush(stdout);
	status = run(&c);
	munmap(c.tally, sizeof(*c.tally));
	return status;
}
