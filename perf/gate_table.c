/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_table.c - what a gate has found out, for a terminal */

#include <string.h>

#include "perf/gate_report.h"
#include "perf/gate_text.h"

static void table_row(const struct gate_row *row, FILE *out)
{
	struct gate_change c = gate_change_of(row);
	char base[GATE_TEXT], head[GATE_TEXT], change[GATE_TEXT];
	char range[GATE_TEXT], see[GATE_TEXT], note[GATE_TEXT];
	char p[GATE_TEXT] = "-";

	if (row->n)
		snprintf(p, sizeof(p), "%.4f", row->p_holm);
	fprintf(out, "  %-20s %9s %9s %9s %18s %8s %8s %5zu  %s%s%s\n",
		gate_text_metric(row->metric), gate_text_value(row, 0, base),
		gate_text_value(row, 1, head),
		gate_text_percent(c.centre, change), gate_text_range(&c, range),
		p, gate_text_percent(c.detectable, see) + (*see == '+'), row->n,
		gate_verdict_name(row->verdict),
		row->failed[0] || row->failed[1] ? "; " : "",
		gate_text_note(row, note));
}

static void table_means(const struct gate *gate, FILE *out)
{
	char text[GATE_TEXT];
	int metric;

	fputs("geometric mean of all cells\n", out);
	for (metric = 0; metric < GATE_METRICS; metric++)
		fprintf(out, "  %-20s %9s %9s %9s\n", gate_text_metric(metric),
			"", "",
			gate_text_percent(gate_text_mean(gate, metric), text));
}

static void table_again(const char *what, const char *line, FILE *out)
{
	if (*line)
		fprintf(out, "%s: %s\n", what, line);
}

void gate_table(const struct gate *gate, const struct gate_again *again,
		FILE *out)
{
	char cell[GATE_TEXT * 2], before[GATE_TEXT * 2] = "";
	size_t i;

	fprintf(out, "base %s\nhead %s\nmachine %s, %u rounds\n\n",
		gate->commit[0], gate->commit[1], gate->machine, gate->rounds);
	fprintf(out, "  %-20s %9s %9s %9s %18s %8s %8s %5s  %s\n", "", "base",
		"head", "change", "95 % interval", "p", "can see", "pairs",
		"verdict");
	for (i = 0; i < gate->n; i++) {
		gate_text_cell(&gate->rows[i].cell, cell);
		if (strcmp(cell, before) != 0)
			fprintf(out, "%s\n", cell);
		strcpy(before, cell);
		table_row(&gate->rows[i], out);
	}
	table_means(gate, out);
	fprintf(out, "\n%s\n", gate_verdict_name(gate->verdict));
	table_again("to judge it again", again->judge, out);
	table_again("to measure it again", again->reproduce, out);
	if (gate->verdict == GATE_REGRESSED)
		table_again("to find the commit", again->bisect, out);
}
