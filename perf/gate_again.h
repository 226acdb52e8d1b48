/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_again.h - command lines that lead to the same verdict again */
#ifndef PERF_GATE_AGAIN_H
#define PERF_GATE_AGAIN_H

#include "perf/gate_options.h"
#include "perf/gate_report.h"

/**
 * gate_again_make() - Make the lines
 * @again:	Filled in; of what was only judged, with @judge alone
 * @o:		Options
 * @gate:	What came out
 * @program:	How vmnet-gate was called
 */
void gate_again_make(struct gate_again *again, const struct gate_options *o,
		     const struct gate *gate, const char *program);

#endif
