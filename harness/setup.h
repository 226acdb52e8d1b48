/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setup.h - everything a run needs to know before it starts
 *
 * Checked outside the sandbox, so that what is missing is told before anything
 * is started.
 */
#ifndef HARNESS_SETUP_H
#define HARNESS_SETUP_H

#include "harness/created.h"
#include "harness/events.h"
#include "harness/machine.h"
#include "harness/options.h"
#include "harness/text.h"

#define SETUP_TEXT   96
#define SETUP_ID     32
#define SETUP_REASON 128
#define SETUP_MTU    "1500" /* of the guests */

struct setup {
	struct options options;
	struct machine machine;
	char run_id[SETUP_ID];	  /* such as 20260822T101500Z-7f3a */
	char output[PATH_MAX];	  /* folder of the results, made; absolute */
	char version[SETUP_TEXT]; /* of the helper */
	char commit[SETUP_TEXT];
	char iperf3[SETUP_TEXT]; /* version lines of the tools */
	struct created created;	 /* the VMs of its driver */
	char qemu[SETUP_TEXT];	 /* "" when no driver uses it */
	char accel[8];		 /* kvm or tcg, "" when no driver uses it */
	const char *congestion;	 /* see machine_congestion() */
	char programs[MATRIX_ITEMS]
		     [SETUP_TEXT]; /* versions of what the
				    * networks need; "": nothing */
	/* Why a driver on a network is skipped; "" if it is not. */
	char skipped[MATRIX_ITEMS][MATRIX_ITEMS][SETUP_REASON];
	bool resumed; /* a run that goes on */
};

/**
 * setup_skips() - Tell why a measurement is left out
 * @s:		From setup_check()
 * @step:	The measurement
 * @status:	Set to the word for it, "skipped" or "unsupported"
 *
 * Return: the reason, or NULL when it can be made.
 */
const char *setup_skips(const struct setup *s, const struct matrix_step *step,
			const char **status);

/**
 * setup_check() - Find out whether everything a run needs is there
 * @s:		Its @options are complete; versions, @created and @accel are set
 * @ev:		Where to wait for the programs that are asked
 *
 * Prints one line on stderr for each thing that is missing, saying what to
 * do.  Adds the system folders to PATH, as users may lack them, and sets what
 * the drivers find in their environment; VM_CPUS and VM_MEM may be set already.
 *
 * Drivers and networks of a matrix file may be missing: what needs them is
 * skipped then, unless that is everything.
 *
 * Return: 0, -ENOENT when something is missing (it was printed), -ECANCELED
 * when the user wants to stop.
 */
int setup_check(struct setup *s, struct events *ev);

/**
 * setup_name() - Give the run an id, and a seed if it has none
 * @s:		Its @options are complete
 *
 * Return: 0 or -errno.
 */
int setup_name(struct setup *s);

/**
 * setup_output() - Name the run and make its folder
 * @s:		Its @options are complete; @run_id, @output and the seed are
 *		set, unless the run is one that goes on
 *
 * Called in the sandbox, when it is certain that the run will start.  The link
 * "last" beside a folder with a default name is set to it.
 *
 * Return: 0; -EEXIST when the folder holds a run already; -EXDEV when it is
 * below /run, where the sandbox has a folder of its own; or another -errno.
 * @s->output then names the folder.
 */
int setup_output(struct setup *s);

/**
 * setup_tool() - Ask a program for its version
 * @ev:		Where to wait
 * @tool:	Its name, looked up in PATH
 * @version:	Receives the first line of what "TOOL --version" prints
 *
 * Return: as setup_check(), after a line on stderr.
 */
int setup_tool(struct events *ev, const char *tool, char version[SETUP_TEXT]);

/**
 * setup_missing() - Tell the user what is missing
 * @fmt:	printf format of one line
 *
 * Return: -ENOENT.
 */
int setup_missing(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * setup_ask() - Run a program that answers at once
 * @ev:		Where to wait
 * @program:	Path, or name in PATH
 * @arg:	Its argument; NULL for none
 * @out:	What it prints is added here
 *
 * Return: its exit status, or -errno as command_run().
 */
int setup_ask(struct events *ev, const char *program, const char *arg,
	      struct text *out);

/**
 * setup_uses() - Tell whether a driver is among those that can run
 * @s:		Its @options are complete
 * @driver:	Name of its script in vms
 *
 * Return: true if it is.
 */
bool setup_uses(const struct setup *s, const char *driver);

#endif
