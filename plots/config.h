/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - what a chart is to show, as YAML
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
#ifndef PLOTS_CONFIG_H
#define PLOTS_CONFIG_H

#include <stdio.h>

#define CONFIG_ERROR 512
#define CONFIG_TEXT  128  /* longest name or title, with its NUL */
#define CONFIG_LIST  1024 /* longest list, with its NUL */

struct config {
	char name[CONFIG_TEXT];
	char title[CONFIG_TEXT]; /* the name when it is not given */
	/* Values, separated by single blanks. */
	char networks[CONFIG_LIST];
	char drivers[CONFIG_LIST];
	char vms[CONFIG_LIST];
	char modes[CONFIG_LIST];
	char tests[CONFIG_LIST];
};

/**
 * config_read() - Read a configuration
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
int config_read(FILE *file, const char *path, struct config *c,
		char error[CONFIG_ERROR]);

/**
 * config_print() - Print a configuration as key=value lines
 * @c:		From config_read()
 * @out:	Where to; write errors are left in ferror(@out)
 */
void config_print(const struct config *c, FILE *out);

#endif
