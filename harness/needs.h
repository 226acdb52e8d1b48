/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * needs.h - what a run needs of the system it is on
 *
 * Exactly one implementation is linked in.
 */
#ifndef HARNESS_NEEDS_H
#define HARNESS_NEEDS_H

#include "harness/events.h"

/**
 * needs_check() - Find out whether networks can be made here
 * @ev:		Where to wait for programs that are asked
 *
 * Return: as setup_check(), after a line on stderr for what is missing.
 */
int needs_check(struct events *ev);

#endif
