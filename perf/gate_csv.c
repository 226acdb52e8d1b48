/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_csv.c - what a gate has found out, as gate.csv */

#include <errno.h>
#include <math.h>
#include <string.h>

#include "perf/fields.h"
#include "perf/gate_report.h"
#include "perf/gate_text.h"

static int csv_row(const struct gate_row *row, FILE *out)
{
	struct line l = { .len = 0 };
	bool cpu = row->metric == GATE_CPU;
	struct gate_change c = gate_change_of(row);
	int err;

	csv_line_cell(&l, &row->cell);
	line_text(&l, cpu ? METRIC_CPU_PER_BIT : METRIC_THROUGHPUT, CSV_TEXT);
	line_text(&l, row->unit, CSV_TEXT);
	line_text(&l, row->higher ? "higher" : "lower", CSV_TEXT);
	line_uint(&l, row->n);
	line_uint(&l, row->failed[0]);
	line_uint(&l, row->failed[1]);
	line_optional(&l, row->median[0]);
	line_optional(&l, row->median[1]);
	line_optional(&l, 1 + c.centre);
	line_optional(&l, 1 + c.lo);
	line_optional(&l, 1 + c.hi);
	line_double(&l, row->p);
	line_double(&l, row->p_holm);
	line_optional(&l, c.detectable);
	line_text(&l, gate_verdict_name(row->verdict), CSV_TEXT);
	line_text(&l, row->cell.network, CSV_TEXT);
	err = line_end(&l);
	if (!err)
		fwrite(l.text, 1, l.len, out);
	return err;
}

int gate_csv(const struct gate *gate, FILE *out)
{
	size_t i;
	int err = 0;

	fputs(CSV_CELL_KEY ",metric,unit,better,n,failed_base,failed_head,base,"
			   "head,ratio,lo,hi,p,p_holm,detectable,verdict,"
			   "network\n",
	      out);
	for (i = 0; i < gate->n && !err; i++)
		err = csv_row(&gate->rows[i], out);
	return err;
}
