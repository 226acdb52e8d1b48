/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.h - go on with a run that was interrupted
 *
 * Theory of operation
 *
 * A run leaves all it was told in matrix.yaml, with its seed, so that the same
 * plan can be made again.  The row of samples.csv that every measurement has
 * is its last one: where it is there the measurement is complete, whether it
 * worked or not.  What follows the last such row was cut off, and goes.  The
 * rest of the plan is measured with fresh guests.
 */
#ifndef HARNESS_RESUME_H
#define HARNESS_RESUME_H

#include "harness/record.h"
#include "harness/setup.h"

/**
 * resume_load() - Read what a run was told
 * @o:		From options_start(), changed
 * @dir:	Folder of the run
 * @error:	Receives one line that names it, on failure
 *
 * Return: 0 or -EINVAL.
 */
int resume_load(struct options *o, const char *dir, char error[OPTIONS_ERROR]);

/**
 * resume_check() - Find out whether a run can go on here
 * @setup:	Checked; its id, folder and @resumed are set
 * @error:	Receives one line that says why not, on failure
 *
 * Not on another machine, nor with another helper: their numbers are not those
 * of the same run.
 *
 * Return: 0 or -EINVAL.
 */
int resume_check(struct setup *setup, char error[OPTIONS_ERROR]);

/**
 * resume_filter() - Remove what is done from a plan
 * @setup:	From resume_check()
 * @steps:	The whole plan; changed
 * @n:		Entries of @steps; changed
 *
 * Return: 0; -EBADMSG when samples.csv is malformed; or -errno.
 */
int resume_filter(const struct setup *setup, struct matrix_step *steps,
		  size_t *n);

/**
 * resume_cut() - Remove what was cut off from samples.csv
 * @setup:	From resume_check()
 *
 * Return: as resume_filter().
 */
int resume_cut(const struct setup *setup);

#endif
