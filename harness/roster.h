/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * roster.h - which drivers can run on which networks
 *
 * What the user has named has to be there; what a matrix file has named is
 * skipped if it is not.
 */
#ifndef HARNESS_ROSTER_H
#define HARNESS_ROSTER_H

#include "harness/setup.h"

/**
 * roster_find() - Look for the drivers
 * @s:		Its @options are complete
 * @ev:		Where to wait
 *
 * Return: 0, or -ENOENT when one is missing, which was printed.
 */
int roster_find(struct setup *s, struct events *ev);

/**
 * roster_check() - Ask every driver whether it can run on every network
 * @s:		Its @skipped and @programs are set
 * @ev:		Where to wait
 *
 * Return: 0; -ENOENT when one cannot, or none of a matrix file can, which was
 * printed; -ECANCELED when the user wants to stop.
 */
int roster_check(struct setup *s, struct events *ev);

#endif
