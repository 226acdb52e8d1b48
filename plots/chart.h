/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chart.h - what a chart is to show, as YAML
 *
 * The keys are those that vmnet-helper for macOS has in its folder plots:
 *
 *	name: drivers                            of the files
 *	title: vmnet-helper drivers              above the chart; optional
 *	networks: [vmnet-helper]                 these lists select and order
 *	drivers: [vfkit, krunkit:offload, qemu]
 *	vms: [2]
 *	operation-modes: [shared, bridged]       one chart each
 *	tests: [host-to-vm, vm-to-host]
 */
#ifndef PLOTS_CHART_H
#define PLOTS_CHART_H

#include <stdio.h>

#define CHART_ERROR 512
#define CHART_TEXT  128	 /* longest name or title, with its NUL */
#define CHART_LIST  1024 /* longest list, with its NUL */

struct chart {
	char name[CHART_TEXT];
	char title[CHART_TEXT]; /* the name when it is not given */
	/* Values, separated by single blanks. */
	char networks[CHART_LIST];
	char drivers[CHART_LIST];
	char vms[CHART_LIST];
	char modes[CHART_LIST];
	char tests[CHART_LIST];
};

/**
 * chart_read() - Read a configuration
 * @file:	Open file
 * @path:	Its name for messages
 * @c:		Filled in
 * @error:	Receives one line with file and line number, on failure
 *
 * All keys but the title must be there, none twice and no other.  Values are
 * plain: names have letters, digits and ". _ - :"; modes and tests are those
 * that vmnet-bench knows.
 *
 * Return: 0; -EINVAL for what cannot be used; -EIO when @file cannot be read;
 * -ENOMEM.
 */
int chart_read(FILE *file, const char *path, struct chart *c,
	       char error[CHART_ERROR]);

/**
 * chart_print() - Print a configuration as key=value lines
 * @c:		From chart_read()
 * @out:	Where to; write errors are left in ferror(@out)
 */
void chart_print(const struct chart *c, FILE *out);

#endif
