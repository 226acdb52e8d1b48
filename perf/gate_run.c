/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_run.c - measure both arms, look, and go on while it cannot be told */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/affinity.h"
#include "perf/gate_bench.h"
#include "perf/gate_facts.h"
#include "perf/gate_plan.h"
#include "perf/gate_run.h"

struct gate_runner {
	const struct gate_options *o;
	struct gate_bench bench;
	struct cell *cells;
	size_t n_cells;
	struct gate_step *steps;
	struct sample *samples; /* all so far */
	size_t n;
	int fd; /* samples.csv */
	int64_t start;
};

static const char *const arms[] = { GATE_BASE, GATE_HEAD };
static const char *const gated[] = { METRIC_THROUGHPUT, METRIC_CPU_PER_BIT };

static int runner_cells(struct gate_runner *r)
{
	const struct gate_options *o = r->o;
	size_t i, n = o->modes.n * o->drivers.n * o->directions.n;
	size_t per_driver = o->directions.n;
	struct cell *c;

	r->cells = calloc(n, sizeof(*r->cells));
	if (!r->cells)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		c = &r->cells[i];
		memcpy(c->mode, o->modes.name[i / per_driver / o->drivers.n],
		       CSV_TEXT);
		memcpy(c->driver,
		       o->drivers.name[i / per_driver % o->drivers.n],
		       CSV_TEXT);
		memcpy(c->direction, o->directions.name[i % per_driver],
		       CSV_TEXT);
	}
	r->n_cells = n;
	return 0;
}

/* Add a row to the file and to what is judged. */
static int runner_add(struct gate_runner *r, const struct gate_step *step,
		      struct sample *s)
{
	struct sample *more;

	strcpy(s->run_id, r->o->run_id);
	strcpy(s->cell.arm, arms[step->arm]);
	s->round = step->round;
	s->order = step->order;
	more = realloc(r->samples, (r->n + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	r->samples = more;
	r->samples[r->n++] = *s;
	return csv_append_sample(r->fd, s);
}

/*
 * What should have been measured and was not is a failed row.  Its cell has to
 * be that of the rows that are good: of the first one, that is.
 */
static int runner_add_failure(struct gate_runner *r,
			      const struct gate_step *step, const char *metric)
{
	bool higher = !strcmp(metric, METRIC_THROUGHPUT);
	struct sample s = { .cell = r->cells[step->cell], .value = NAN };
	time_t now = time(NULL);
	struct tm tm;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (!strcmp(r->samples[i].cell.direction, s.cell.direction) &&
		    !strcmp(r->samples[i].cell.driver, s.cell.driver) &&
		    !strcmp(r->samples[i].cell.mode, s.cell.mode)) {
			s.cell = r->samples[i].cell;
			break;
		}
	}
	if (r->n)
		strcpy(s.machine, r->samples[0].machine);
	gmtime_r(&now, &tm);
	strftime(s.time, sizeof(s.time), "%Y-%m-%dT%H:%M:%SZ", &tm);
	strcpy(s.metric, metric);
	strcpy(s.unit, higher ? "bit/s" : "s/bit");
	strcpy(s.better, higher ? "higher" : "lower");
	strcpy(s.status, "failed");
	snprintf(s.note, sizeof(s.note), "%.*s", CSV_NOTE - 1,
		 r->bench.problem.text);
	return runner_add(r, step, &s);
}

static bool has_metric(const struct sample *s, size_t n, const char *metric)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(s[i].metric, metric))
			return true;
	}
	return false;
}

/* @s: @n rows as vmnet-bench has written them */
static int runner_record(struct gate_runner *r, const struct gate_step *step,
			 struct sample *s, size_t n)
{
	bool good = n > 0;
	char name[64];
	size_t i;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		good = good && !strcmp(s[i].status, "ok");
		err = runner_add(r, step, &s[i]);
	}
	for (i = 0; i < ARRAY_SIZE(gated) && !err; i++) {
		if (has_metric(s, n, gated[i]))
			continue;
		good = false;
		err = runner_add_failure(r, step, gated[i]);
	}
	if (err)
		return err;
	if (good)
		return gate_bench_clean(&r->bench, NULL);
	snprintf(name, sizeof(name), "failed-r%u-%u", step->round, step->order);
	err = gate_bench_clean(&r->bench, name);
	fprintf(stderr, "vmnet-gate: round %u: %s of %s failed: %s (%s/%s)\n",
		step->round, r->cells[step->cell].direction, arms[step->arm],
		r->bench.problem.text, r->o->output, r->bench.problem.log);
	return err;
}

/* The first one, so nothing is known to work. */
static int runner_cannot(const struct gate_runner *r)
{
	const char *why = r->bench.problem.text;
	bool wrong = strstr(why, "no such driver") || strstr(why, "--helper") ||
		     strstr(why, "--output");

	fprintf(stderr, "vmnet-gate: cannot measure here: %s (%s/%s)\n", why,
		r->o->output, r->bench.problem.log);
	return wrong ? 2 : GATE_CANNOT;
}

/* Return: 0, an exit status, or -errno */
static int runner_step(struct gate_runner *r, const struct gate_step *step)
{
	const char *helper = step->arm ? r->o->head : r->o->base;
	struct sample *samples;
	size_t n;
	int err;

	err = gate_bench_run(&r->bench, &r->cells[step->cell], helper, &samples,
			     &n);
	if (!err && !n && !r->n)
		return runner_cannot(r);
	if (!err && !r->n)
		err = gate_facts_copy(r->o->output);
	if (!err)
		err = runner_record(r, step, samples, n);
	free(samples);
	return err;
}

static void runner_report(const struct gate_runner *r, unsigned int round,
			  unsigned int last)
{
	int64_t spent = (clock_ms() - r->start) / 1000;
	int64_t left = spent * (last - round) / round;

	fprintf(stderr, "round %u of %u to the next look; %lld:%02lld left\n",
		round, last, (long long)left / 60, (long long)left % 60);
}

/* All rounds that are still missing before a look. */
static int runner_measure(struct gate_runner *r, unsigned int done,
			  unsigned int look)
{
	size_t i, per_round = 2 * r->n_cells;
	int err = 0;

	for (i = done * per_round; i < look * per_round && !err; i++) {
		err = runner_step(r, &r->steps[i]);
		if (!err && (i + 1) % per_round == 0)
			runner_report(r, r->steps[i].round, look);
	}
	return err;
}

/* The samples are reordered by looking at them; the file keeps its order. */
static int runner_look(struct gate_runner *r, struct gate *gate)
{
	char error[GATE_ERROR];

	gate_free(gate);
	if (!gate_judge(r->samples, r->n, &r->o->design, gate, error))
		return 0;
	fprintf(stderr, "vmnet-gate: %s\n", error);
	return 2;
}

static int runner_looks(struct gate_runner *r, struct gate *gate)
{
	const struct gate_design *d = &r->o->design;
	unsigned int done = 0;
	size_t i;
	int err = 0;

	for (i = 0; i < d->n_looks && !err; i++) {
		err = runner_measure(r, done, d->looks[i]);
		if (!err)
			err = runner_look(r, gate);
		if (!err && gate->verdict != GATE_INCONCLUSIVE)
			break;
		done = d->looks[i];
		if (!err && i + 1 < d->n_looks)
			fprintf(stderr,
				"cannot be told after %u rounds: "
				"going on to %u\n",
				done, d->looks[i + 1]);
	}
	return err;
}

static int runner_open(struct gate_runner *r)
{
	char path[PATH_MAX];
	int err;

	snprintf(path, sizeof(path), "%.4000s/samples.csv", r->o->output);
	if (mkdir(r->o->output, 0777) < 0 && errno != EEXIST)
		return -errno;
	if (access(path, F_OK) == 0)
		return -EEXIST;
	r->fd = csv_open(path, CSV_SAMPLES);
	if (r->fd < 0)
		return r->fd;
	err = runner_cells(r);
	if (!err)
		err = gate_plan(r->n_cells,
				r->o->design.looks[r->o->design.n_looks - 1],
				r->o->seed, &r->steps);
	return err;
}

/* A reason for each error that is no exit status. */
static int runner_status(const struct gate_runner *r, int err)
{
	if (err >= 0)
		return err;
	if (err == -ECANCELED) {
		fprintf(stderr,
			"vmnet-gate: stopped; what was measured is in "
			"%s\n",
			r->o->output);
		return 128 + gate_bench_signal();
	}
	fprintf(stderr, "vmnet-gate: --output %s: %s\n", r->o->output,
		err == -EEXIST ? "holds results already" : strerror(-err));
	return 2;
}

int gate_run(const struct gate_options *o, struct gate *gate)
{
	struct gate_runner r = { .o = o, .fd = -1, .start = clock_ms() };
	char error[GATE_ERROR];
	int err;

	*gate = (struct gate){ .rows = NULL };
	if (gate_design_check(&o->design,
			      ARRAY_SIZE(gated) * o->modes.n * o->drivers.n *
				      o->directions.n,
			      error)) {
		fprintf(stderr, "vmnet-gate: --rounds: %s\n", error);
		return 2;
	}
	err = o->processor == GATE_ANY
		      ? 0
		      : affinity_bind((unsigned int)o->processor);
	if (err) {
		fprintf(stderr, "vmnet-gate: --processor %llu: %s\n",
			(unsigned long long)o->processor,
			err == -EINVAL ? "there is none that may be used"
				       : strerror(-err));
		return 2;
	}
	r.bench = (struct gate_bench){ .program = o->bench,
				       .output = o->output,
				       .time = (unsigned int)o->time,
				       .omit = (unsigned int)o->omit };
	gate_bench_signals();
	err = runner_open(&r);
	if (!err)
		err = runner_looks(&r, gate);
	if (r.n)
		err = err ? err : gate_facts_add(o, gate);
	if (r.fd >= 0)
		close(r.fd);
	free(r.samples);
	free(r.steps);
	free(r.cells);
	if (err)
		gate_free(gate);
	return runner_status(&r, err);
}
