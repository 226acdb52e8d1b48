/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_iperf.c - iperf3 through a contender, with a guest
 *
 *	iperf3 -- bridge -- TAP -- helper -- socket -- guest -- TAP -- iperf3
 *
 * Helper and guest are each a contender.  The guest's part takes as much
 * processor time as the helper's, on cores that they share: that is so with
 * real guests, too.  Without contenders, a veth pair is the limit.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/iperf.h"
#include "harness/machine.h"
#include "harness/netdev.h"
#include "helper/util.h"
#include "perf/bench.h"
#include "perf/contenders/contender.h"
#include "perf/entrant.h"
#include "perf/frames.h"
#include "perf/linux/netguest.h"
#include "perf/linux/wire.h"

#define TAP	   "tap0"
#define LENGTH	   131072 /* bytes per write */
#define REFUSED_MS 5000	  /* a server needs a moment to listen */
#define PAUSE_MS   50
#define HOST	   0x0a4d0001 /* 10.77.0.1 */
#define GUEST	   0x0a4d0002
#define GUEST_TEXT "10.77.0.2"

struct duel {
	const char *name;
	const char *what;   /* one line for the help text */
	const char *helper; /* contenders; NULL: a veth pair */
	const char *guest;
	bool bridge; /* the veth pair is a port of the bridge */
	bool cut;    /* and has no offload */
};

static const struct duel duels[] = {
	{ "naive", "naive, and our pump as the guest", "naive", "ours", true,
	  false },
	{ "batched", "batched, and our pump as the guest", "batched", "ours",
	  true, false },
	{ "batched-both", "batched at both ends", "batched", "batched", true,
	  false },
	{ "ours", "vmnet-helper, and the same pump as the guest", "ours",
	  "ours", true, false },
	{ "ours-stream", "the same through a stream socket", "ours-stream",
	  "ours-stream", true, false },
	{ "naive-large", "one frame a call, large ones, at both ends",
	  "naive-large", "naive-large", true, false },
	{ "ours-large", "vmnet-helper and a guest with offload", "ours-large",
	  "ours-large", true, false },
	{ "ours-bare", "the same without vnet headers, as krunkit has it",
	  "ours-bare", "guest-bare", true, false },
	{ "bridge-cut", "no helper: bridge and veth pair, no large frames",
	  NULL, NULL, true, true },
	{ "bridge", "no helper: bridge and veth pair", NULL, NULL, true,
	  false },
	{ "veth", "no helper: a veth pair", NULL, NULL, false, false },
};

/* One measurement in progress. */
struct match {
	const struct duel *duel;
	struct entrant helper;
	struct netguest guest;
	struct entrant_use before;
	struct entrant_use after;
	uint32_t drops_before;
	uint32_t drops_after;
};

/* --- set-up -------------------------------------------------------------- */

static int start_helper(struct match *m, int sock)
{
	const struct contender *c = contender_find(m->duel->helper);
	struct contender_ends ends = {
		.sock = sock,
		.max_frame = contender_max_frame(c),
		.confined = true,
	};
	int err;

	ends.tap = wire_tap(TAP, c->offload);
	if (ends.tap < 0)
		return ends.tap;
	err = wire_up(TAP, true, WIRE_QUEUE);
	if (!err)
		err = entrant_start(&m->helper, c, &ends);
	close(ends.tap);
	return err;
}

static int start_cable(struct match *m, struct netguest_config *config)
{
	int fds[2], err;

	config->contender = contender_find(m->duel->guest);
	err = entrant_sockets(config->contender->stream, fds);
	if (err)
		return err;
	config->sock = fds[1];
	err = start_helper(m, fds[0]);
	/* Not ours any more: it shall see the helper's end close. */
	close(fds[0]);
	if (!err)
		err = netguest_start(&m->guest, config);
	close(fds[1]);
	return err ? err : netguest_run(&m->guest);
}

static int start_veth(struct bench *b, struct match *m,
		      const struct netguest_config *config)
{
	const struct duel *d = m->duel;
	int err;

	err = netguest_start(&m->guest, config);
	if (!err)
		err = wire_veth(&b->events, m->guest.pid);
	if (!err && d->bridge)
		err = wire_up(WIRE_VETH, true, WIRE_QUEUE);
	else if (!err)
		err = wire_guest(WIRE_VETH, NULL, htonl(HOST));
	if (!err && d->cut)
		err = wire_cut(WIRE_VETH);
	if (!err && d->cut)
		err = wire_cut(WIRE_BRIDGE);
	return err ? err : netguest_run(&m->guest);
}

static int start(struct bench *b, struct match *m)
{
	struct netguest_config config = {
		.sock = -1,
		.cut = m->duel->cut,
		.address = htonl(GUEST),
	};
	int err = 0;

	if (m->duel->bridge)
		err = wire_bridge(htonl(HOST));
	if (err)
		return err;
	return m->duel->helper ? start_cable(m, &config)
			       : start_veth(b, m, &config);
}

static void stop(struct match *m)
{
	entrant_stop(&m->helper);
	netguest_stop(&m->guest);
	wire_remove(WIRE_VETH);
	wire_remove(WIRE_BRIDGE);
}

/* --- measurement --------------------------------------------------------- */

/* Of the TAPs at both ends. */
static int count(struct match *m, struct entrant_use *use, uint32_t *drops)
{
	uint32_t guest = 0;
	int err;

	*drops = 0;
	err = entrant_use(&m->helper, use);
	if (err || !m->duel->helper)
		return err;
	err = netdev_tx_dropped(TAP, drops);
	if (!err)
		err = netguest_drops(&m->guest, &guest);
	*drops += guest;
	return err;
}

static int run_client(struct bench *b, const struct trial *t,
		      struct iperf_result *result)
{
	const struct iperf_config config = {
		.address = GUEST_TEXT,
		.reverse = !strcmp(t->cell.direction, "vm-to-host"),
		.seconds = (b->args.ms + 999) / 1000,
		.omit = 1,
		.length = LENGTH,
		.congestion = machine_congestion(),
	};
	int64_t deadline = clock_ms() + REFUSED_MS;
	int err;

	for (;;) {
		err = iperf_run(&b->events, NULL, &config, result);
		if (err != -ECONNREFUSED || clock_ms() > deadline)
			return err;
		iperf_free(result);
		err = events_sleep(&b->events, PAUSE_MS);
		if (err)
			return err;
	}
}

static void report(const struct match *m, const struct iperf_result *r,
		   struct outcome *o)
{
	o->seconds = r->seconds;
	bench_number(o, METRIC_THROUGHPUT, "bit/s", "higher",
		     r->bits_per_second);
	if (m->duel->helper && r->bytes > 0)
		bench_number(o, METRIC_CPU_PER_BIT, "s/bit", "lower",
			     (double)(m->after.cpu - m->before.cpu) * 1e-9 /
				     (r->bytes * 8));
	if (r->retransmits >= 0)
		bench_number(o, METRIC_RETRANSMITS, "segment", "lower",
			     (double)r->retransmits);
	if (m->duel->helper)
		bench_number(o, METRIC_DROPS, "frame", "lower",
			     m->drops_after - m->drops_before);
}

static int play(struct bench *b, const struct trial *t, struct match *m,
		struct outcome *o)
{
	struct iperf_result result = { 0 };
	int err;

	err = start(b, m);
	if (!err)
		err = count(m, &m->before, &m->drops_before);
	if (err)
		return err;
	err = run_client(b, t, &result);
	if (err && err != -ECANCELED)
		snprintf(o->problem, sizeof(o->problem), "%s",
			 result.error[0] ? result.error : strerror(-err));
	if (!err)
		err = count(m, &m->after, &m->drops_after);
	if (!err)
		report(m, &result, o);
	iperf_free(&result);
	return err;
}

static int measure(struct bench *b, const struct trial *t, struct outcome *o)
{
	struct match m = { .duel = t->contender };
	int err;

	err = play(b, t, &m, o);
	stop(&m);
	return err;
}

/* --- what is measured ---------------------------------------------------- */

static int add(struct trials *trials, const struct duel *d,
	       const char *direction)
{
	struct trial *t = bench_trial(trials, d->name, d, "iperf");
	const struct contender *c;

	if (!t)
		return -ENOMEM;
	c = d->helper ? contender_find(d->helper) : NULL;
	snprintf(t->cell.direction, CSV_TEXT, "%s", direction);
	snprintf(t->cell.proto, CSV_TEXT, "tcp");
	if (c ? c->kind != GUEST_PLAIN : !d->cut)
		snprintf(t->cell.offload, CSV_TEXT, "on");
	t->cell.size = LENGTH;
	return 0;
}

static int run_all(struct bench *b)
{
	struct trials trials = { 0 };
	const struct duel *d;
	int err = 0;

	for (d = duels; d < duels + ARRAY_SIZE(duels) && !err; d++) {
		if (!bench_wanted(&b->args.contenders, d->name))
			continue;
		if (bench_wanted(&b->args.directions, "host-to-vm"))
			err = add(&trials, d, "host-to-vm");
		if (!err && bench_wanted(&b->args.directions, "vm-to-host"))
			err = add(&trials, d, "vm-to-host");
	}
	if (!err)
		err = bench_rounds(b, &trials, measure);
	free(trials.list);
	return err;
}

static const char *name(size_t n, const char **help)
{
	if (n >= ARRAY_SIZE(duels))
		return NULL;
	*help = duels[n].what;
	return duels[n].name;
}

const struct bench_kind bench_iperf = {
	.what = ARGS_IPERF,
	.ms = 2000,
	.sandbox = true,
	.run = run_all,
	.name = name,
};
