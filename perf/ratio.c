/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ratio.c - contenders against the one that is the reference */

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/ratio.h"
#include "perf/samples.h"
#include "perf/summary.h"

#define PLAIN 1514 /* bytes of the longest frame without offload */

const char *ratio_reference(const char *mode)
{
	static const char *const references[][2] = {
		{ "pump", "naive" },
		{ "iperf", "batched" },
		{ "offload", "scalar" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(references); i++) {
		if (!strcmp(references[i][0], mode))
			return references[i][1];
	}
	return NULL;
}

/* All but contender, offload and size. */
static bool same_test(const struct cell *a, const struct cell *b)
{
	return !strcmp(a->mode, b->mode) &&
	       !strcmp(a->direction, b->direction) &&
	       !strcmp(a->proto, b->proto) && a->streams == b->streams &&
	       a->vms == b->vms;
}

static bool is_ok(const struct sample *s)
{
	return !strcmp(s->status, "ok");
}

/*
 * The sample of the reference in the same round: the nearest, as rounds begin
 * at 1 again where a run was added to.
 */
static const struct sample *find(const struct sample *samples, size_t n,
				 const struct sample *of, const char *to,
				 unsigned int size)
{
	const struct sample *s, *nearest = NULL;

	for (s = samples; s < samples + n; s++) {
		if (is_ok(s) && s->round == of->round && s->cell.size == size &&
		    !strcmp(s->metric, of->metric) &&
		    !strcmp(s->cell.driver, to) &&
		    same_test(&s->cell, &of->cell) &&
		    (!nearest || labs(s - of) < labs(nearest - of)))
			nearest = s;
	}
	return nearest;
}

static bool same_series(const struct sample *a, const struct sample *b)
{
	return !strcmp(a->metric, b->metric) &&
	       !strcmp(a->cell.driver, b->cell.driver) &&
	       a->cell.size == b->cell.size && same_test(&a->cell, &b->cell);
}

/* Logarithms of the ratios of all rounds.  Returns how many. */
static size_t pair(const struct sample *samples, size_t n,
		   const struct sample *first, struct ratio *r, double *logs)
{
	const struct sample *s, *reference;
	size_t count = 0;

	for (s = first; s < samples + n && count < STATS_MAX; s++) {
		if (!is_ok(s) || !same_series(s, first))
			continue;
		reference = find(samples, n, s, r->reference, s->cell.size);
		if (!reference && s->cell.size > PLAIN)
			reference = find(samples, n, s, r->reference, PLAIN);
		if (!reference || !(reference->value > 0) || !(s->value > 0))
			continue;
		r->size = reference->cell.size;
		logs[count++] = log(s->value / reference->value);
	}
	return count;
}

static bool is_first(const struct sample *samples, const struct sample *s)
{
	const struct sample *p;

	for (p = samples; p < s; p++) {
		if (is_ok(p) && same_series(p, s))
			return false;
	}
	return is_ok(s);
}

static bool is_compared(const struct sample *s)
{
	return !strcmp(s->metric, METRIC_THROUGHPUT) ||
	       !strcmp(s->metric, METRIC_CPU_PER_BIT) ||
	       !strcmp(s->metric, "rtt_p50") || !strcmp(s->metric, "rtt_p99");
}

static int add_row(const struct sample *samples, size_t n,
		   const struct sample *first, const char *to, double *logs,
		   struct ratio *r)
{
	if (!to)
		to = ratio_reference(first->cell.mode);
	*r = (struct ratio){ .cell = first->cell };
	if (!to)
		return 0;
	memcpy(r->metric, first->metric, sizeof(r->metric));
	snprintf(r->reference, sizeof(r->reference), "%s", to);
	r->n = pair(samples, n, first, r, logs);
	return r->n ? stats_ratio(logs, r->n, SUMMARY_CONFIDENCE, &r->centre,
				  &r->range)
		    : 0;
}

int ratio_make(const struct sample *samples, size_t n, const char *to,
	       struct ratio **rows, size_t *n_rows)
{
	double *logs = calloc(STATS_MAX, sizeof(*logs));
	const struct sample *s;
	int err = 0;

	*rows = calloc(n ? n : 1, sizeof(**rows));
	*n_rows = 0;
	if (!logs || !*rows)
		err = -ENOMEM;
	for (s = samples; s < samples + n && !err; s++) {
		if (!is_compared(s) || !is_first(samples, s))
			continue;
		err = add_row(samples, n, s, to, logs, &(*rows)[*n_rows]);
		*n_rows += (*rows)[*n_rows].n > 0;
	}
	free(logs);
	if (err)
		free(*rows);
	return err;
}

/* --- the table ----------------------------------------------------------- */

static const struct column {
	const char *metric;
	const char *name;
	double scale;
	int decimals;
} columns[] = {
	{ METRIC_THROUGHPUT, "Gbit/s", 1e-9, 2 },
	{ "packets", "kframe/s", 1e-3, 0 },
	{ "cpu_per_frame", "ns/frame", 1e9, 1 },
	{ METRIC_CPU_PER_BIT, "s/GB", 8e9, 3 },
	{ "calls_per_frame", "calls/frame", 1, 3 },
	{ "rtt_p50", "RTT p50 us", 1e6, 0 },
	{ "rtt_p99", "p99 us", 1e6, 0 },
	{ "fairness", "fairness", 1, 2 },
	{ "loss", "lost", 1, 0 },
	{ METRIC_DROPS, "drops", 1, 0 },
	{ METRIC_RETRANSMITS, "retrans.", 1, 0 },
};

struct table {
	struct summary *rows;
	size_t n;
	struct ratio *ratios;
	size_t n_ratios;
	FILE *out;
};

static int compare_tests(const struct cell *a, const struct cell *b)
{
	int d = strcmp(a->mode, b->mode);

	if (!d)
		d = strcmp(a->proto, b->proto);
	if (!d)
		d = strcmp(a->direction, b->direction);
	if (!d)
		d = (a->vms > b->vms) - (a->vms < b->vms);
	if (!d)
		d = (a->streams > b->streams) - (a->streams < b->streams);
	return d;
}

static int compare_rows(const void *x, const void *y)
{
	const struct cell *a = &((const struct summary *)x)->cell;
	const struct cell *b = &((const struct summary *)y)->cell;
	int d = compare_tests(a, b);

	if (!d)
		d = (a->size > b->size) - (a->size < b->size);
	return d ? d : strcmp(a->driver, b->driver);
}

static bool same_line(const struct summary *a, const struct summary *b)
{
	return compare_rows(a, b) == 0;
}

static bool has_column(const struct summary *from, const struct summary *end,
		       const struct column *c)
{
	for (; from < end; from++) {
		if (from->n && !strcmp(from->metric, c->metric))
			return true;
	}
	return false;
}

static int width(const struct column *c)
{
	int w = (int)strlen(c->name);

	return w > 8 ? w : 8;
}

static const struct ratio *find_ratio(const struct table *t,
				      const struct cell *c, const char *metric)
{
	const struct ratio *r;

	for (r = t->ratios; r < t->ratios + t->n_ratios; r++) {
		if (!strcmp(r->metric, metric) && r->cell.size == c->size &&
		    !strcmp(r->cell.driver, c->driver) &&
		    same_test(&r->cell, c))
			return r;
	}
	return NULL;
}

/* Of throughput where there is one, else of the round trip. */
static void print_ratio(const struct table *t, const struct cell *c)
{
	const struct ratio *r = find_ratio(
		t, c, !strcmp(c->proto, "rr") ? "rtt_p50" : METRIC_THROUGHPUT);

	if (r && strcmp(r->reference, c->driver) != 0)
		fprintf(t->out, "  %5.2f x %s (%.2f to %.2f, n = %zu)",
			r->centre, r->reference, r->range.lo, r->range.hi,
			r->n);
}

static void print_line(const struct table *t, const struct summary *line,
		       const struct summary *end, const bool *shown)
{
	const struct summary *s;
	size_t i, failed = 0;

	fprintf(t->out, "%7u  %-14s", line->cell.size, line->cell.driver);
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!shown[i])
			continue;
		for (s = line; s < end; s++) {
			if (!strcmp(s->metric, columns[i].metric))
				break;
		}
		if (s < end && s->n)
			fprintf(t->out, "  %*.*f", width(&columns[i]),
				columns[i].decimals,
				s->median * columns[i].scale);
		else
			fprintf(t->out, "  %*s", width(&columns[i]), "-");
	}
	for (s = line; s < end; s++)
		failed += s->failed;
	print_ratio(t, &line->cell);
	if (failed)
		fprintf(t->out, "  %zu failed", failed);
	fputc('\n', t->out);
}

static void print_heading(const struct table *t, const struct cell *c,
			  const bool *shown)
{
	size_t i;

	fprintf(t->out, "\n%s, %s", c->mode, c->proto);
	if (strcmp(c->direction, "-") != 0)
		fprintf(t->out, ", %s", c->direction);
	if (c->streams > 1)
		fprintf(t->out, ", %u flows", c->streams);
	if (c->vms > 1)
		fprintf(t->out, ", %u guests", c->vms);
	fprintf(t->out, "\n   size  %-14s", "contender");
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (shown[i])
			fprintf(t->out, "  %*s", width(&columns[i]),
				columns[i].name);
	}
	fprintf(t->out, "   ratio, 95 %% interval\n");
}

/* All lines of one test.  Returns the first row of the next one. */
static const struct summary *print_test(const struct table *t,
					const struct summary *from)
{
	const struct summary *end = from, *line, *next;
	bool shown[ARRAY_SIZE(columns)];
	size_t i;

	while (end < t->rows + t->n &&
	       compare_tests(&end->cell, &from->cell) == 0)
		end++;
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		shown[i] = has_column(from, end, &columns[i]);
	print_heading(t, &from->cell, shown);
	for (line = from; line < end; line = next) {
		for (next = line; next < end && same_line(next, line); next++)
			;
		print_line(t, line, next, shown);
	}
	return end;
}

int ratio_print(const char *dir, const char *to, FILE *out)
{
	struct table t = { .out = out };
	const struct summary *row;
	struct sample *samples;
	size_t n;
	int err = samples_of_run(dir, &samples, &n);

	if (err)
		return err;
	err = ratio_make(samples, n, to, &t.ratios, &t.n_ratios);
	if (!err) {
		err = summary_make(samples, n, &t.rows, &t.n);
		if (err)
			free(t.ratios);
	}
	free(samples);
	if (err)
		return err;
	qsort(t.rows, t.n, sizeof(*t.rows), compare_rows);
	for (row = t.rows; row < t.rows + t.n;)
		row = print_test(&t, row);
	free(t.rows);
	free(t.ratios);
	return 0;
}
