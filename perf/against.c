/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* against.c - networks of one run, compared with one of them */

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/against.h"
#include "perf/samples.h"
#include "perf/stats.h"
#include "perf/summary.h"

#define AGAINST_TEXT 40

/* What is compared; the first of a protocol is what it is about. */
static const struct against_metric {
	const char *metric;
	const char *name;
	const char *unit;
	double scale;
} metrics[] = {
	{ METRIC_THROUGHPUT, "throughput", "Gbit/s", 1e-9 },
	{ METRIC_LATENCY, "idle round trip", "ms", 1e3 },
	{ METRIC_LOADED, "loaded round trip", "ms", 1e3 },
	{ METRIC_TOTAL_CPU, "CPU with VMM", "s/Gbit", 1e9 },
};

/* A cell without what two networks may differ in. */
static struct cell against_key(const struct cell *cell)
{
	struct cell key = *cell;

	key.network[0] = '\0';
	key.offload[0] = '\0';
	return key;
}

static bool against_is(const struct sample *s, const struct cell *key,
		       const char *network, const char *metric)
{
	struct cell own;

	if (strcmp(s->cell.network, network) != 0 ||
	    strcmp(s->metric, metric) != 0 || strcmp(s->status, "ok") != 0)
		return false;
	own = against_key(&s->cell);
	return !summary_compare(&own, key);
}

static const struct sample *
against_partner(const struct sample *samples, size_t n, const struct cell *key,
		const char *network, const char *metric, unsigned int round)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (samples[i].round == round &&
		    against_is(&samples[i], key, network, metric))
			return &samples[i];
	}
	return NULL;
}

int against_make(const struct sample *samples, size_t n,
		 const struct cell *cell, const char *against,
		 const char *metric, struct against *r)
{
	double *logs = calloc(n + 1, sizeof(*logs));
	double *values = calloc(n + 1, sizeof(*values));
	struct cell key = against_key(cell);
	const struct sample *other;
	struct stats_range range;
	size_t i, count = 0;
	int err = logs && values ? 0 : -ENOMEM;

	*r = (struct against){ 0, NAN, NAN, NAN, NAN };
	for (i = 0; !err && i < n; i++) {
		if (!against_is(&samples[i], &key, cell->network, metric))
			continue;
		values[count++] = samples[i].value;
		other = against_partner(samples, n, &key, against, metric,
					samples[i].round);
		if (other && other->value > 0 && samples[i].value > 0)
			logs[r->n++] = log(samples[i].value / other->value);
	}
	if (!err && count)
		err = stats_median(values, count, &r->median);
	if (!err && r->n)
		err = stats_ratio(logs, r->n, SUMMARY_CONFIDENCE, &r->ratio,
				  &range);
	if (!err && r->n) {
		r->lo = range.lo;
		r->hi = range.hi;
	}
	free(logs);
	free(values);
	return err;
}

static void against_format(const struct against *r, char text[AGAINST_TEXT])
{
	if (!r->n)
		snprintf(text, AGAINST_TEXT, "-");
	else if (r->n == 1)
		snprintf(text, AGAINST_TEXT, "%.2f", r->ratio);
	else
		snprintf(text, AGAINST_TEXT, "%.2f [%.2f..%.2f]", r->ratio,
			 r->lo, r->hi);
}

/* Order of lines: cells that are compared come together. */
static int against_order(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;
	struct cell p = against_key(&x->cell), q = against_key(&y->cell);
	int d = summary_compare(&p, &q);

	return d ? d : strcmp(x->cell.network, y->cell.network);
}

/* One line for each network of each cell. */
static int against_lines(const struct sample *samples, size_t n,
			 const struct against_metric *m, const char *against,
			 FILE *out)
{
	const struct cell *c, *last = NULL;
	char text[AGAINST_TEXT];
	struct against r;
	size_t i;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		c = &samples[i].cell;
		if (strcmp(samples[i].metric, m->metric) != 0 ||
		    (last && !summary_compare(last, c)))
			continue;
		last = c;
		err = against_make(samples, n, c, against, m->metric, &r);
		against_format(&r, text);
		fprintf(out, "%-10s %-8s %-12s %-4s %3u %7u %3u  %-20s ",
			c->driver, c->mode, c->direction, c->proto, c->streams,
			c->size, c->vms, c->network);
		if (isfinite(r.median))
			fprintf(out, "%9.3f", r.median * m->scale);
		else
			fprintf(out, "%9s", samples[i].status);
		fprintf(out, "  %-22s %3zu\n", text, r.n);
	}
	return err;
}

static bool against_has(const struct sample *samples, size_t n,
			const char *metric, const char *network)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(samples[i].metric, metric) &&
		    !strcmp(samples[i].cell.network, network))
			return true;
	}
	return false;
}

static int against_table(const struct sample *samples, size_t n,
			 const char *against, FILE *out)
{
	const struct against_metric *m;
	int err = -ENOENT;

	for (m = metrics; m < metrics + ARRAY_SIZE(metrics); m++) {
		if (!against_has(samples, n, m->metric, against))
			continue;
		fprintf(out, "%s, %s, against %s:\n", m->name, m->unit,
			against);
		fprintf(out,
			"%-10s %-8s %-12s %-4s %3s %7s %3s  %-20s %9s  "
			"%-22s %3s\n",
			"driver", "mode", "direction", "prot", "str", "size",
			"vms", "network", "median", "ratio [interval]", "n");
		err = against_lines(samples, n, m, against, out);
		fputc('\n', out);
		if (err)
			return err;
	}
	if (!err)
		fputs("Ratio of the n pairs of the same round, [95 % interval]; "
		      "where n < 6, [least..most].\n",
		      out);
	return err;
}

int against_print(const char *dir, const char *against, FILE *out)
{
	struct sample *samples;
	size_t n;
	int err = samples_of_run(dir, &samples, &n);

	if (err)
		return err;
	if (n)
		qsort(samples, n, sizeof(*samples), against_order);
	err = against_table(samples, n, against, out);
	free(samples);
	return err;
}
