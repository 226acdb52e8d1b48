/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - matrix files: what to measure, in YAML
 *
 * The keys of the benchmark files of the project that vmnet-helper takes its
 * contract from, so that those run as they are:
 *
 *	drivers: [{name, tag, command, offloading}]
 *	operation-modes, tests, shared-interface, time, length, output
 *
 * and ours: networks, vms, protocol, streams, sizes, bidir, omit, rounds,
 * seed.  vmnet-bench(1) has what they mean.  A key without a value (null)
 * counts as not there.
 *
 * What a file does not say is as in those files: all three modes, and the
 * drivers vfkit, krunkit and qemu.  A driver or a network of a file that cannot
 * run on this machine is skipped, and the results say so.
 */
#ifndef HARNESS_CONFIG_H
#define HARNESS_CONFIG_H

#include <stddef.h>
#include <stdio.h>

#include "harness/options.h"

#define CONFIG_MAX 65536 /* bytes of the longest file */

/**
 * config_parse() - Change options as a matrix file says
 * @o:		From options_start(); @lenient is set
 * @name:	Of the file, for errors
 * @text:	Its content, UTF-8
 * @length:	Bytes of @text
 * @error:	Receives one line with the name of the file and the number of
 *		the line, on failure
 *
 * Pure.
 *
 * Return: 0 or -EINVAL.
 */
int config_parse(struct options *o, const char *name, const char *text,
		 size_t length, char error[OPTIONS_ERROR]);

/**
 * config_load() - Read a matrix file
 * @o:		As config_parse()
 * @path:	Of the file
 * @error:	As config_parse()
 *
 * Return: 0 or -EINVAL.
 */
int config_load(struct options *o, const char *path, char error[OPTIONS_ERROR]);

/**
 * config_write() - Write what is measured as a matrix file
 * @o:		Complete, with a seed
 * @out:	Where to; write errors are left in ferror(@out)
 *
 * config_parse() of it gives the same plan.
 */
void config_write(const struct options *o, FILE *out);

#endif
