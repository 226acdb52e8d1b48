/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.h - measure everything, in order
 */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include "harness/events.h"
#include "harness/setup.h"

/**
 * run_matrix() - Measure what is planned and leave the results in the folder
 * @setup:	Checked, with a folder
 * @ev:		Where to wait
 *
 * Runs in the sandbox.  A guest that does not work costs its own rows only.
 *
 * Return: exit status of the program: 0 when nothing failed, 1 when not, 128
 * + the signal when the user stopped it.
 */
int run_matrix(const struct setup *setup, struct events *ev);

#endif
