/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* trend_report.h - the change points of past runs, as a table and as CSV */
#ifndef PERF_TREND_REPORT_H
#define PERF_TREND_REPORT_H

#include <stdio.h>

#include "perf/gate_options.h"

/**
 * trend_report() - Print the levels and changes of all series
 * @samples:	@n of them; reordered by the call
 * @n:		How many
 * @o:		Options of "trend"
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * With a file for CSV in @o that is replaced, for plots/history.sh.
 *
 * Return: 0 or -errno.
 */
int trend_report(struct sample *samples, size_t n, const struct gate_options *o,
		 FILE *out);

#endif
