/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c - what is measured between the guests of a group
 *
 * Servers are in guests only.  Clients are here, or in guest 2 for what goes
 * from guest to guest.
 */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cpu.h"
#include "harness/measure.h"
#include "harness/netdev.h"
#include "perf/stats.h"

#define MEASURE_TRIES	 6 /* to reach the server, see iperf_parse() */
#define MEASURE_RETRY_MS 300

#define MEASURE_PING	56 /* of data, by busybox */
#define MEASURE_HEADERS 28 /* bytes of IPv4 and UDP */

/* What is counted before and after. */
struct measure_count {
	double helpers; /* seconds */
	double vmms;
	uint32_t drops[MATRIX_GUESTS];
	bool drops_known;
};

unsigned int measure_size(const struct options *o,
			  const struct matrix_step *step)
{
	if (step->protocol == RR)
		return MEASURE_PING;
	if (step->size)
		return step->size;
	return step->protocol == TCP
		       ? o->length
		       : (unsigned int)atoi(SETUP_MTU) - MEASURE_HEADERS;
}

static int measure_add_cpu(pid_t pid, double *seconds)
{
	int64_t ns;
	int err = cpu_time(pid, &ns);

	if (!err)
		*seconds += (double)ns / 1e9;
	return err;
}

/* What the processes have used and lost so far. */
static int measure_count(const struct group *g, struct measure_count *c)
{
	const struct vm *vm;
	size_t i;
	int err = 0;

	*c = (struct measure_count){ .drops_known = true };
	for (i = 0; !err && i < g->carrier.n; i++)
		err = measure_add_cpu(g->carrier.pids[i], &c->helpers);
	for (i = 0; !err && i < g->n; i++) {
		vm = &g->vm[i];
		if (vm->helper)
			err = measure_add_cpu(session_helper_pid(vm->session),
					      &c->helpers);
		if (!err && vm->counts)
			err = measure_add_cpu(session_command_pid(vm->session),
					      &c->vmms);
		if (netdev_tx_dropped(vm->tap, &c->drops[i]))
			c->drops_known = false;
	}
	return err;
}

static void measure_memory(struct measure_cost *cost, pid_t pid)
{
	uint64_t bytes;

	cost->n++;
	if (!cpu_memory(pid, &bytes) && bytes > cost->memory)
		cost->memory = bytes;
}

static void measure_costs(const struct group *g,
			  const struct measure_count *before,
			  const struct measure_count *after,
			  struct measurement *m)
{
	size_t i;

	m->helpers.cpu_seconds = after->helpers - before->helpers;
	m->vmms.cpu_seconds = after->vmms - before->vmms;
	for (i = 0; i < g->carrier.n; i++)
		measure_memory(&m->helpers, g->carrier.pids[i]);
	for (i = 0; i < g->n; i++) {
		if (g->vm[i].helper)
			measure_memory(&m->helpers,
				       session_helper_pid(g->vm[i].session));
		if (g->vm[i].counts)
			measure_memory(&m->vmms,
				       session_command_pid(g->vm[i].session));
	}
	if (!before->drops_known || !after->drops_known)
		return;
	for (i = 0, m->drops = 0; i < g->n; i++)
		m->drops += after->drops[i] - before->drops[i];
}

static bool measure_is_both(enum direction direction)
{
	return direction == HOST_AND_VM || direction == VM_AND_VM;
}

static bool measure_is_reverse(enum direction direction)
{
	return direction == VM_TO_HOST || direction == VMS_TO_HOST;
}

static bool measure_is_between(enum direction direction)
{
	return direction == VM_TO_VM || direction == VM_AND_VM;
}

static size_t measure_servers(const struct group *g, enum direction direction)
{
	return direction == HOST_TO_VMS || direction == VMS_TO_HOST ? g->n : 1;
}

static struct iperf_config measure_config(const struct group *g,
					  const struct matrix_step *step,
					  size_t server)
{
	const struct options *o = &g->setup->options;
	bool forwards = g->network->forwards;

	return (struct iperf_config){
		.address = forwards ? "127.0.0.1" : g->vm[server].agent.address,
		.port = forwards ? CARRIER_PORT + (unsigned int)server : 0,
		.reverse = measure_is_reverse(step->direction),
		.bidir = measure_is_both(step->direction),
		.udp = step->protocol == UDP,
		.streams = step->streams,
		.seconds = o->seconds,
		.omit = o->omit,
		.length = step->protocol == RR ? o->length
					       : measure_size(o, step),
		.congestion = g->setup->congestion,
	};
}

/* One result of all, without intervals if there are several. */
static void measure_sum(struct measurement *m, struct iperf_result *results,
			size_t n)
{
	double shares[MATRIX_GUESTS];
	struct iperf_result *sum = &m->iperf;
	size_t i;

	*sum = results[0];
	results[0].intervals = NULL;
	shares[0] = sum->bits_per_second;
	if (n > 1) {
		free(sum->intervals);
		sum->intervals = NULL;
		sum->n = 0;
	}
	for (i = 1; i < n; i++) {
		shares[i] = results[i].bits_per_second;
		sum->bits_per_second += results[i].bits_per_second;
		sum->bytes += results[i].bytes;
		sum->packets += results[i].packets;
		sum->lost += results[i].lost;
		sum->jitter = fmax(sum->jitter, results[i].jitter);
		sum->seconds = fmin(sum->seconds, results[i].seconds);
		if (sum->retransmits >= 0 && results[i].retransmits >= 0)
			sum->retransmits += results[i].retransmits;
		else
			sum->retransmits = -1;
	}
	/* Where nobody gets anything there is nothing to share. */
	if (n > 1 && stats_fairness(shares, n, &m->fairness))
		m->fairness = NAN;
}

static int measure_traffic(struct group *g, const struct matrix_step *step,
			   struct measurement *m)
{
	struct iperf_result results[MATRIX_GUESTS] = { 0 };
	struct iperf_config configs[MATRIX_GUESTS];
	size_t n = measure_servers(g, step->direction), i;
	int err;

	for (i = 0; i < n; i++)
		configs[i] = measure_config(g, step, i);
	if (measure_is_between(step->direction))
		err = iperf_run(g->ev, &g->vm[1].agent, configs, results);
	else
		err = iperf_run_all(g->ev, configs, n, results);
	if (!err)
		measure_sum(m, results, n);
	for (i = 0; i < n; i++) {
		if (err && results[i].error[0] && !m->iperf.error[0])
			memcpy(m->iperf.error, results[i].error,
			       sizeof(m->iperf.error));
		iperf_free(&results[i]);
	}
	return err;
}

static int measure_latency(struct group *g, const struct matrix_step *step,
			   struct measurement *m)
{
	struct iperf_config load = measure_config(g, step, 0);
	struct agent *agent =
		measure_is_between(step->direction) ? &g->vm[1].agent : NULL;
	int err;

	load.streams = 1;
	err = latency_run(g->ev, agent, &load, &m->idle, &m->loaded,
			  m->iperf.error);
	m->iperf.seconds = load.seconds;
	return err;
}

static int measure_once(struct group *g, const struct matrix_step *step,
			struct measurement *m)
{
	struct measure_count before, after;
	int err;

	err = measure_count(g, &before);
	if (!err && step->protocol == RR)
		err = measure_latency(g, step, m);
	else if (!err)
		err = measure_traffic(g, step, m);
	if (!err)
		err = measure_count(g, &after);
	if (!err)
		measure_costs(g, &before, &after, m);
	return err;
}

/* Put a failure into words, and into the errors of measure_run(). */
static int measure_explain(struct group *g, int err,
			   const struct measurement *m)
{
	const struct options *o = &g->setup->options;

	if (err == -ECANCELED)
		return err;
	if (err == -ETIMEDOUT) {
		snprintf(g->problem, sizeof(g->problem),
			 "stalled: no end after %u s (%s-vm1-vm.log)",
			 o->seconds + o->omit + IPERF_LIMIT_MS / 1000, g->log);
		return err;
	}
	if (err == -EPIPE || err == -ESRCH) {
		snprintf(g->problem, sizeof(g->problem),
			 "a guest closed its control channel (%s-vm1-vm.log)",
			 g->log);
		err = group_closed(g);
		return err == -ECANCELED ? err : -ECHILD;
	}
	if (g->ev->lost)
		return -ECHILD;
	snprintf(g->problem, sizeof(g->problem), "%s (%s-vm1-vm.log)",
		 m->iperf.error[0] ? m->iperf.error : strerror(-err), g->log);
	return err;
}

int measure_run(struct group *g, const struct matrix_step *step,
		struct measurement *m)
{
	int err, wait, tries = 0;

	for (;;) {
		*m = (struct measurement){ .drops = -1, .fairness = NAN };
		m->iperf.packets = m->iperf.lost = m->iperf.jitter = NAN;
		err = measure_once(g, step, m);
		if (err != -ECONNREFUSED || ++tries > MEASURE_TRIES)
			break;
		measure_free(m);
		wait = events_sleep(g->ev, MEASURE_RETRY_MS);
		if (wait) {
			err = wait;
			break;
		}
	}
	return err ? measure_explain(g, err, m) : 0;
}

void measure_free(struct measurement *m)
{
	iperf_free(&m->iperf);
}
