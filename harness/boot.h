/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boot.h - run a VM that create has made, for as long as it or we live
 *
 * vmnet-client starts a helper and the driver, and ends them together; here
 * it is waited for until ssh answers.
 */
#ifndef HARNESS_BOOT_H
#define HARNESS_BOOT_H

#include "harness/events.h"
#include "harness/place.h"
#include "harness/vm_options.h"

#define BOOT_REASON (2 * PATH_MAX)

struct boot_config {
	const struct vm_options *options;
	const struct place *place; /* of the VM */
	int lock;		   /* from place_lock() */
	const char *vms;	   /* folder of the drivers */
	const char *build;	   /* folder of the programs */
};

/**
 * boot_vm() - Run a VM until it ends
 * @config:	What to run
 * @ev:		Where to wait
 * @why:	Receives one line on failure
 *
 * vmnet-client holds the lock, too: should we be killed, the VM is another's
 * only when that has ended it.
 *
 * Prints one line of JSON when the guest can be reached by ssh.  A signal has
 * the guest power itself off; a second one, or half a minute, ends it.
 *
 * Return: 0 when it has ended in order, also because a signal came when it
 * could be reached; -ECANCELED when the signal came before; or another -errno.
 */
int boot_vm(const struct boot_config *config, struct events *ev,
	    char why[BOOT_REASON]);

#endif
