/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* bench.c - rounds of trials */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/bench.h"

struct rounds {
	struct bench *b;
	const struct trials *trials;
	bench_measure_fn *measure;
	size_t done;
	size_t failed;
	int64_t started; /* clock_ms() */
};

struct trial *bench_trial(struct trials *trials, const char *driver,
			  const void *contender, const char *mode)
{
	struct trial *t;

	if (trials->n == trials->room) {
		size_t room = trials->room ? 2 * trials->room : 32;

		t = realloc(trials->list, room * sizeof(*t));
		if (!t)
			return NULL;
		trials->list = t;
		trials->room = room;
	}
	t = &trials->list[trials->n++];
	*t = (struct trial){
		.cell = { .streams = 1, .vms = 1, .mtu = 1500 },
		.contender = contender,
	};
	snprintf(t->cell.driver, CSV_TEXT, "%s", driver);
	snprintf(t->cell.mode, CSV_TEXT, "%s", mode);
	snprintf(t->cell.direction, CSV_TEXT, "-");
	snprintf(t->cell.proto, CSV_TEXT, "-");
	snprintf(t->cell.offload, CSV_TEXT, "off");
	return t;
}

void bench_number(struct outcome *o, const char *metric, const char *unit,
		  const char *better, double value)
{
	if (o->n < BENCH_NUMBERS)
		o->numbers[o->n++] =
			(struct number){ metric, unit, better, value };
}

bool bench_wanted(const struct matrix_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(list->name[i], name))
			return true;
	}
	return list->n == 0;
}

/* --- what the user sees -------------------------------------------------- */

static void print_left(const struct rounds *r)
{
	size_t all = r->trials->n * r->b->args.rounds;
	double each = r->done ? (double)(clock_ms() - r->started) /
					(double)r->done / 1000
			      : r->b->args.ms / 1000.0;
	unsigned int left = (unsigned int)(each * (double)(all - r->done) + 1);

	fprintf(stderr, "[%zu/%zu, %u:%02u left] ", r->done, all, left / 60,
		left % 60);
}

static void print_number(const struct number *n)
{
	static const struct {
		const char *unit;
		const char *text; /* printf format */
		double scale;
	} shown[] = {
		{ "bit/s", "  %.2f Gbit/s", 1e-9 },
		{ "s/frame", "  %.0f ns/frame", 1e9 },
		{ "s/call", "  %.1f ns", 1e9 },
		{ "s/bit", "  %.3f s/GB", 8e9 },
		{ "byte/s", "  %.2f GB/s", 1e-9 },
		{ "segment", "  %.0f retransmits", 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shown); i++) {
		if (!strcmp(shown[i].unit, n->unit))
			fprintf(stderr, shown[i].text,
				n->value * shown[i].scale);
	}
	if (!strcmp(n->unit, "s"))
		fprintf(stderr, "  %s %.0f us", n->metric, n->value * 1e6);
	if (!strcmp(n->unit, "frame") && n->value > 0)
		fprintf(stderr, "  %s %.0f", n->metric, n->value);
}

static void print_trial(const struct rounds *r, const struct trial *t,
			const struct outcome *o)
{
	const struct cell *c = &t->cell;
	size_t i;

	print_left(r);
	fprintf(stderr, "%-15s %s %s %u B", c->driver, c->direction, c->proto,
		c->size);
	if (c->streams > 1)
		fprintf(stderr, ", %u flows", c->streams);
	if (c->vms > 1)
		fprintf(stderr, ", %u guests", c->vms);
	fputc(':', stderr);
	if (o->problem[0])
		fprintf(stderr, "  FAILED: %s", o->problem);
	for (i = 0; i < o->n && !o->problem[0]; i++)
		print_number(&o->numbers[i]);
	fputc('\n', stderr);
}

/* --- rounds -------------------------------------------------------------- */

static int put_down(struct rounds *r, const struct trial *t, unsigned int round,
		    unsigned int order, const struct outcome *o)
{
	const struct number *n = o->numbers;
	int err = 0;

	if (o->problem[0])
		return journal_add(&r->b->journal, &t->cell, round, order, 0,
				   METRIC_THROUGHPUT, "bit/s", "higher", NAN);
	for (; n < o->numbers + o->n && !err; n++)
		err = journal_add(&r->b->journal, &t->cell, round, order,
				  o->seconds, n->metric, n->unit, n->better,
				  n->value);
	return err;
}

static int one_trial(struct rounds *r, const struct trial *t,
		     unsigned int round, unsigned int order)
{
	struct outcome o = { 0 };
	int err;

	err = r->measure(r->b, t, &o);
	if (err == -ECANCELED)
		return err;
	if (err && !o.problem[0])
		snprintf(o.problem, sizeof(o.problem), "%s", strerror(-err));
	r->done++;
	r->failed += err != 0;
	print_trial(r, t, &o);
	return put_down(r, t, round, order, &o);
}

static int one_round(struct rounds *r, unsigned int round, uint64_t *state,
		     size_t *items)
{
	size_t i;
	int err = 0;

	matrix_shuffle(state, items, r->trials->n);
	for (i = 0; i < r->trials->n && !err; i++)
		err = one_trial(r, &r->trials->list[items[i]], round,
				(unsigned int)i + 1);
	return err;
}

int bench_rounds(struct bench *b, const struct trials *trials,
		 bench_measure_fn *measure)
{
	struct rounds r = { .b = b,
			    .trials = trials,
			    .measure = measure,
			    .started = clock_ms() };
	size_t *items = calloc(trials->n ? trials->n : 1, sizeof(*items));
	uint64_t state = b->args.seed;
	unsigned int round;
	int err = items ? 0 : -ENOMEM;

	if (!trials->n) {
		fprintf(stderr, "vmnet-datapath: these options leave nothing "
				"to be measured\n");
		free(items);
		return 1;
	}
	for (round = 1; round <= b->args.rounds && !err; round++)
		err = one_round(&r, round, &state, items);
	free(items);
	return err ? err : r.failed > 0;
}
