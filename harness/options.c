/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - the options of "vmnet-bench run" */

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "harness/iperf.h"
#include "harness/options.h"
#include "helper/printable.h"
#include "helper/util.h"

enum options_kind { KIND_FLAG, KIND_NUMBER, KIND_PATH, KIND_LIST, KIND_SEED };

struct options_spec {
	const char *name;
	char letter; /* 0 for none */
	enum options_kind kind;
	size_t offset; /* of what it sets */
	uint64_t min;  /* of a number */
	uint64_t max;
	const char *value; /* name of its value in the help text */
	const char *help;
};

#define FIELD(member) offsetof(struct options, member)

static const struct options_spec specs[] = {
	{ "mode", 0, KIND_LIST, FIELD(matrix.modes), 0, 0, "LIST",
	  "operation modes: shared (default)" },
	{ "driver", 0, KIND_LIST, FIELD(matrix.drivers), 0, 0, "LIST",
	  "programs in the vms folder (default qemu,netns)" },
	{ "direction", 0, KIND_LIST, FIELD(matrix.directions), 0, 0, "LIST",
	  "host-to-vm,vm-to-host,vm-to-vm (default all)" },
	{ "time", 0, KIND_NUMBER, FIELD(seconds), 1, 3600, "S",
	  "seconds of each measurement (default 3)" },
	{ "omit", 0, KIND_NUMBER, FIELD(omit), 0, 60, "S",
	  "seconds before it that do not count (default 1)" },
	{ "rounds", 0, KIND_NUMBER, FIELD(matrix.rounds), 1, 1000, "N",
	  "how often everything is measured (default 3)" },
	{ "length", 0, KIND_NUMBER, FIELD(length), 1, IPERF_LENGTH, "BYTES",
	  "bytes per write (default 131072)" },
	{ "seed", 0, KIND_SEED, FIELD(matrix.seed), 0, UINT32_MAX, "N",
	  "order of the measurements (default random)" },
	{ "output", 0, KIND_PATH, FIELD(output), 0, 0, "DIR",
	  "folder of the results (default results/local/ID)" },
	{ "helper", 0, KIND_PATH, FIELD(helper), 0, 0, "PATH",
	  "vmnet-helper to measure (default in build)" },
	{ "vms", 0, KIND_PATH, FIELD(vms), 0, 0, "DIR",
	  "folder of the drivers (default vms)" },
	{ "build", 0, KIND_PATH, FIELD(build), 0, 0, "DIR",
	  "folder of the built programs (default build)" },
	{ "guest", 0, KIND_PATH, FIELD(guest), 0, 0, "DIR",
	  "folder of the built guest (default in the cache)" },
	{ "plain", 0, KIND_FLAG, FIELD(plain), 0, 0, NULL,
	  "finished lines only, no live line" },
	{ "verbose", 'v', KIND_FLAG, FIELD(verbose), 0, 0, NULL,
	  "say what is run; no live line" },
	{ "help", 'h', KIND_FLAG, FIELD(help), 0, 0, NULL, "print this text" },
};

static const char *const modes[] = { "shared", "host", "bridged" };

__attribute__((format(printf, 2, 3))) static int
options_fail(char error[OPTIONS_ERROR], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(error, OPTIONS_ERROR, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int options_number(const struct options_spec *s, const char *value,
			  uint64_t *number, char error[OPTIONS_ERROR])
{
	if (parse_uint(value, s->min, s->max, number))
		return options_fail(error,
				    "--%s %.64s: not a number from %llu to "
				    "%llu",
				    s->name, value, (unsigned long long)s->min,
				    (unsigned long long)s->max);
	return 0;
}

static int options_mode(const struct matrix_list *list,
			char error[OPTIONS_ERROR])
{
	size_t i, j;

	for (i = 0; i < list->n; i++) {
		for (j = 0; j < ARRAY_SIZE(modes); j++) {
			if (!strcmp(list->name[i], modes[j]))
				break;
		}
		if (j == ARRAY_SIZE(modes))
			return options_fail(error,
					    "--mode %s: not one of shared, "
					    "host, bridged, all",
					    list->name[i]);
	}
	return 0;
}

static int options_direction(struct options *o, const struct matrix_list *list,
			     char error[OPTIONS_ERROR])
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (i == DIRECTIONS ||
		    matrix_direction(list->name[i], &o->matrix.directions[i]))
			return options_fail(error,
					    "--direction %s: not one of "
					    "host-to-vm, vm-to-host, vm-to-vm",
					    list->name[i]);
	}
	o->matrix.n_directions = list->n;
	return 0;
}

static int options_list(struct options *o, const struct options_spec *s,
			const char *value, char error[OPTIONS_ERROR])
{
	bool is_mode = s->offset == FIELD(matrix.modes);
	struct matrix_list list;
	int err;

	if (is_mode && !strcmp(value, "all"))
		err = matrix_split("shared,host,bridged", &list);
	else
		err = matrix_split(value, &list);
	if (err == -EEXIST)
		return options_fail(error, "--%s %.64s: a name is there twice",
				    s->name, value);
	if (err)
		return options_fail(error,
				    "--%s %.64s: not a list of names "
				    "separated by commas",
				    s->name, value);
	if (s->offset == FIELD(matrix.directions))
		return options_direction(o, &list, error);
	if (is_mode)
		err = options_mode(&list, error);
	if (!err)
		memcpy((char *)o + s->offset, &list, sizeof(list));
	return err;
}

static int options_set(struct options *o, const struct options_spec *s,
		       const char *value, char error[OPTIONS_ERROR])
{
	void *field = (char *)o + s->offset;
	uint64_t number;
	int err;

	switch (s->kind) {
	case KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case KIND_LIST:
		return options_list(o, s, value, error);
	case KIND_PATH:
		if (!*value || strlen(value) >= PATH_MAX)
			return options_fail(error, "--%s %.64s: not a path",
					    s->name, value);
		strcpy(field, value);
		return 0;
	case KIND_NUMBER:
		err = options_number(s, value, &number, error);
		if (!err)
			*(unsigned int *)field = (unsigned int)number;
		return err;
	case KIND_SEED:
		o->has_seed = true;
		return options_number(s, value, field, error);
	}
	return -EINVAL;
}

/* @length is that of the name in @arg, which may go on with "=value". */
static const struct options_spec *options_find(const char *arg, size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		if (arg[0] == '-' && arg[1] != '-') {
			if (specs[i].letter && arg[1] == specs[i].letter &&
			    !arg[2])
				return &specs[i];
		} else if (strlen(specs[i].name) == length - 2 &&
			   !memcmp(specs[i].name, arg + 2, length - 2)) {
			return &specs[i];
		}
	}
	return NULL;
}

static void options_start(struct options *o)
{
	memset(o, 0, sizeof(*o));
	matrix_split("shared", &o->matrix.modes);
	matrix_split("qemu,netns", &o->matrix.drivers);
	o->matrix.directions[0] = HOST_TO_VM;
	o->matrix.directions[1] = VM_TO_HOST;
	o->matrix.directions[2] = VM_TO_VM;
	o->matrix.n_directions = DIRECTIONS;
	o->matrix.rounds = 3;
	o->seconds = 3;
	o->omit = 1;
	o->length = 131072;
}

int options_parse(struct options *o, int argc, char *const argv[],
		  char error[OPTIONS_ERROR])
{
	const struct options_spec *s;
	const char *arg, *value;
	size_t length;
	int i, err;

	options_start(o);
	for (i = 0; i < argc; i++) {
		arg = argv[i];
		if (arg[0] != '-' || !arg[1])
			return options_fail(error, "unexpected argument %.64s",
					    arg);
		length = strcspn(arg, "=");
		value = arg[length] ? arg + length + 1 : NULL;
		s = length > 2 || arg[1] != '-' ? options_find(arg, length)
						: NULL;
		if (!s)
			return options_fail(error, "unknown option %.64s", arg);
		if (s->kind == KIND_FLAG && value)
			return options_fail(error, "%.64s: takes no value",
					    arg);
		if (s->kind != KIND_FLAG && !value && ++i < argc)
			value = argv[i];
		if (s->kind != KIND_FLAG && !value)
			return options_fail(error, "--%s: needs a value",
					    s->name);
		err = options_set(o, s, value, error);
		if (err)
			return err;
	}
	return 0;
}

__attribute__((format(printf, 2, 3))) static int
options_path(char path[PATH_MAX], const char *fmt, ...)
{
	va_list ap;
	int n;

	if (path[0])
		return 0;
	va_start(ap, fmt);
	n = vsnprintf(path, PATH_MAX, fmt, ap);
	va_end(ap);
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int options_defaults(struct options *o, const char *build, const char *root,
		     const char *cache, const char *home, const char *arch)
{
	int err;

	err = options_path(o->build, "%s", build);
	if (!err)
		err = options_path(o->helper, "%s/vmnet-helper", o->build);
	if (!err)
		err = options_path(o->vms, "%s/vms", root);
	if (!err)
		err = options_path(o->results, "%s/results/local", root);
	if (!err && cache)
		err = options_path(o->guest, "%s/guest-%s", cache, arch);
	else if (!err)
		err = options_path(o->guest, "%s/.cache/vmnet-helper/guest-%s",
				   home, arch);
	return err;
}

void options_usage(FILE *out)
{
	const struct options_spec *s;
	char name[40];

	for (s = specs; s < specs + ARRAY_SIZE(specs); s++) {
		snprintf(name, sizeof(name), "%c%c%s--%s %s",
			 s->letter ? '-' : ' ', s->letter ? s->letter : ' ',
			 s->letter ? ", " : "  ", s->name,
			 s->value ? s->value : "");
		fprintf(out, "  %-24s %s\n", name, s->help);
	}
}
