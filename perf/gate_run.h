/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_run.h - measure both arms, look, and go on while it cannot be told */
#ifndef PERF_GATE_RUN_H
#define PERF_GATE_RUN_H

#include "perf/gate.h"
#include "perf/gate_options.h"

#define GATE_CANNOT 77 /* exit status, as of automake */

/**
 * gate_run() - Measure and judge
 * @o:		Options of "run"; the paths of programs, the output and the seed
 *		are set
 * @gate:	Filled in when 0 is returned; release it with gate_free()
 *
 * Leaves samples.csv and run.csv in the folder.  Messages go to stderr.
 *
 * Return: 0, or the exit status of the program: 2 when nothing can be judged,
 * GATE_CANNOT when vmnet-bench cannot measure here at all, 128 + a signal.
 */
int gate_run(const struct gate_options *o, struct gate *gate);

#endif
