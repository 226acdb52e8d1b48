/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completion.h - scripts that let a shell complete our command lines
 *
 * Made when we are built, from the table that parsing and --help use, so that
 * no shell offers what the programs refuse, and none lacks what they take.
 */
#ifndef HELPER_COMPLETION_H
#define HELPER_COMPLETION_H

#include <stdio.h>

#include "helper/opts.h"

/**
 * completion_write() - Write the script of one program for one shell
 * @program:	Whose options
 * @shell:	"bash" (3.2 or later), "zsh" or "fish"
 * @out:	Where to
 * @kind:	On -EDOM set to the kind of value, such as "PATH"
 *
 * Return: 0; -EINVAL when @shell is none of these, -EDOM when it is not known
 * how a kind of value in the table is completed.
 */
int completion_write(enum opts_program program, const char *shell, FILE *out,
		     const char **kind);

#endif
