/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* trend_report.c - the change points of past runs, as a table and as CSV */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "perf/fields.h"
#include "perf/gate_text.h"
#include "perf/trend.h"
#include "perf/trend_report.h"
#include "perf/trend_series.h"

/* A band is so many standard deviations wide, estimated from the MAD. */
#define BAND	  3
#define MAD_SIGMA 1.4826

static const char csv_header[] =
	"machine," CSV_CELL_KEY
	",metric,unit,better,index,run_id,time,commit,n,"
	"median,lo,hi,level,band_lo,band_hi,change,network\n";

static int csv_point(const struct trend_series *t, size_t i,
		     const struct trend_level *level, FILE *out)
{
	const struct trend_point *p = &t->points[i];
	double half = BAND * MAD_SIGMA * level->mad;
	struct line l = { .len = 0 };
	int err;

	line_text(&l, t->machine, CSV_TEXT);
	csv_line_cell(&l, &t->cell);
	line_text(&l,
		  t->metric == GATE_CPU ? METRIC_CPU_PER_BIT
					: METRIC_THROUGHPUT,
		  CSV_TEXT);
	line_text(&l, t->unit, CSV_TEXT);
	line_text(&l, t->higher ? "higher" : "lower", CSV_TEXT);
	line_uint(&l, i + 1);
	line_text(&l, p->run_id, CSV_TEXT);
	line_text(&l, p->time, CSV_TEXT);
	line_text(&l, p->commit, CSV_TEXT);
	line_uint(&l, p->n);
	line_double(&l, p->median);
	line_double(&l, p->range.lo);
	line_double(&l, p->range.hi);
	line_double(&l, level->median);
	line_double(&l, level->median - half);
	line_double(&l, level->median + half);
	line_uint(&l, i == level->from && i > 0);
	line_text(&l, t->cell.network, CSV_TEXT);
	err = line_end(&l);
	if (!err)
		fwrite(l.text, 1, l.len, out);
	return err;
}

/* @before: median of the level before, 0 for the first */
static void table_level(const struct trend_series *t,
			const struct trend_level *level, double before,
			FILE *out)
{
	struct gate_row row = { .metric = t->metric,
				.median = { level->median, level->median } };
	const struct trend_point *p = &t->points[level->from];
	char change[GATE_TEXT] = "", value[GATE_TEXT];
	bool better = (level->median > before) == t->higher;

	if (before > 0)
		gate_text_percent(level->median / before - 1, change);
	fprintf(out, "    %.10s  %-12.12s %4zu runs at %9s %9s%s\n", p->time,
		p->commit, level->to - level->from,
		gate_text_value(&row, 0, value), change,
		before <= 0 ? ""
		: better    ? "  better"
			    : "  WORSE");
}

static int report_levels(const struct trend_series *t, const double *x,
			 const bool *starts, FILE *csv, FILE *out)
{
	struct trend_level level = { .to = 0 };
	double before;
	size_t i;
	int err = 0;

	while (level.to < t->n && !err) {
		before = level.to ? level.median : 0;
		err = trend_level_at(x, t->n, starts, level.to, &level);
		if (err)
			break;
		table_level(t, &level, before, out);
		for (i = level.from; csv && i < level.to && !err; i++)
			err = csv_point(t, i, &level, csv);
	}
	return err;
}

static int report_series(const struct trend_series *t,
			 const struct gate_options *o, FILE *csv, FILE *out)
{
	const struct trend_rule rule = { o->design.alpha, o->shift };
	double *x = calloc(t->n, sizeof(*x));
	bool *starts = calloc(t->n, sizeof(*starts));
	char cell[GATE_TEXT * 2];
	long changes = -ENOMEM;
	size_t i;

	if (x && starts) {
		for (i = 0; i < t->n; i++)
			x[i] = t->points[i].median;
		changes = trend_find(x, t->n, &rule, starts);
	}
	if (changes >= 0) {
		fprintf(out, "%s %s, %s: %zu runs, %ld change%s\n",
			gate_text_cell(&t->cell, cell),
			gate_text_metric(t->metric), t->machine, t->n, changes,
			changes == 1 ? "" : "s");
		changes = report_levels(t, x, starts, csv, out);
	}
	free(x);
	free(starts);
	return (int)changes;
}

static int report_all(const struct trend_series *series, size_t count,
		      const struct gate_options *o, FILE *csv, FILE *out)
{
	size_t i;
	int err = 0;

	if (!count)
		fputs("no throughput and no CPU time was measured\n", out);
	if (csv)
		fputs(csv_header, csv);
	for (i = 0; i < count && !err; i++)
		err = report_series(&series[i], o, csv, out);
	return err;
}

int trend_report(struct sample *samples, size_t n, const struct gate_options *o,
		 FILE *out)
{
	struct trend_series *series;
	FILE *csv = NULL;
	size_t count;
	int err;

	if (o->csv) {
		csv = fopen(o->csv, "we");
		if (!csv)
			return -errno;
	}
	err = trend_series_make(samples, n, &series, &count);
	if (!err) {
		err = report_all(series, count, o, csv, out);
		trend_series_free(series, count);
	}
	if (csv) {
		if (ferror(csv) && !err)
			err = -EIO;
		if (fclose(csv) == EOF && !err)
			err = -errno;
	}
	return err;
}
