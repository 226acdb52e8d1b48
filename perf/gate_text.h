/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_text.h - the numbers of a gate as people read them
 *
 * Changes are those of the metric itself: +20 % CPU time is a loss, +20 %
 * throughput is a gain.  All functions give back the buffer they are given.
 */
#ifndef PERF_GATE_TEXT_H
#define PERF_GATE_TEXT_H

#include "perf/gate.h"

#define GATE_TEXT 128

/* The change of a row: ratios of head to base, less 1; NaN when unknown. */
struct gate_change {
	double centre;
	double lo, hi;
	double detectable; /* half the width of the interval */
};

/**
 * gate_change_of() - Turn logarithms into changes
 * @row:	Row
 *
 * Return: its change.
 */
struct gate_change gate_change_of(const struct gate_row *row);

/**
 * gate_text_metric() - Name of a metric with its unit
 * @metric:	Metric
 *
 * Return: literal such as "throughput [Gbit/s]".
 */
const char *gate_text_metric(enum gate_metric metric);

/**
 * gate_text_cell() - Name of a cell
 * @cell:	Cell
 * @text:	Receives text such as "netns shared host-to-vm", and what is
 *		unusual in protocol, streams and network
 */
char *gate_text_cell(const struct cell *cell, char text[GATE_TEXT * 2]);

/**
 * gate_text_value() - A median in the unit of gate_text_metric()
 * @row:	Row
 * @arm:	0 base, 1 head
 * @text:	Receives text such as "6.354", "-" when there is none
 */
char *gate_text_value(const struct gate_row *row, size_t arm,
		      char text[GATE_TEXT]);

/**
 * gate_text_percent() - A change
 * @change:	As 0.05
 * @text:	Receives text such as "+5.0 %", "-" when it is NaN
 */
char *gate_text_percent(double change, char text[GATE_TEXT]);

/**
 * gate_text_range() - An interval of changes
 * @c:		Change
 * @text:	Receives text such as "-1.2 to +0.4 %"
 */
char *gate_text_range(const struct gate_change *c, char text[GATE_TEXT]);

/**
 * gate_text_mean() - Geometric mean of the changes of a metric
 * @gate:	Gate
 * @metric:	Metric
 *
 * Return: a change over all cells; NaN when nothing is known of one.
 */
double gate_text_mean(const struct gate *gate, enum gate_metric metric);

/**
 * gate_text_note() - What else has to be said of a row
 * @row:	Row
 * @text:	Receives text such as "failed: base 0, head 2", or ""
 */
char *gate_text_note(const struct gate_row *row, char text[GATE_TEXT]);

#endif
