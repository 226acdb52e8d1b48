/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* vm_options.c - the options of the commands for VMs of a distribution */

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "harness/disk.h"
#include "harness/seed.h"
#include "harness/vm_options.h"
#include "helper/util.h"

enum vm_kind {
	KIND_FLAG,
	KIND_NUMBER,
	KIND_PATH,
	KIND_HOME,
	KIND_DRIVER,
	KIND_USER,
	KIND_PACKAGES,
	KIND_MODE,
	KIND_NETWORK
};

struct vm_spec {
	const char *name;
	char letter;
	unsigned int commands; /* that have it */
	enum vm_kind kind;
	size_t offset; /* of what it sets */
	unsigned int min;
	unsigned int max;
	const char *value; /* its name in the help text */
	const char *help;
};

#define FIELD(member) offsetof(struct vm_options, member)
#define ALL	      (VM_CREATE | VM_RUN | VM_SSH | VM_LIST | VM_DELETE)

static const struct vm_spec specs[] = {
	{ "image", 0, VM_CREATE, KIND_PATH, FIELD(image), 0, 0, "IMAGE",
	  "disk image that boots by EFI, or a name below" },
	{ "download", 0, VM_CREATE, KIND_FLAG, FIELD(download), 0, 0, NULL,
	  "fetch the image if it is not there yet" },
	{ "images", 0, VM_CREATE, KIND_PATH, FIELD(images), 0, 0, "FILE",
	  "table of names (default vms/cloud/images)" },
	{ "driver", 0, VM_CREATE, KIND_DRIVER, FIELD(driver), 0, 0, "DRIVER",
	  "program in the vms folder that runs it" },
	{ "cpus", 0, VM_CREATE, KIND_NUMBER, FIELD(cpus), 1, PROFILE_CPUS, "N",
	  "processors (default 2)" },
	{ "memory", 0, VM_CREATE, KIND_NUMBER, FIELD(memory), 64,
	  PROFILE_MEMORY, "MIB", "memory (default 1024)" },
	{ "disk", 0, VM_CREATE, KIND_NUMBER, FIELD(disk), 1, DISK_MAX, "GIB",
	  "size of its disk (default 10, or the image's)" },
	{ "user", 0, VM_CREATE, KIND_USER, FIELD(user), 0, 0, "NAME",
	  "user to make in it (default vm)" },
	{ "packages", 0, VM_CREATE, KIND_PACKAGES, FIELD(packages), 0, 0,
	  "LIST", "packages to install at its first boot" },
	{ "mode", 0, VM_RUN, KIND_MODE, FIELD(mode), 0, 0, "MODE",
	  "shared (default), host or bridged" },
	{ "network", 0, VM_RUN, KIND_NETWORK, FIELD(network), 0, 0, "NETWORK",
	  "one of those with vmnet-helper (default: that)" },
	{ "timeout", 0, VM_RUN, KIND_NUMBER, FIELD(timeout), 1, 3600, "S",
	  "seconds to wait for ssh (default 300)" },
	{ "home", 0, ALL, KIND_HOME, FIELD(home), 0, 0, "DIR",
	  "folder of all VMs" },
	{ "help", 'h', ALL, KIND_FLAG, FIELD(help), 0, 0, NULL,
	  "print this text" },
};

static const char *const modes[] = { "shared", "host", "bridged" };

static int vm_network(const struct network **network, const char *value,
		      char error[OPTIONS_ERROR])
{
	const struct network *found = network_find(value);

	if (!found || found->kind != NETWORK_HELPER)
		return options_fail(
			error,
			"--network %.64s: not one of " MATRIX_NETWORK
			", " MATRIX_NETWORK ":stream, " MATRIX_NETWORK ":tap",
			value);
	*network = found;
	return 0;
}

static int vm_mode(const char **mode, const char *value,
		   char error[OPTIONS_ERROR])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		if (strcmp(modes[i], value) != 0)
			continue;
		*mode = modes[i];
		return 0;
	}
	return options_fail(
		error, "--mode %.64s: not one of shared, host, bridged", value);
}

static int vm_home(char *home, const char *value, char error[OPTIONS_ERROR])
{
	int err = *value ? place_home_check(value) : -EINVAL;

	if (err)
		return options_fail(error, "--home %.64s: %s", value,
				    err == -ENAMETOOLONG
					    ? "the path is too long"
					    : "a path here cannot have "
					      "any of , \" % $ \\");
	strcpy(home, value);
	return 0;
}

/* Others have no disk, or are for benchmarks. */
static bool vm_is_driver(const char *value)
{
	static const char *const drivers[] = { "qemu", "vfkit", "krunkit" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (!strcmp(drivers[i], value))
			return true;
	}
	return false;
}

/* A word that has to pass a check. */
static int vm_word(const struct vm_spec *s, char *field, const char *value,
		   char error[OPTIONS_ERROR])
{
	size_t size = s->kind == KIND_PACKAGES ? VM_OPTIONS_TEXT : PATH_MAX;
	const char *wrong = NULL;

	if (!*value || strlen(value) >= size)
		wrong = s->kind == KIND_PATH ? "not a path"
					     : "too long, or "
					       "empty";
	else if (s->kind == KIND_DRIVER && !vm_is_driver(value))
		wrong = "not one of qemu, vfkit, krunkit";
	else if (s->kind == KIND_USER && profile_user_check(value))
		wrong = "not a name for a user who may log in";
	else if (s->kind == KIND_PACKAGES && seed_packages_check(value))
		wrong = "not a list of packages separated by commas";
	if (wrong)
		return options_fail(error, "--%s %.64s: %s", s->name, value,
				    wrong);
	strcpy(field, value);
	return 0;
}

static int vm_set(struct vm_options *o, const struct vm_spec *s,
		  const char *value, char error[OPTIONS_ERROR])
{
	void *field = (char *)o + s->offset;
	uint64_t number;

	switch (s->kind) {
	case KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case KIND_NUMBER:
		if (parse_uint(value, s->min, s->max, &number))
			return options_fail(error,
					    "--%s %.64s: not a number from %u "
					    "to %u",
					    s->name, value, s->min, s->max);
		*(unsigned int *)field = (unsigned int)number;
		return 0;
	case KIND_MODE:
		return vm_mode(field, value, error);
	case KIND_NETWORK:
		return vm_network(field, value, error);
	case KIND_HOME:
		return vm_home(field, value, error);
	case KIND_PATH:
	case KIND_DRIVER:
	case KIND_USER:
	case KIND_PACKAGES:
		return vm_word(s, field, value, error);
	}
	return -EINVAL;
}

/* @length is that of the name in @arg, which may go on with "=value". */
static const struct vm_spec *vm_find(enum vm_command command, const char *arg,
				     size_t length)
{
	const struct vm_spec *s;

	for (s = specs; s < specs + ARRAY_SIZE(specs); s++) {
		if (!(s->commands & command))
			continue;
		if (arg[1] != '-' && s->letter == arg[1] && !arg[2])
			return s;
		if (arg[1] == '-' && strlen(s->name) == length - 2 &&
		    !memcmp(s->name, arg + 2, length - 2))
			return s;
	}
	return NULL;
}

/* Return: how many arguments it took, or -EINVAL. */
static int vm_option(struct vm_options *o, int argc, char *const argv[],
		     char error[OPTIONS_ERROR])
{
	const char *arg = argv[0];
	size_t length = strcspn(arg, "=");
	const char *value = arg[length] ? arg + length + 1 : NULL;
	const struct vm_spec *s;
	int used = 1, err;

	s = arg[1] != '-' || length > 2 ? vm_find(o->command, arg, length)
					: NULL;
	if (!s)
		return options_fail(error, "unknown option %.64s", arg);
	if (s->kind == KIND_FLAG && value)
		return options_fail(error, "%.64s: takes no value", arg);
	if (s->kind != KIND_FLAG && !value) {
		if (argc < 2)
			return options_fail(error, "--%s: needs a value",
					    s->name);
		value = argv[1];
		used = 2;
	}
	err = vm_set(o, s, value, error);
	return err ? err : used;
}

static int vm_name(struct vm_options *o, const char *name,
		   char error[OPTIONS_ERROR])
{
	if (o->name[0] || o->command == VM_LIST)
		return options_fail(error, "unexpected argument %.64s", name);
	if (place_name_check(name))
		return options_fail(error,
				    "%.64s: not a name for a VM; up to 63 of "
				    "a-z, 0-9 and - are",
				    name);
	strcpy(o->name, name);
	return 0;
}

static void vm_rest(struct vm_options *o, int argc, char *const argv[])
{
	o->rest = argv;
	o->n_rest = argc;
}

static int vm_arguments(struct vm_options *o, int argc, char *const argv[],
			char error[OPTIONS_ERROR])
{
	bool run = o->command == VM_RUN;
	int i = 0, ret;

	while (i < argc) {
		if (run && o->name[0] && !strcmp(argv[i], "--")) {
			vm_rest(o, argc - i - 1, argv + i + 1);
			return 0;
		}
		if (o->command == VM_SSH && o->name[0]) {
			vm_rest(o, argc - i, argv + i);
			return 0;
		}
		ret = argv[i][0] == '-' && argv[i][1]
			      ? vm_option(o, argc - i, argv + i, error)
			      : vm_name(o, argv[i], error);
		if (ret < 0)
			return ret;
		i += ret ? ret : 1;
	}
	return 0;
}

int vm_options_parse(struct vm_options *o, enum vm_command command, int argc,
		     char *const argv[], char error[OPTIONS_ERROR])
{
	int err;

	*o = (struct vm_options){ .command = command,
				  .user = "vm",
				  .cpus = 2,
				  .memory = 1024,
				  .timeout = 300 };
	o->network = network_find(MATRIX_NETWORK);
	err = vm_arguments(o, argc, argv, error);
	if (err || o->help)
		return err;
	if (!o->name[0] && command != VM_LIST)
		return options_fail(error, "the name of the VM is missing");
	if (command == VM_CREATE && !o->image[0])
		return options_fail(error, "--image is missing");
	return 0;
}

void vm_options_usage(unsigned int commands, FILE *out)
{
	const struct vm_spec *s;
	char name[40];

	for (s = specs; s < specs + ARRAY_SIZE(specs); s++) {
		if (!(s->commands & commands))
			continue;
		snprintf(name, sizeof(name), "%c%c%s--%s %s",
			 s->letter ? '-' : ' ', s->letter ? s->letter : ' ',
			 s->letter ? ", " : "  ", s->name,
			 s->value ? s->value : "");
		fprintf(out, "  %-28s %s\n", name, s->help);
	}
}
