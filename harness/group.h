/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.h - two guests on one network, and what is measured between them
 *
 * Not thread safe.
 */
#ifndef HARNESS_GROUP_H
#define HARNESS_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/events.h"
#include "harness/iperf.h"
#include "harness/matrix.h"
#include "harness/setup.h"
#include "harness/vm.h"

#define GROUP_VMS 2

struct group {
	const struct setup *setup;
	struct events *ev;
	char accel[8]; /* for the next boot; KVM may turn out not to work */
	bool up;       /* both guests have booted */
	struct vm vm[GROUP_VMS];
	struct events_child child;
	char problem[VM_REASON]; /* one line about the last failure */
};

/* One measurement. */
struct measurement {
	struct iperf_result iperf;
	double cpu_seconds; /* of all helpers, while iperf3 ran */
	int64_t drops;	    /* frames, on the helpers' TAPs; -1: unknown */
	uint64_t memory; /* bytes resident in the larger helper; 0: unknown */
};

/**
 * group_open() - Prepare for booting
 * @g:		Set up; release it with group_close()
 * @setup:	Kept
 * @ev:		Kept
 */
void group_open(struct group *g, const struct setup *setup, struct events *ev);

/**
 * group_boot() - Boot two fresh guests at the same time
 * @g:		With no guests, or with some that are stopped first
 * @step:	Tells mode, driver and round
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
 * group_measure() - Run iperf3 once
 * @g:		Booted
 * @direction:	Who sends to whom
 * @m:		Filled in; release @m->iperf with iperf_free()
 *
 * Return: 0; -ECANCELED when the user wants to stop; -ETIMEDOUT when the
 * traffic stalled; -ECHILD when a helper or a guest has ended; another -errno
 * when iperf3 failed.  Except for -ECANCELED @g->problem says what happened.
 */
int group_measure(struct group *g, enum direction direction,
		  struct measurement *m);

/**
 * group_stop() - Stop both guests
 * @g:		In any state
 */
void group_stop(struct group *g);

/**
 * group_close() - Stop both guests and forget the group
 * @g:		From group_open()
 */
void group_close(struct group *g);

#endif
