/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_facts.h - run.csv of a gate */
#ifndef PERF_GATE_FACTS_H
#define PERF_GATE_FACTS_H

#include "perf/gate.h"
#include "perf/gate_options.h"

/**
 * gate_facts_id() - Name a gate
 * @id:		Receives text such as "gate-20260822T101500Z-7f3a"
 */
void gate_facts_id(char id[CSV_TEXT]);

/**
 * gate_facts_copy() - Take over what vmnet-bench has found out
 * @output:	Folder of the gate; GATE_WORK below it is that of a measurement
 *
 * Return: 0 or -errno.
 */
int gate_facts_copy(const char *output);

/**
 * gate_facts_add() - Add what is known of the gate
 * @o:		Options
 * @gate:	Judged
 *
 * Return: 0 or -errno.
 */
int gate_facts_add(const struct gate_options *o, const struct gate *gate);

#endif
