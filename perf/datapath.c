/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* datapath.c - vmnet-datapath: measure the data path against simpler ones */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/sandbox.h"
#include "helper/log.h"
#include "helper/util.h"
#include "perf/bench.h"

#define ROUNDS 6 /* least for an interval of 95 % */

static const struct bench_kind *const kinds[] = {
	&bench_pump,
	&bench_iperf,
	&bench_offload,
};

static const char *const directions[] = { "host-to-vm", "vm-to-host", "duplex",
					  NULL };
static const char *const protos[] = { "tcp", "udp", "rr", NULL };

static int fail(const char *text)
{
	fprintf(stderr, "vmnet-datapath: %s\n", text);
	return 1;
}

static const struct bench_kind *find_kind(enum args_what what)
{
	const struct bench_kind *const *kind = kinds;

	while ((*kind)->what != what)
		kind++;
	return *kind;
}

static int usage(void)
{
	static const char *const names[] = { "pump", "iperf", "offload" };
	const char *name, *help;
	size_t i, n;

	args_usage(stdout);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		printf("\ncontenders of %s:\n", names[i]);
		for (n = 0; (name = kinds[i]->name(n, &help)); n++)
			printf("  %-15s %s\n", name, help);
	}
	return 0;
}

static bool is_one_of(const char *name, const char *const *known)
{
	while (*known && strcmp(*known, name) != 0)
		known++;
	return *known;
}

static bool is_contender(const char *name, const struct bench_kind *kind)
{
	const char *known, *help;
	size_t n;

	for (n = 0; (known = kind->name(n, &help)); n++) {
		if (!strcmp(known, name))
			return true;
	}
	return false;
}

static int refuse(const char *option, const char *name)
{
	char line[128];

	snprintf(line, sizeof(line), "--%s %s: not known; try --help", option,
		 name);
	return fail(line);
}

static int check_names(const struct args *a, const struct bench_kind *kind)
{
	size_t i;

	for (i = 0; i < a->directions.n; i++) {
		if (!is_one_of(a->directions.name[i], directions))
			return refuse("directions", a->directions.name[i]);
	}
	for (i = 0; i < a->protos.n; i++) {
		if (!is_one_of(a->protos.name[i], protos))
			return refuse("protos", a->protos.name[i]);
	}
	for (i = 0; i < a->contenders.n; i++) {
		if (!is_contender(a->contenders.name[i], kind))
			return refuse("contenders", a->contenders.name[i]);
	}
	return 0;
}

static void set_defaults(struct args *a, const struct bench_kind *kind)
{
	struct timespec ts;

	if (!a->rounds)
		a->rounds = ROUNDS;
	if (!a->ms)
		a->ms = kind->ms;
	clock_gettime(CLOCK_REALTIME, &ts);
	if (!a->has_seed)
		a->seed = (uint32_t)ts.tv_nsec ^ (uint32_t)ts.tv_sec;
}

/* In the sandbox, if there is one. */
static int inside(void *ctx)
{
	struct bench *b = ctx;
	char line[512];
	int err;

	fprintf(stderr, "vmnet-datapath: seed %llu\n",
		(unsigned long long)b->args.seed);
	err = journal_open(&b->journal, &b->args);
	if (err) {
		snprintf(line, sizeof(line), "--output %.400s: %s",
			 b->args.output, strerror(-err));
		return fail(line);
	}
	err = find_kind(b->args.what)->run(b);
	journal_close(&b->journal);
	if (err == -ECANCELED) {
		fail("stopped early; what was measured is kept");
		return 128 + b->events.signal;
	}
	return err < 0 ? fail(strerror(-err)) : err;
}

int main(int argc, char *argv[])
{
	char error[ARGS_ERROR], why[SANDBOX_REASON];
	const struct bench_kind *kind;
	struct bench b = { 0 };
	int ret;

	if (args_parse(&b.args, argc - 1, argv + 1, error) < 0)
		return fail(error);
	if (b.args.help)
		return usage();
	kind = find_kind(b.args.what);
	if (check_names(&b.args, kind))
		return 1;
	set_defaults(&b.args, kind);
	log_set_thread("datapath");
	ret = events_open(&b.events);
	if (ret)
		return fail(strerror(-ret));
	ret = kind->sandbox ? sandbox_run(inside, &b, why) : inside(&b);
	events_close(&b.events);
	return ret < 0 ? fail(why) : ret;
}
