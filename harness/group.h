/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.h - guests on one network
 *
 * What is measured between them is in measure.h.  Not thread safe.
 */
#ifndef HARNESS_GROUP_H
#define HARNESS_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/carrier.h"
#include "harness/events.h"
#include "harness/matrix.h"
#include "harness/setup.h"
#include "harness/vm.h"

struct group {
	const struct setup *setup;
	struct events *ev;
	char accel[8]; /* for the next boot; KVM may turn out not to work */
	bool up;       /* all guests have booted */
	const struct network *network;
	struct carrier carrier; /* where the network is not the helper's */
	size_t n;
	struct vm vm[MATRIX_GUESTS];	    /* @n of them */
	char log[VM_LOG / 2 + MATRIX_NAME]; /* start of the names of its logs */
	struct events_child child;
	char problem[VM_REASON]; /* one line about the last failure */
};

/**
 * group_open() - Prepare for booting
 * @g:		Set up; release it with group_close()
 * @setup:	Kept
 * @ev:		Kept
 */
void group_open(struct group *g, const struct setup *setup, struct events *ev);

/**
 * group_boot() - Boot fresh guests at the same time
 * @g:		With no guests, or with some that are stopped first
 * @step:	Tells mode, driver, network, number of guests, and round
 *
 * If a guest does not boot quickly with KVM it is tried once without, and KVM
 * is not used again; @g->accel and @g->problem then tell of it.
 *
 * Return: 0; -ECANCELED when the user wants to stop; or another -errno, then
 * @g->problem says what happened.
 */
int group_boot(struct group *g, const struct matrix_step *step);

/**
 * group_startup() - How long the slower guest took to boot
 * @g:		Booted
 *
 * Return: seconds from the start of its helper until it was ready.
 */
double group_startup(const struct group *g);

/**
 * group_lease() - How long the slower guest took to have an address
 * @g:		Booted
 *
 * Return: seconds from the start of its helper.
 */
double group_lease(const struct group *g);

/**
 * group_closed() - Wait for the end of the process that closed a channel
 * @g:		Booted
 *
 * A closed control channel is seen before the end of the process that held
 * it, which tells more.
 *
 * Return: -ECHILD and such as events_sleep(), or -EPIPE if no process ended.
 */
int group_closed(struct group *g);

/**
 * group_stop() - Stop all guests
 * @g:		In any state
 */
void group_stop(struct group *g);

/**
 * group_close() - Stop all guests and forget the group
 * @g:		From group_open()
 */
void group_close(struct group *g);

#endif
