/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* run.c - measure everything, in order */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/group.h"
#include "harness/lan.h"
#include "harness/measure.h"
#include "harness/plan.h"
#include "harness/progress.h"
#include "harness/record.h"
#include "harness/resume.h"
#include "harness/run.h"
#include "helper/util.h"
#include "perf/summary.h"

struct run {
	const struct setup *setup;
	struct events *ev;
	struct matrix_step *steps;
	size_t n;
	struct group group;
	struct record record;
	struct progress progress;
	struct lan lan;
	bool given_up; /* on the guests of the present group */
};

static void run_tick(void *ctx)
{
	progress_tick(ctx);
}

/* KVM may have turned out not to work, although it seemed to. */
static int run_accel(struct run *r, bool kvm)
{
	char note[VM_REASON + 32];

	if (!kvm || !strcmp(r->group.accel, "kvm"))
		return 0;
	snprintf(note, sizeof(note), "no KVM from here on: %s",
		 r->group.problem);
	progress_note(&r->progress, note);
	return record_fact(&r->record, "qemu_accel", r->group.accel);
}

/* Boot the guests of a step; a boot that fails is not an error of ours. */
static int run_boot(struct run *r, const struct matrix_step *step)
{
	bool kvm = !strcmp(r->group.accel, "kvm");
	char time[CSV_TEXT];
	int boot, err;

	record_time(time);
	progress_boot(&r->progress);
	boot = group_boot(&r->group, step);
	if (boot == -ECANCELED)
		return boot;
	err = run_accel(r, kvm);
	if (boot) {
		r->given_up = true;
		return err;
	}
	progress_booted(&r->progress, group_startup(&r->group));
	if (err)
		return err;
	return record_boot(&r->record, step, time, group_lease(&r->group),
			   group_startup(&r->group));
}

static struct progress_result run_result(const struct measurement *m)
{
	const struct iperf_result *i = &m->iperf;
	double bits = i->bytes * 8;
	struct progress_result result = {
		.bits_per_second = i->bits_per_second,
		.cpu_per_bit = NAN,
		.retransmits = i->retransmits,
	};

	if (bits > 0 && m->helpers.n)
		result.cpu_per_bit = m->helpers.cpu_seconds / bits;
	if (i->packets > 0 && i->seconds > 0) {
		result.packet_rate = (i->packets - i->lost) / i->seconds;
		result.loss = i->lost / i->packets;
	}
	if (m->idle.n) {
		result.latency = m->idle.p50;
		result.loaded = m->loaded.p50;
	}
	return result;
}

static int run_record(struct run *r, const struct matrix_step *step,
		      const char *time, const struct measurement *m)
{
	struct progress_result result = run_result(m);
	char problem[64];
	int ret;

	ret = record_measurement(&r->record, step, time, m);
	if (ret < 0)
		return ret;
	snprintf(problem, sizeof(problem), "measured only %.1f s",
		 m->iperf.seconds);
	progress_done(&r->progress, &result, ret ? problem : NULL);
	return 0;
}

/*
 * After a stall the guests are of no use, but fresh ones may be; after the end
 * of a process the rest of the group has failed.
 */
static int run_failed(struct run *r, const struct matrix_step *step,
		      const char *time, int why)
{
	int err;

	err = record_failure(&r->record, step, time,
			     why == -ETIMEDOUT ? "timeout" : "failed",
			     r->group.problem);
	progress_done(&r->progress, NULL, r->group.problem);
	if (why == -ECHILD)
		r->given_up = true;
	if (why == -ECHILD || why == -ETIMEDOUT || why == -EPROTO)
		group_stop(&r->group);
	return err;
}

static int run_skip(struct run *r, const struct matrix_step *step)
{
	const char *status, *why = setup_skips(r->setup, step, &status);
	char time[CSV_TEXT];

	record_time(time);
	progress_skip(&r->progress, status, why);
	return record_failure(&r->record, step, time, status, why);
}

static int run_step(struct run *r, const struct matrix_step *step)
{
	struct measurement m = { 0 };
	char time[CSV_TEXT];
	int err = 0;

	if (step->skipped)
		return run_skip(r, step);
	record_time(time);
	if (step->boot) {
		group_stop(&r->group);
		r->given_up = false;
	}
	if (!r->group.up && !r->given_up)
		err = run_boot(r, step);
	if (err)
		return err;
	if (r->given_up)
		return run_failed(r, step, time, -EIO);
	record_time(time);
	progress_run(&r->progress);
	err = measure_run(&r->group, step, &m);
	if (!err)
		err = run_record(r, step, time, &m);
	else if (err != -ECANCELED)
		err = run_failed(r, step, time, err);
	measure_free(&m);
	return err;
}

static int run_steps(struct run *r)
{
	size_t i;
	int err = 0;

	for (i = 0; i < r->n && !err; i++)
		err = run_step(r, &r->steps[i]);
	return r->ev->signal ? -ECANCELED : err;
}

static int run_summary(const struct run *r)
{
	const char *dir = r->setup->output;
	int err;

	err = summary_write(dir);
	if (!err) {
		putchar('\n');
		err = summary_print(dir, stdout);
	}
	if (err)
		fprintf(stderr, "vmnet-bench: cannot summarise %s: %s\n", dir,
			strerror(-err));
	return err;
}

static int run_finish(struct run *r, int err)
{
	int ret;

	if (err && err != -ECANCELED)
		fprintf(stderr, "vmnet-bench: cannot go on: %s\n",
			strerror(-err));
	ret = run_summary(r);
	printf("\n%s results in %s\n",
	       err		  ? "stopped early;"
	       : r->record.failed ? "some measurements failed;"
				  : "all measurements worked;",
	       r->setup->output);
	fflush(stdout);
	if (err == -ECANCELED)
		return 128 + r->ev->signal;
	return err || ret || r->record.failed ? 1 : 0;
}

static void run_start(struct run *r)
{
	const struct options *o = &r->setup->options;
	bool live = isatty(STDOUT_FILENO) && !o->plain && !o->verbose;

	printf("%srun %s, seed %llu, %zu measurements of %u s\n",
	       r->setup->resumed ? "going on with " : "", r->setup->run_id,
	       (unsigned long long)o->matrix.seed, r->n, o->seconds);
	fflush(stdout);
	progress_open(&r->progress, stdout, live, &o->matrix, r->steps, r->n,
		      o->seconds + o->omit);
	group_open(&r->group, r->setup, r->ev);
	r->ev->tick = live ? run_tick : NULL;
	r->ev->tick_ctx = &r->progress;
}

static bool run_needs_lan(const struct matrix *m)
{
	size_t i;

	for (i = 0; i < m->modes.n; i++) {
		if (!strcmp(m->modes.name[i], "bridged"))
			return true;
	}
	for (i = 0; i < m->networks.n; i++) {
		if (network_find(m->networks.name[i])->lan)
			return true;
	}
	return false;
}

static int run_lan(struct run *r)
{
	const struct options *o = &r->setup->options;
	char logs[PATH_MAX];
	int err = 0;

	snprintf(logs, sizeof(logs), "%.4000s/logs", r->setup->output);
	if (run_needs_lan(&o->matrix))
		err = lan_open(&r->lan, o->lan, logs);
	if (err)
		fprintf(stderr,
			"vmnet-bench: --shared-interface %s: cannot be used: "
			"%s\n",
			o->lan, strerror(-err));
	return err;
}

/* Of a run that goes on the files have to end with a whole measurement. */
static int run_open(struct run *r, const struct setup *setup)
{
	int err;

	err = plan_make(setup, &r->steps, &r->n);
	if (err == -ENOENT) {
		fprintf(stderr,
			"vmnet-bench: nothing to measure: traffic between "
			"guests needs two, and rr only goes to guests\n");
		return err;
	}
	if (!err && setup->resumed)
		err = resume_cut(setup);
	if (!err)
		err = record_open(&r->record, setup);
	if (err)
		fprintf(stderr, "vmnet-bench: cannot write to %s: %s\n",
			setup->output, strerror(-err));
	return err;
}

int run_matrix(const struct setup *setup, struct events *ev)
{
	struct run r = { .setup = setup, .ev = ev };
	int err;

	err = run_open(&r, setup);
	if (err) {
		free(r.steps);
		return 1;
	}
	run_start(&r);
	err = run_lan(&r);
	if (!err)
		err = run_steps(&r);
	progress_close(&r.progress);
	ev->tick = NULL;
	group_close(&r.group);
	lan_close(&r.lan);
	err = run_finish(&r, err);
	record_close(&r.record);
	free(r.steps);
	return err;
}
