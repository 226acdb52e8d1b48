/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_markdown.c - what a gate has found out, for the summary of a CI job */

#include "perf/gate_report.h"
#include "perf/gate_text.h"

static const char *const meanings[] = {
	[GATE_PASS] = "no cell lost more than its floor",
	[GATE_INCONCLUSIVE] = "more rounds, or a quieter machine, could tell",
	[GATE_FAILED] = "a cell has no pair of good measurements",
	[GATE_REGRESSED] = "head is worse than base",
};

static bool is_bad(const struct gate_row *row)
{
	return row->verdict != GATE_PASS && row->verdict != GATE_IMPROVED;
}

static void markdown_row(const struct gate_row *row, FILE *out)
{
	struct gate_change c = gate_change_of(row);
	char cell[GATE_TEXT * 2], base[GATE_TEXT], head[GATE_TEXT];
	char change[GATE_TEXT], range[GATE_TEXT], see[GATE_TEXT];
	char note[GATE_TEXT];

	fprintf(out,
		"| %s | %s | %s | %s | %s | %s | %.4f | %s | %zu | %s %s |\n",
		gate_text_cell(&row->cell, cell), gate_text_metric(row->metric),
		gate_text_value(row, 0, base), gate_text_value(row, 1, head),
		gate_text_percent(c.centre, change), gate_text_range(&c, range),
		row->p_holm,
		gate_text_percent(c.detectable, see) + (*see == '+'), row->n,
		gate_verdict_name(row->verdict), gate_text_note(row, note));
}

static size_t count(const struct gate *gate, bool bad)
{
	size_t i, n = 0;

	for (i = 0; i < gate->n; i++)
		n += is_bad(&gate->rows[i]) == bad;
	return n;
}

/* Rows that are bad, or those that are not. */
static void markdown_rows(const struct gate *gate, bool bad, FILE *out)
{
	size_t i, n = 0;

	for (i = 0; i < gate->n; i++) {
		if (is_bad(&gate->rows[i]) != bad)
			continue;
		if (!n++)
			fputs("\n| cell | metric | base | head | change | 95 % "
			      "interval | p | can see | pairs | verdict |\n"
			      "|---|---|---:|---:|---:|---|---:|---:|---:|---|"
			      "\n",
			      out);
		markdown_row(&gate->rows[i], out);
	}
}

void gate_markdown(const struct gate *gate, const struct gate_again *again,
		   FILE *out)
{
	fprintf(out, "## Gate: %s\n\nAfter %u rounds: %s.\n",
		gate_verdict_name(gate->verdict), gate->rounds,
		meanings[gate->verdict]);
	markdown_rows(gate, true, out);
	if (count(gate, false)) {
		fputs("\n<details><summary>cells without a finding</summary>\n",
		      out);
		markdown_rows(gate, false, out);
		fputs("\n</details>\n", out);
	}
	fprintf(out,
		"\nbase `%s`, head `%s`, machine `%s`.\n"
		"\"can see\" is the smallest change that this run could have "
		"seen.\n",
		gate->commit[0], gate->commit[1], gate->machine);
	if (*again->reproduce)
		fprintf(out, "\nTo measure it again:\n\n    %s\n",
			again->reproduce);
	if (*again->bisect && gate->verdict == GATE_REGRESSED)
		fprintf(out, "\nTo find the commit:\n\n    %s\n",
			again->bisect);
}
