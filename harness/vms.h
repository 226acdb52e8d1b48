/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vms.h - VMs of a distribution: the commands create, run NAME, ssh, list and
 * delete of vmnet-bench
 */
#ifndef HARNESS_VMS_H
#define HARNESS_VMS_H

#include <stdio.h>

#include "harness/vm_options.h"

struct vms_paths {
	const char *vms;     /* folder of the drivers */
	const char *build;   /* folder of the programs */
	const char *cache;   /* folder of what can be had again; NULL or "": the
			      * one in @home */
	const char *data;    /* XDG_DATA_HOME, or NULL */
	const char *home;    /* the user's home folder */
	const char *machine; /* as of uname(2) */
};

/**
 * vms_command() - Find a command by its name
 * @name:	Such as "ssh"; "run" is not found, as there are two
 *
 * Return: the command, or 0.
 */
enum vm_command vms_command(const char *name);

/**
 * vms_run() - Run a command
 * @command:	Which one
 * @argc:	Number of arguments
 * @argv:	The arguments after the name of the command
 * @paths:	Where things are
 *
 * Prints one line on stderr for an error.
 *
 * Return: exit status; 128+n when signal n ended it.  "ssh" becomes ssh(1) and
 * does not return.
 */
int vms_run(enum vm_command command, int argc, char *const argv[],
	    const struct vms_paths *paths);

/**
 * vms_synopsis() - Print how the commands are called
 * @out:	Where to
 */
void vms_synopsis(FILE *out);

/**
 * vms_usage() - Print the options of all commands
 * @out:	Where to
 */
void vms_usage(FILE *out);

#endif
