/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - intervals of a helper's log, as YAML, JSON or CSV
 *
 * YAML is for humans and has rounded numbers with units: 1024-based for
 * amounts, 1000-based for rates, as iperf3 prints them.  JSON, one object on
 * a line, and CSV are for programs: exact numbers, units in the names.
 */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdio.h>

#include "harness/interval.h"

enum report_format { REPORT_YAML, REPORT_JSON, REPORT_CSV };

/**
 * report_format() - Find a format by its name
 * @name:	"yaml", "json" or "csv"
 * @format:	Set on success
 *
 * Return: 0 or -EINVAL.
 */
int report_format(const char *name, enum report_format *format);

/**
 * report_header() - Print what comes before all intervals
 * @out:	Where to
 * @format:	Of the report
 */
void report_header(FILE *out, enum report_format format);

/**
 * report_interval() - Print one interval
 * @out:	Where to
 * @format:	Of the report
 * @i:		Interval
 *
 * Return: 0, -ENOMEM, or -EINVAL when its text does not fit the format.
 */
int report_interval(FILE *out, enum report_format format,
		    const struct stat_interval *i);

#endif
