/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.h - what a run will do on this machine
 */
#ifndef HARNESS_PLAN_H
#define HARNESS_PLAN_H

#include <stddef.h>
#include <stdio.h>

#include "harness/setup.h"

/**
 * plan_make() - The measurements of a run, in their order
 * @setup:	From setup_check()
 * @steps:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length; may be 0 for a run that goes on
 *
 * Those of matrix_plan(), but what is skipped is there once, in the first
 * round; and those of a run that goes on that are not done.
 *
 * Return: 0, as matrix_plan(), or -errno of reading what is done.
 */
int plan_make(const struct setup *setup, struct matrix_step **steps, size_t *n);

/**
 * plan_print() - Print a plan for people, with the time that it takes
 * @setup:	From setup_check()
 * @steps:	From plan_make()
 * @n:		Entries of @steps
 * @out:	Where to; write errors are left in ferror(@out)
 */
void plan_print(const struct setup *setup, const struct matrix_step *steps,
		size_t n, FILE *out);

#endif
