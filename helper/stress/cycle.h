/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycle.h - one client with its helper and its guest, from start to a signal
 *
 * What is done follows from seed and number alone; what comes of it depends on
 * the machine, as the moment of the signal is a matter of microseconds.
 */
#ifndef HELPER_STRESS_CYCLE_H
#define HELPER_STRESS_CYCLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define CYCLE_FAULT 1024 /* bytes of a description */

enum cycle_target {
	CYCLE_NOBODY, /* the guest ends by itself */
	CYCLE_CLIENT,
	CYCLE_HELPER,
	CYCLE_GUEST,
	CYCLE_TARGETS
};

struct cycle_programs {
	const char *client;
	const char *helper;
	const char *netns; /* vmnet-netns */
	const char *self;  /* with a guest in it */
};

struct cycle_plan {
	enum cycle_target target;
	int sig;	   /* 0 for nobody */
	unsigned int usec; /* from the start to the signal, or of life */
	bool is_host;	   /* operation mode host, else shared */
	bool is_netns;	   /* a guest with a network stack */
};

struct cycle_result {
	int status;    /* wait status of the client */
	bool ready;    /* the helper was: its JSON was printed */
	bool started;  /* the guest was */
	bool answered; /* by its gateway */
	bool files;    /* nothing but files is left, and that is known */
	char fault[CYCLE_FAULT]; /* "" when all was as documented */
};

extern const int cycle_signals[5];
extern const char *const cycle_target_names[CYCLE_TARGETS];

/**
 * cycle_plan() - Decide what a cycle does
 * @seed:	Of the run
 * @number:	Of the cycle
 * @plan:	Filled in
 */
void cycle_plan(uint64_t seed, uint64_t number, struct cycle_plan *plan);

/**
 * cycle_judge() - Is the end of the client the one that is documented?
 * @plan:	What was done
 * @r:		What was seen; @fault is set if it must not be
 *
 * The rules are those of EXIT STATUS in vmnet-client(1).  vmnet-netns ends by
 * SIGKILL of what runs in it, so two ends are right for it.  Pure.
 */
void cycle_judge(const struct cycle_plan *plan, struct cycle_result *r);

/**
 * cycle_run() - Do one cycle in a cell
 * @p:		Programs
 * @plan:	What to do
 * @r:		Filled in
 *
 * Afterwards nothing of it is there, or @r->fault says what is.
 */
void cycle_run(const struct cycle_programs *p, const struct cycle_plan *plan,
	       struct cycle_result *r);

#endif
