/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * created.h - VMs that create has made, as the guests of a benchmark
 */
#ifndef HARNESS_CREATED_H
#define HARNESS_CREATED_H

#define CREATED_TEXT 512 /* bytes of a list */

/* Lists in the order of the guests, separated by blanks. */
struct created {
	char names[CREATED_TEXT];
	char cpus[CREATED_TEXT];
	char memory[CREATED_TEXT]; /* MiB */
};

/**
 * created_look() - What the driver for them will boot
 * @c:		Set; all "" when VM_CREATED names none
 *
 * From the environment that the driver has: VM_CREATED, and for the folder of
 * the VMs VM_HOME, XDG_DATA_HOME and HOME.  Numbers of a VM that cannot be read
 * are "?"; it is for the driver to say why.
 */
void created_look(struct created *c);

#endif
