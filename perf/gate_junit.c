/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_junit.c - what a gate has found out, as JUnit XML */

#include <math.h>
#include <string.h>

#include "perf/gate_report.h"
#include "perf/gate_text.h"

/* Text of the tables may be anything but commas, quotes and controls. */
static void junit_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else
			fputc(*text, out);
	}
}

static void junit_number(const char *name, double value, FILE *out)
{
	if (!isnan(value))
		fprintf(out, "<property name=\"%s\" value=\"%.6g\"/>", name,
			value);
}

static void junit_verdict(const struct gate_row *row, FILE *out)
{
	struct gate_change c = gate_change_of(row);
	char change[GATE_TEXT], range[GATE_TEXT], note[GATE_TEXT];
	const char *tag = row->verdict == GATE_REGRESSED      ? "failure"
			  : row->verdict == GATE_FAILED	      ? "error"
			  : row->verdict == GATE_INCONCLUSIVE ? "skipped"
							      : NULL;

	if (tag)
		fprintf(out, "      <%s message=\"%s: %s, %s; %s\"/>\n", tag,
			gate_verdict_name(row->verdict),
			gate_text_percent(c.centre, change),
			gate_text_range(&c, range), gate_text_note(row, note));
}

static void junit_row(const struct gate_row *row, FILE *out)
{
	struct gate_change c = gate_change_of(row);

	fputs("    <testcase classname=\"", out);
	junit_text(row->cell.driver, out);
	fputs("\" name=\"", out);
	junit_text(row->cell.mode, out);
	fputc('.', out);
	junit_text(row->cell.direction, out);
	fputc('.', out);
	junit_text(row->cell.proto, out);
	if (row->cell.network[0] && strcmp(row->cell.network, CSV_NETWORK)) {
		fputc('.', out);
		junit_text(row->cell.network, out);
	}
	fprintf(out, ".%s\">\n      <properties>",
		row->metric == GATE_CPU ? METRIC_CPU_PER_BIT
					: METRIC_THROUGHPUT);
	junit_number("pairs", (double)row->n, out);
	junit_number("base", row->median[0], out);
	junit_number("head", row->median[1], out);
	junit_number("change", c.centre, out);
	junit_number("lo", c.lo, out);
	junit_number("hi", c.hi, out);
	junit_number("p_holm", row->p_holm, out);
	fputs("</properties>\n", out);
	junit_verdict(row, out);
	fputs("    </testcase>\n", out);
}

static size_t count(const struct gate *gate, enum gate_verdict verdict)
{
	size_t i, n = 0;

	for (i = 0; i < gate->n; i++)
		n += gate->rows[i].verdict == verdict;
	return n;
}

void gate_junit(const struct gate *gate, FILE *out)
{
	size_t i;

	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		"  <testsuite name=\"vmnet-gate\" tests=\"%zu\" "
		"failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		gate->n, count(gate, GATE_REGRESSED), count(gate, GATE_FAILED),
		count(gate, GATE_INCONCLUSIVE));
	for (i = 0; i < gate->n; i++)
		junit_row(&gate->rows[i], out);
	fputs("  </testsuite>\n</testsuites>\n", out);
}
