/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm.h - one guest: a session of helper and driver, and its control channel
 *
 * Not thread safe.
 */
#ifndef HARNESS_VM_H
#define HARNESS_VM_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "client/session.h"
#include "harness/agent.h"
#include "harness/events.h"

#define VM_LOG	  128
#define VM_REASON 256

/* What to start; the texts are not kept. */
struct vm_config {
	const char *helper;	      /* path of vmnet-helper */
	const char *driver_path;      /* program that becomes the VM */
	const char *mode;	      /* operation mode */
	const char *shared_interface; /* NULL: none */
	const char *accel;  /* kvm or tcg; "" leaves it to the driver */
	const char *output; /* folder of the run */
	const char *log;    /* start of the log files' names in there */
};

struct vm {
	unsigned int number; /* 1 or 2 */
	struct session *session;
	struct agent agent;
	int64_t started; /* clock_ms() */
	double startup;	 /* seconds from the start to READY; 0 before */
	char tap[IF_NAMESIZE];
	char helper_log[VM_LOG]; /* below the folder of the run */
	char vm_log[VM_LOG];
	char problem[VM_REASON]; /* one line once something went wrong */
};

/**
 * vm_start() - Start a guest; does not wait until it has booted
 * @vm:		Set up; release it with vm_stop() also on failure
 * @number:	1 or 2
 * @config:	What to start
 * @ev:		A request to stop ends the start of the helper
 *
 * Return: 0 or -errno as session_open() and session_run(); @vm->problem says
 * what happened.
 */
int vm_start(struct vm *vm, unsigned int number, const struct vm_config *config,
	     struct events *ev);

/**
 * vm_greet() - Look whether the guest is ready; does not block
 * @vm:		Started
 *
 * Return: as agent_greet(); on failure @vm->problem says what happened.
 */
int vm_greet(struct vm *vm);

/**
 * vm_fault() - Look whether the helper or the driver has ended
 * @vm:		Started
 *
 * Return: true if so; @vm->problem then says which.
 */
bool vm_fault(struct vm *vm);

/**
 * vm_stop() - End the guest and its helper
 * @vm:		Set up by vm_start(), or all zero; all zero afterwards
 *
 * Takes a few seconds at most.
 */
void vm_stop(struct vm *vm);

#endif
