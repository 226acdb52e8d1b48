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
#include "harness/matrix.h"
#include "harness/progress.h"
#include "harness/record.h"
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
	return record_boot(&r->record, step, time, group_startup(&r->group));
}

static int run_record(struct run *r, const struct matrix_step *step,
		      const char *time, const struct measurement *m)
{
	struct progress_result result = {
		.bits_per_second = m->iperf.bits_per_second,
		.cpu_per_bit = m->iperf.bytes > 0
				       ? m->cpu_seconds / (m->iperf.bytes * 8)
				       : NAN,
		.retransmits = m->iperf.retransmits,
	};
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
			     why == -ETIMEDOUT ? "timeout" : "failed");
	progress_done(&r->progress, NULL, r->group.problem);
	if (why == -ECHILD)
		r->given_up = true;
	if (why == -ECHILD || why == -ETIMEDOUT || why == -EPROTO)
		group_stop(&r->group);
	return err;
}

static int run_step(struct run *r, const struct matrix_step *step)
{
	struct measurement m = { 0 };
	char time[CSV_TEXT];
	int err = 0;

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
	err = group_measure(&r->group, step->direction, &m);
	if (!err)
		err = run_record(r, step, time, &m);
	else if (err != -ECANCELED)
		err = run_failed(r, step, time, err);
	iperf_free(&m.iperf);
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

	printf("run %s, seed %llu, %zu measurements of %u s\n",
	       r->setup->run_id, (unsigned long long)o->matrix.seed, r->n,
	       o->seconds);
	fflush(stdout);
	progress_open(&r->progress, stdout, live, &o->matrix, r->steps, r->n,
		      o->seconds + o->omit);
	group_open(&r->group, r->setup, r->ev);
	r->ev->tick = live ? run_tick : NULL;
	r->ev->tick_ctx = &r->progress;
}

static int run_lan(struct run *r)
{
	const struct matrix_list *modes = &r->setup->options.matrix.modes;
	char logs[PATH_MAX];
	size_t i;
	int err = 0;

	snprintf(logs, sizeof(logs), "%.4000s/logs", r->setup->output);
	for (i = 0; i < modes->n && !err; i++) {
		if (!strcmp(modes->name[i], "bridged"))
			err = lan_open(&r->lan, logs);
	}
	if (err)
		fprintf(stderr,
			"vmnet-bench: cannot make a network for bridged mode: "
			"%s\n",
			strerror(-err));
	return err;
}

int run_matrix(const struct setup *setup, struct events *ev)
{
	struct run r = { .setup = setup, .ev = ev };
	int err;

	err = matrix_plan(&setup->options.matrix, &r.steps, &r.n);
	if (!err)
		err = record_open(&r.record, setup);
	if (err) {
		fprintf(stderr, "vmnet-bench: cannot write to %s: %s\n",
			setup->output, strerror(-err));
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
