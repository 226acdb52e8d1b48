/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * create.h - make a VM of a distribution: disk, seed, keys, profile
 */
#ifndef HARNESS_CREATE_H
#define HARNESS_CREATE_H

#include "harness/events.h"
#include "harness/place.h"
#include "harness/vm_options.h"

#define CREATE_REASON (2 * PATH_MAX)

struct create_config {
	const struct vm_options *options;
	const struct place *place; /* of the VM, not there yet */
	const char *vms;	   /* folder of the drivers */
	const char *images;	   /* folder of downloaded images */
	const char *machine;	   /* as of uname(2) */
};

/**
 * create_vm() - Make a VM
 * @config:	What to make
 * @ev:		Where to wait for the programs that make it
 * @why:	Receives one line on failure
 *
 * Says on stderr what is downloaded.  Nothing is left on failure, but for an
 * image that was downloaded and verified.
 *
 * Return: 0; -ECANCELED when the user wants to stop; or another -errno.
 */
int create_vm(const struct create_config *config, struct events *ev,
	      char why[CREATE_REASON]);

#endif
