/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* bench_pump.c - raw frames through a contender */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/bench.h"
#include "perf/contenders/contender.h"
#include "perf/frames.h"
#include "perf/lane.h"
#include "perf/linux/wire.h"

#define LANES	  2
#define WARM_UP	  100  /* ms */
#define FIRST_MS  5000 /* longest wait for the first frame */
#define DRAIN_MS  1000 /* longest wait for what is on its way */
#define DRAIN_NAP 10
#define RR_SIZE	  FRAMES_PLAIN /* of the frames beside the pings */

/* One measurement in progress. */
struct race {
	struct lane *lanes[LANES];
	struct lane_count begin[LANES];
	struct lane_count end[LANES];
	unsigned int n;
};

static bool goes(const struct cell *c, const char *direction)
{
	return !strcmp(c->direction, direction) ||
	       !strcmp(c->direction, "duplex");
}

static int start(const struct trial *t, struct race *r)
{
	const struct cell *c = &t->cell;
	struct lane_config config = {
		.contender = t->contender,
		.to_host = goes(c, "vm-to-host"),
		.to_vm = goes(c, "host-to-vm"),
		.tcp = strcmp(c->proto, "udp") != 0,
		.ping = !strcmp(c->proto, "rr"),
		.size = c->size,
		.flows = c->streams,
		.confined = true,
	};
	unsigned int i;
	int err = 0;

	for (i = 0; i < c->vms && !err; i++) {
		config.number = i;
		err = lane_prepare(&r->lanes[i], &config);
		r->n += !err;
	}
	for (i = 0; i < r->n && !err; i++)
		err = lane_start(r->lanes[i]);
	return err;
}

static int count(struct race *r, struct lane_count *counts,
		 int (*how)(struct lane *, struct lane_count *))
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < r->n && !err; i++)
		err = how(r->lanes[i], &counts[i]);
	return err;
}

static bool has_arrived(const struct lane_count *c)
{
	return c->to_vm >= c->sent_to_vm && c->to_host >= c->sent_to_host;
}

/* Returns the number of frames that were sent and did not arrive. */
static int drain(struct bench *b, struct race *r, uint64_t *lost)
{
	int64_t deadline = clock_ms() + DRAIN_MS;
	struct lane_count c[LANES];
	unsigned int i;
	int err;

	for (i = 0; i < r->n; i++)
		lane_pause(r->lanes[i]);
	do {
		err = events_sleep(&b->events, DRAIN_NAP);
		if (!err)
			err = count(r, c, lane_count);
		for (i = 0; i < r->n && has_arrived(&c[i]); i++)
			;
	} while (!err && i < r->n && clock_ms() < deadline);
	for (i = 0, *lost = 0; i < r->n && !err; i++) {
		if (c[i].sent_to_vm > c[i].to_vm)
			*lost += c[i].sent_to_vm - c[i].to_vm;
		if (c[i].sent_to_host > c[i].to_host)
			*lost += c[i].sent_to_host - c[i].to_host;
	}
	return err;
}

static uint64_t frames(const struct race *r, unsigned int i)
{
	return r->end[i].to_vm - r->begin[i].to_vm + r->end[i].to_host -
	       r->begin[i].to_host;
}

/* Throughput and what it has cost. */
static void report_frames(const struct trial *t, const struct race *r,
			  struct outcome *o)
{
	const struct contender *c = t->contender;
	double n = 0, cpu = 0, calls = 0, least = 0, most = 0;
	unsigned int i;

	for (i = 0; i < r->n; i++) {
		double f = (double)frames(r, i);

		n += f;
		least = i == 0 || f < least ? f : least;
		most = f > most ? f : most;
		cpu += (double)(r->end[i].cpu - r->begin[i].cpu) * 1e-9;
		calls += (double)(r->end[i].calls - r->begin[i].calls);
	}
	bench_number(o, METRIC_THROUGHPUT, "bit/s", "higher",
		     n * t->cell.size * 8 / o->seconds);
	bench_number(o, "packets", "frame/s", "higher", n / o->seconds);
	if (!c->wall && n > 0) {
		bench_number(o, "cpu_per_frame", "s/frame", "lower", cpu / n);
		bench_number(o, METRIC_CPU_PER_BIT, "s/bit", "lower",
			     cpu / (n * t->cell.size * 8));
		bench_number(o, "calls_per_frame", "call/frame", "lower",
			     calls / n);
	}
	if (r->n > 1 && most > 0)
		bench_number(o, "fairness", "ratio", "higher", least / most);
}

static int report_pings(const struct race *r, struct outcome *o)
{
	size_t n, lost;
	double *ns;

	lane_pings(r->lanes[0], &ns, &n, &lost);
	if (!n) {
		snprintf(o->problem, sizeof(o->problem),
			 "none of %zu pings was answered", lost);
		return -ENODATA;
	}
	bench_number(o, "rtt_p50", "s", "lower", ns[n / 2] * 1e-9);
	bench_number(o, "rtt_p99", "s", "lower", ns[n * 99 / 100] * 1e-9);
	bench_number(o, "lost_pings", "frame", "lower", (double)lost);
	return 0;
}

static int report(const struct trial *t, const struct race *r, uint64_t lost,
		  struct outcome *o)
{
	uint64_t n = 0;
	unsigned int i;
	bool idle = !strcmp(t->cell.direction, "-");

	o->seconds = (double)(r->end[0].ns - r->begin[0].ns) * 1e-9;
	for (i = 0; i < r->n; i++)
		n += frames(r, i);
	if (!n && !idle) {
		snprintf(o->problem, sizeof(o->problem),
			 "no frame came through");
		return -ENODATA;
	}
	if (!strcmp(t->cell.proto, "rr")) {
		if (!idle)
			bench_number(o, METRIC_THROUGHPUT, "bit/s", "higher",
				     (double)n * t->cell.size * 8 / o->seconds);
		return report_pings(r, o);
	}
	report_frames(t, r, o);
	bench_number(o, "loss", "frame", "lower", (double)lost);
	return 0;
}

/* On a busy machine the first frame takes its time. */
static int warm_up(struct bench *b, const struct trial *t, struct race *r)
{
	int64_t deadline = clock_ms() + FIRST_MS;
	bool idle = !strcmp(t->cell.direction, "-");
	struct lane_count c[LANES];
	int err;

	do {
		err = events_sleep(&b->events, WARM_UP);
		if (!err)
			err = count(r, c, lane_count);
	} while (!err && !idle && !c[0].to_vm && !c[0].to_host &&
		 clock_ms() < deadline);
	return err;
}

static int run(struct bench *b, const struct trial *t, struct race *r,
	       struct outcome *o)
{
	uint64_t lost;
	int err;

	err = start(t, r);
	if (!err)
		err = warm_up(b, t, r);
	if (!err)
		err = count(r, r->begin, lane_begin);
	if (!err)
		err = events_sleep(&b->events, (int)b->args.ms);
	if (!err)
		err = count(r, r->end, lane_count);
	if (!err)
		err = drain(b, r, &lost);
	if (err == -ESRCH || err == -ECONNRESET)
		snprintf(o->problem, sizeof(o->problem),
			 "the contender has ended");
	return err ? err : report(t, r, lost, o);
}

static int measure(struct bench *b, const struct trial *t, struct outcome *o)
{
	struct race r = { 0 };
	unsigned int i;
	int err;

	err = run(b, t, &r, o);
	for (i = 0; i < r.n; i++)
		lane_close(r.lanes[i]);
	return err;
}

/* --- what is measured ---------------------------------------------------- */

struct plan {
	const struct args *args;
	struct trials trials;
	int err;
};

static void add(struct plan *p, const struct contender *c,
		const char *direction, const char *proto, unsigned int size,
		unsigned int flows, unsigned int guests)
{
	struct trial *t = bench_trial(&p->trials, c->name, c, "pump");

	if (!t) {
		p->err = -ENOMEM;
		return;
	}
	snprintf(t->cell.direction, CSV_TEXT, "%s", direction);
	snprintf(t->cell.proto, CSV_TEXT, "%s", proto);
	if (c->kind != GUEST_PLAIN)
		snprintf(t->cell.offload, CSV_TEXT, "on");
	t->cell.size = size;
	t->cell.streams = flows;
	t->cell.vms = guests;
}

static void add_direction(struct plan *p, const struct contender *c,
			  const char *direction, unsigned int size)
{
	const struct args *a = p->args;
	size_t f, g;

	for (g = 0; g < a->guests.n; g++) {
		for (f = 0; f < a->flows.n; f++) {
			if (bench_wanted(&a->protos, "tcp"))
				add(p, c, direction, "tcp", size, a->flows.v[f],
				    a->guests.v[g]);
		}
		if (bench_wanted(&a->protos, "udp") && !c->wall &&
		    c->kind == GUEST_PLAIN)
			add(p, c, direction, "udp", size, 1, a->guests.v[g]);
	}
}

static void add_contender(struct plan *p, const struct contender *c)
{
	static const char *const ways[] = { "host-to-vm", "vm-to-host",
					    "duplex" };
	const struct args *a = p->args;
	bool large = c->kind != GUEST_PLAIN;
	unsigned int rr = large ? FRAMES_LARGE : RR_SIZE;
	size_t s, w;

	/* A wall has no host; its sender is the guest. */
	for (w = c->wall ? 1 : 0; w < (c->wall ? 2 : ARRAY_SIZE(ways)); w++) {
		if (!bench_wanted(&a->directions, ways[w]))
			continue;
		for (s = 0; s < a->sizes.n; s++) {
			if (c->wall || large == (a->sizes.v[s] > FRAMES_PLAIN))
				add_direction(p, c, ways[w], a->sizes.v[s]);
		}
		if (!c->wall && w < 2 && bench_wanted(&a->protos, "rr"))
			add(p, c, ways[w], "rr", rr, 1, 1);
	}
	if (!c->wall && bench_wanted(&a->protos, "rr"))
		add(p, c, "-", "rr", rr, 1, 1);
}

static void set_defaults(struct args *a)
{
	static const struct args_numbers sizes = {
		7, { 64, 128, 256, 512, 1024, FRAMES_PLAIN, FRAMES_LARGE }
	};
	static const struct args_numbers one = { 1, { 1 } };

	if (!a->sizes.n)
		a->sizes = sizes;
	if (!a->flows.n)
		a->flows = one;
	if (!a->guests.n)
		a->guests = one;
}

static int run_all(struct bench *b)
{
	struct plan p = { .args = &b->args };
	size_t i;
	int err;

	set_defaults(&b->args);
	for (i = 0; i < n_contenders; i++) {
		if (bench_wanted(&b->args.contenders, contenders[i].name))
			add_contender(&p, &contenders[i]);
	}
	err = p.err ? p.err : wire_bridge(0);
	if (!err)
		err = bench_rounds(b, &p.trials, measure);
	free(p.trials.list);
	return err;
}

static const char *name(size_t n, const char **help)
{
	if (n >= n_contenders)
		return NULL;
	*help = contenders[n].what;
	return contenders[n].name;
}

const struct bench_kind bench_pump = {
	.what = ARGS_PUMP,
	.ms = 400,
	.sandbox = true,
	.run = run_all,
	.name = name,
};
