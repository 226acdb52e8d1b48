/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm_options.h - the options of the commands for VMs of a distribution:
 * create, run NAME, ssh, list and delete
 *
 * Pure: these look at nothing but their arguments.
 */
#ifndef HARNESS_VM_OPTIONS_H
#define HARNESS_VM_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "harness/network.h"
#include "harness/options.h"
#include "harness/place.h"
#include "harness/profile.h"

#define VM_OPTIONS_TEXT 256

enum vm_command {
	VM_CREATE = 1 << 0,
	VM_RUN = 1 << 1,
	VM_SSH = 1 << 2,
	VM_LIST = 1 << 3,
	VM_DELETE = 1 << 4
};

struct vm_options {
	enum vm_command command;
	char name[PLACE_NAME];
	char home[PATH_MAX]; /* "": the usual folder */
	bool help;
	/* create */
	char image[PATH_MAX];
	char images[PATH_MAX]; /* "": the table in the folder of drivers */
	bool download;
	char driver[PROFILE_DRIVER];
	unsigned int cpus;
	unsigned int memory; /* MiB */
	unsigned int disk;   /* GiB; 0: the usual size */
	char user[PROFILE_USER];
	char packages[VM_OPTIONS_TEXT];
	/* run */
	const char *mode; /* literal; NULL: that of vmnet-client */
	const struct network *network;
	unsigned int timeout; /* seconds */
	/* What follows NAME of ssh, or "--" of run; of the caller's argv. */
	char *const *rest;
	int n_rest;
};

/**
 * vm_options_parse() - Parse the arguments of a command
 * @o:		Set up; complete on success, unless @help is set
 * @command:	Which one
 * @argc:	Number of arguments
 * @argv:	The arguments after the name of the command
 * @error:	Receives one line without the program's name on failure
 *
 * Return: 0 or -EINVAL.
 */
int vm_options_parse(struct vm_options *o, enum vm_command command, int argc,
		     char *const argv[], char error[OPTIONS_ERROR]);

/**
 * vm_options_usage() - Print the options of commands
 * @commands:	Which ones, one or more of enum vm_command
 * @out:	Where to
 */
void vm_options_usage(unsigned int commands, FILE *out);

#endif
