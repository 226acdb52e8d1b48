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
#include "harness/carrier.h"
#include "harness/channel.h"
#include "harness/events.h"
#include "harness/network.h"

#define VM_LOG	  128
#define VM_REASON 256

/* What to start; the texts are not kept. */
struct vm_config {
	const char *helper; /* path of vmnet-helper */
	const struct network *network;
	const struct carrier_port *port; /* NULL on the helper's networks */
	const struct matrix_variant *variant;
	const char *driver_path;      /* program that becomes the VM */
	const char *mode;	      /* operation mode */
	const char *shared_interface; /* NULL: none */
	const char *accel;  /* kvm or tcg; "" leaves it to the driver */
	const char *output; /* folder of the run */
	const char *log;    /* start of the log files' names in there */
};

struct vm {
	unsigned int number; /* from 1 */
	struct session *session;
	bool helper; /* it has one */
	bool counts; /* the driver's process is the VM, for its CPU time */
	struct agent agent;
	struct channel channel;
	int64_t started; /* clock_ms() */
	double startup;	 /* seconds from the start to READY; 0 before */
	double lease;	 /* seconds from the start to the address; 0 before */
	char tap[IF_NAMESIZE];	 /* "": none that is the guest's alone */
	char helper_log[VM_LOG]; /* below the folder of the run */
	char vm_log[VM_LOG];
	char problem[VM_REASON]; /* one line once something went wrong */
};

/**
 * vm_start() - Start a guest; does not wait until it has booted
 * @vm:		Set up; release it with vm_stop() also on failure
 * @number:	From 1
 * @config:	What to start
 * @ev:		A request to stop ends the start of the helper
 *
 * Return: 0 or -errno as session_open() and session_run(); @vm->problem says
 * what happened.
 */
int vm_start(struct vm *vm, unsigned int number, const struct vm_config *config,
	     struct events *ev);

/**
 * vm_environment_of() - Tell drivers what is wanted of them
 * @network:	They are to be on
 * @variant:	Of the driver
 *
 * Sets those variables of vms/README.md that --check looks at, too.
 *
 * Return: 0 or -errno.
 */
int vm_environment_of(const struct network *network,
		      const struct matrix_variant *variant);

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
