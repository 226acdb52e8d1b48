/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.c - summary rows as a table for people
 *
 * One line per cell, one column per metric.  The numbers of a column have the
 * same width and decimals, so that they can be compared by eye.
 */

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/summary.h"
#include "perf/table.h"

#define COLUMNS	  16 /* metrics shown; a run has far fewer */
#define CELL_TEXT 160

/* A part of the cell key: a column when it varies, else said once. */
struct dimension {
	const char *name;
	size_t offset;
	bool number;
	bool always; /* a column even if all rows agree */
};

static const struct dimension dimensions[] = {
	{ "driver", offsetof(struct cell, driver), false, true },
	{ "network", offsetof(struct cell, network), false, false },
	{ "mode", offsetof(struct cell, mode), false, false },
	{ "direction", offsetof(struct cell, direction), false, false },
	{ "proto", offsetof(struct cell, proto), false, false },
	{ "streams", offsetof(struct cell, streams), true, false },
	{ "mtu", offsetof(struct cell, mtu), true, false },
	{ "size", offsetof(struct cell, size), true, false },
	{ "offload", offsetof(struct cell, offload), false, false },
	{ "vms", offsetof(struct cell, vms), true, false },
	{ "arm", offsetof(struct cell, arm), false, false },
};

/* What people call a metric, in the order of interest. */
static const struct reading {
	const char *metric;
	const char *name; /* NULL: left to summary.csv */
	bool ms;	  /* times so short that seconds do not suit */
} readings[] = {
	{ METRIC_THROUGHPUT, "throughput", false },
	{ METRIC_PACKETS, "packets", false },
	{ METRIC_LOSS, "loss", false },
	{ METRIC_JITTER, "jitter", true },
	{ METRIC_LATENCY, "idle p50", true },
	{ METRIC_LATENCY_P99, "p99", true },
	{ METRIC_LATENCY_P999, "p99.9", true },
	{ METRIC_LOADED, "loaded p50", true },
	{ METRIC_LOADED_P99, "p99", true },
	{ METRIC_LOADED_P999, "p99.9", true },
	{ METRIC_FAIRNESS, "fairness", false },
	{ METRIC_CPU_PER_BIT, "helper CPU", false },
	{ METRIC_VMM_CPU, NULL, false },
	{ METRIC_TOTAL_CPU, "with VMM", false },
	{ METRIC_RETRANSMITS, "retransmits", false },
	{ METRIC_DROPS, "drops", false },
	{ METRIC_HELPER_RSS, "helper RSS", false },
	{ METRIC_VMM_RSS, NULL, false },
	{ METRIC_STARTUP, "startup", false },
	{ METRIC_LEASE, "address", false },
};

/* The files have SI base units only. */
static const struct unit {
	const char *unit;
	const char *shown;
	double scale;
} units[] = {
	{ "bit/s", "Gbit/s", 1e-9 },
	{ "s/bit", "s/Gbit", 1e9 },
	{ "byte", "MiB", 1.0 / (1 << 20) },
};

/* A metric of the table. */
struct column {
	const char *metric;
	const char *unit;
	const char *name;  /* first line of its heading */
	const char *shown; /* second line */
	double scale;
	int decimals;
	int digits; /* width of each number */
	int width;  /* of the column */
};

struct table {
	const struct summary *rows;
	size_t n;
	struct column columns[COLUMNS];
	size_t n_columns;
	int widths[ARRAY_SIZE(dimensions)]; /* 0: not a column */
};

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static const char *dimension_text(const struct dimension *d,
				  const struct cell *c, char text[CSV_TEXT])
{
	const char *at = (const char *)c + d->offset;
	unsigned int number;

	if (!d->number)
		return at;
	memcpy(&number, at, sizeof(number));
	snprintf(text, CSV_TEXT, "%u", number);
	return text;
}

static void find_dimensions(struct table *t)
{
	char text[CSV_TEXT], first[CSV_TEXT];
	const struct dimension *d;
	const char *value, *common;
	size_t i, row;
	bool column;
	int width;

	for (i = 0; i < ARRAY_SIZE(dimensions); i++) {
		d = &dimensions[i];
		common = dimension_text(d, &t->rows[0].cell, first);
		column = d->always;
		width = (int)strlen(d->name);
		for (row = 0; row < t->n; row++) {
			value = dimension_text(d, &t->rows[row].cell, text);
			column |= strcmp(value, common) != 0;
			width = max_int(width, (int)strlen(value));
		}
		t->widths[i] = column ? width : 0;
	}
}

static bool is_column(const struct column *c, const struct summary *row)
{
	return !strcmp(c->metric, row->metric) && !strcmp(c->unit, row->unit);
}

static void add_column(struct table *t, const struct summary *row,
		       const char *name, bool ms)
{
	struct column *c;
	size_t i;

	for (i = 0; i < t->n_columns; i++) {
		if (is_column(&t->columns[i], row))
			return;
	}
	if (t->n_columns == COLUMNS)
		return;
	c = &t->columns[t->n_columns++];
	c->metric = row->metric;
	c->unit = row->unit;
	c->name = name;
	c->shown = row->unit;
	c->scale = 1;
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (!strcmp(row->unit, units[i].unit)) {
			c->shown = units[i].shown;
			c->scale = units[i].scale;
		}
	}
	if (ms) {
		c->shown = "ms";
		c->scale = 1e3;
	}
}

static bool is_read(const struct summary *row)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(readings); i++) {
		if (!strcmp(row->metric, readings[i].metric))
			return true;
	}
	return false;
}

/* What matters most comes first, metrics that are not known here last. */
static void find_columns(struct table *t)
{
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(readings); i++) {
		for (row = 0; row < t->n && readings[i].name; row++) {
			if (!strcmp(t->rows[row].metric, readings[i].metric))
				add_column(t, &t->rows[row], readings[i].name,
					   readings[i].ms);
		}
	}
	for (row = 0; row < t->n; row++) {
		if (!is_read(&t->rows[row]))
			add_column(t, &t->rows[row], t->rows[row].metric,
				   false);
	}
}

static bool is_whole(double v)
{
	return !islessgreater(v, floor(v));
}

static int magnitude(double v)
{
	return v > 0 ? (int)floor(log10(v)) : 0;
}

/*
 * Four digits of the largest value, but between two and three of the smallest.
 * Counts, and the medians of counts, need no more than they have.
 */
static int find_decimals(double smallest, double largest, bool whole,
			 bool halves)
{
	int decimals = 3 - magnitude(largest);

	if (decimals < 1 - magnitude(smallest))
		decimals = 1 - magnitude(smallest);
	if (decimals > 2 - magnitude(smallest))
		decimals = 2 - magnitude(smallest);
	if (whole || decimals < 0)
		return 0;
	return halves && decimals > 1 ? 1 : decimals;
}

static void find_numbers(struct column *c, const struct table *t)
{
	double smallest = INFINITY, largest = 0, v[3];
	bool whole = true, halves = true;
	size_t row, i;

	for (row = 0; row < t->n; row++) {
		const struct summary *s = &t->rows[row];

		if (!is_column(c, s) || !s->n)
			continue;
		v[0] = s->median * c->scale;
		v[1] = s->lo * c->scale;
		v[2] = s->hi * c->scale;
		for (i = 0; i < ARRAY_SIZE(v); i++) {
			whole &= is_whole(v[i]);
			halves &= is_whole(2 * v[i]);
			largest = fmax(largest, fabs(v[i]));
		}
		if (v[0] > 0)
			smallest = fmin(smallest, v[0]);
	}
	c->decimals = find_decimals(isfinite(smallest) ? smallest : 0, largest,
				    whole, halves);
	c->digits = snprintf(NULL, 0, "%.*f", c->decimals, largest);
}

/* @row: NULL when the cell has no such metric */
static void format_cell(const struct column *c, const struct summary *row,
			char text[CELL_TEXT])
{
	if (!row || !row->n)
		snprintf(text, CELL_TEXT, "%*s", c->digits, "-");
	else if (!(row->lo < row->hi))
		snprintf(text, CELL_TEXT, "%*.*f", c->digits, c->decimals,
			 row->median * c->scale);
	else
		snprintf(text, CELL_TEXT, "%*.*f [%*.*f..%*.*f]", c->digits,
			 c->decimals, row->median * c->scale, c->digits,
			 c->decimals, row->lo * c->scale, c->digits,
			 c->decimals, row->hi * c->scale);
}

static void find_width(struct column *c, const struct table *t)
{
	char text[CELL_TEXT];
	size_t row;

	c->width = max_int((int)strlen(c->name), (int)strlen(c->shown));
	for (row = 0; row < t->n; row++) {
		if (!is_column(c, &t->rows[row]))
			continue;
		format_cell(c, &t->rows[row], text);
		c->width = max_int(c->width, (int)strlen(text));
	}
}

static void print_constants(const struct table *t, FILE *out)
{
	const char *separator = "", *value;
	char text[CSV_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dimensions); i++) {
		value = dimension_text(&dimensions[i], &t->rows[0].cell, text);
		if (t->widths[i] || !*value)
			continue;
		fprintf(out, "%s%s %s", separator, dimensions[i].name, value);
		separator = ", ";
	}
	fputs(*separator ? "\n\n" : "", out);
}

static void print_heading(const struct table *t, FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dimensions); i++) {
		if (t->widths[i])
			fprintf(out, "%-*s  ", t->widths[i],
				dimensions[i].name);
	}
	for (i = 0; i < t->n_columns; i++)
		fprintf(out, "%-*s  ", t->columns[i].width, t->columns[i].name);
	fprintf(out, "%3s  failed\n", "n");
	for (i = 0; i < ARRAY_SIZE(dimensions); i++) {
		if (t->widths[i])
			fprintf(out, "%-*s  ", t->widths[i], "");
	}
	/* no blanks at the end of the line */
	for (i = 0; i + 1 < t->n_columns; i++)
		fprintf(out, "%-*s  ", t->columns[i].width,
			t->columns[i].shown);
	fprintf(out, "%s\n", t->columns[i].shown);
}

/* @rows: the @n metrics of one cell */
static size_t print_cell(const struct table *t, const struct summary *rows,
			 size_t n, FILE *out)
{
	const struct summary *found;
	size_t i, row, ok = 0, failed = 0;
	char text[CELL_TEXT];

	for (i = 0; i < ARRAY_SIZE(dimensions); i++) {
		if (t->widths[i])
			fprintf(out, "%-*s  ", t->widths[i],
				dimension_text(&dimensions[i], &rows->cell,
					       text));
	}
	for (i = 0; i < t->n_columns; i++) {
		found = NULL;
		for (row = 0; row < n; row++) {
			if (is_column(&t->columns[i], &rows[row]))
				found = &rows[row];
		}
		format_cell(&t->columns[i], found, text);
		fprintf(out, "%-*s  ", t->columns[i].width, text);
	}
	/* a measurement has many metrics; it fails as a whole */
	for (row = 0; row < n; row++) {
		ok = rows[row].n > ok ? rows[row].n : ok;
		failed = rows[row].failed > failed ? rows[row].failed : failed;
	}
	fprintf(out, "%3zu  %6zu\n", ok, failed);
	return failed;
}

/* Return: measurements that failed */
static size_t print_part(struct table *t, bool traffic, FILE *out)
{
	size_t i, from, to, failed = 0;

	find_dimensions(t);
	find_columns(t);
	for (i = 0; i < t->n_columns; i++) {
		find_numbers(&t->columns[i], t);
		find_width(&t->columns[i], t);
	}
	if (traffic)
		print_constants(t, out);
	print_heading(t, out);
	for (from = 0; from < t->n; from = to) {
		to = from + 1;
		while (to < t->n &&
		       !summary_compare(&t->rows[from].cell, &t->rows[to].cell))
			to++;
		failed += print_cell(t, t->rows + from, to - from, out);
	}
	fputs("\n", out);
	return failed;
}

/* What the brackets are. */
static void print_legend(const struct summary *rows, size_t n, size_t failed,
			 FILE *out)
{
	bool few = false, many = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(rows[i].lo < rows[i].hi))
			continue;
		few |= rows[i].n < SUMMARY_INTERVAL_N;
		many |= rows[i].n >= SUMMARY_INTERVAL_N;
	}
	fprintf(out, "Median of n measurements%s%s.\n",
		many ? ", [95 % interval]" : "",
		few && many ? "; where n < 6, [least..most]"
		: few	    ? ", [least..most]"
			    : "");
	if (failed)
		fprintf(out,
			"%zu failed: counted only, see status in samples.csv.\n",
			failed);
}

/* What is shown together: metrics of other protocols are other ones. */
enum part { PART_TCP, PART_UDP, PART_RR, PART_OTHER, PART_VMS, PARTS };

static enum part part_of(const struct summary *row)
{
	/* Traffic has a direction; what has none is of the VMs themselves. */
	if (!strcmp(row->cell.direction, "-"))
		return PART_VMS;
	if (!strcmp(row->cell.proto, "tcp"))
		return PART_TCP;
	if (!strcmp(row->cell.proto, "udp"))
		return PART_UDP;
	return !strcmp(row->cell.proto, "rr") ? PART_RR : PART_OTHER;
}

static size_t take_part(struct summary *part, const struct summary *rows,
			size_t n, enum part which)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++) {
		if (part_of(&rows[i]) == which)
			part[count++] = rows[i];
	}
	return count;
}

int table_print(const struct summary *rows, size_t n, FILE *out)
{
	struct summary *part;
	size_t failed = 0;
	int which;

	if (!n) {
		fputs("no measurement yet\n", out);
		return 0;
	}
	part = calloc(n, sizeof(*part));
	if (!part)
		return -ENOMEM;
	for (which = 0; which < PARTS; which++) {
		struct table t = { .rows = part };

		t.n = take_part(part, rows, n, (enum part)which);
		if (t.n)
			failed += print_part(&t, which != PART_VMS, out);
	}
	free(part);
	print_legend(rows, n, failed, out);
	return 0;
}
