/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_text.c - the numbers of a gate as people read them */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "perf/gate_text.h"

/* The files have SI base units only. */
static const struct {
	const char *name;
	double scale;
	int decimals;
} metrics[] = {
	[GATE_THROUGHPUT] = { "throughput [Gbit/s]", 1e-9, 3 },
	[GATE_CPU] = { "helper CPU [s/Gbit]", 1e9, 4 },
};

struct gate_change gate_change_of(const struct gate_row *row)
{
	double sign = row->higher ? 1 : -1;
	double a = expm1(sign * row->range.lo), b = expm1(sign * row->range.hi);

	return (struct gate_change){
		.centre = expm1(sign * row->effect),
		.lo = row->higher ? a : b,
		.hi = row->higher ? b : a,
		.detectable = expm1((row->range.hi - row->range.lo) / 2),
	};
}

const char *gate_text_metric(enum gate_metric metric)
{
	return metrics[metric].name;
}

char *gate_text_cell(const struct cell *cell, char text[GATE_TEXT * 2])
{
	int n = snprintf(text, GATE_TEXT * 2, "%s %s %s", cell->driver,
			 cell->mode, cell->direction);

	if (cell->streams != 1 || strcmp(cell->proto, "tcp") != 0)
		n += snprintf(text + n, (size_t)(GATE_TEXT * 2 - n),
			      " %.20s x %u", cell->proto, cell->streams);
	if (cell->network[0] && strcmp(cell->network, CSV_NETWORK) != 0)
		snprintf(text + n, (size_t)(GATE_TEXT * 2 - n), " on %s",
			 cell->network);
	return text;
}

char *gate_text_value(const struct gate_row *row, size_t arm,
		      char text[GATE_TEXT])
{
	if (isnan(row->median[arm]))
		snprintf(text, GATE_TEXT, "-");
	else
		snprintf(text, GATE_TEXT, "%.*f", metrics[row->metric].decimals,
			 row->median[arm] * metrics[row->metric].scale);
	return text;
}

char *gate_text_percent(double change, char text[GATE_TEXT])
{
	if (isnan(change))
		snprintf(text, GATE_TEXT, "-");
	else
		snprintf(text, GATE_TEXT, "%+.1f %%", change * 100);
	return text;
}

char *gate_text_range(const struct gate_change *c, char text[GATE_TEXT])
{
	if (isnan(c->lo))
		snprintf(text, GATE_TEXT, "-");
	else
		snprintf(text, GATE_TEXT, "%+.1f to %+.1f %%", c->lo * 100,
			 c->hi * 100);
	return text;
}

double gate_text_mean(const struct gate *gate, enum gate_metric metric)
{
	double sum = 0;
	size_t i, n = 0;

	for (i = 0; i < gate->n; i++) {
		if (gate->rows[i].metric != metric)
			continue;
		sum += gate->rows[i].higher ? gate->rows[i].effect
					    : -gate->rows[i].effect;
		n++;
	}
	return n ? expm1(sum / (double)n) : NAN;
}

char *gate_text_note(const struct gate_row *row, char text[GATE_TEXT])
{
	text[0] = '\0';
	if (row->failed[0] || row->failed[1])
		snprintf(text, GATE_TEXT, "failed: base %zu, head %zu",
			 row->failed[0], row->failed[1]);
	return text;
}
