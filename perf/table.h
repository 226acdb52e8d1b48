/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* table.h - summary rows as a table for people */
#ifndef PERF_TABLE_H
#define PERF_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "perf/csv.h"

/**
 * table_print() - Print one line per cell, one column per metric
 * @rows:	Sorted as by summary_make()
 * @n:		Entries of @rows; 0 is said to be so
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * Units are those people use: Gbit/s, s/Gbit, MiB.  What has no direction, as
 * the startup of the VMs, follows in a table of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int table_print(const struct summary *rows, size_t n, FILE *out);

#endif
