/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - the options of "vmnet-bench run" */

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "harness/iperf.h"
#include "harness/network.h"
#include "harness/options.h"
#include "harness/place.h"
#include "harness/system.h"
#include "helper/printable.h"
#include "helper/util.h"

enum options_kind {
	KIND_FLAG,
	KIND_NUMBER,
	KIND_SIZE, /* a number with the suffix k or m, or none */
	KIND_PATH,
	KIND_LIST,
	KIND_NUMBERS,
	KIND_DIRECTIONS,
	KIND_PROTOCOLS,
	KIND_INTERFACE,
	KIND_SEED
};

struct options_spec {
	const char *name;
	char letter;  /* 0 for none */
	bool changes; /* what is measured, so not for a run that goes on */
	enum options_kind kind;
	size_t offset; /* of what it sets */
	uint64_t min;  /* of a number */
	uint64_t max;
	const char *value; /* name of its value in the help text */
	const char *help;
};

#define FIELD(member) offsetof(struct options, member)

static const struct options_spec specs[] = {
	{ "matrix", 0, true, KIND_PATH, FIELD(config), 0, 0, "FILE",
	  "what to measure, in YAML; options override it" },
	{ "mode", 0, true, KIND_LIST, FIELD(matrix.modes), 0, 0, "LIST",
	  "operation modes: shared (default)" },
	{ "driver", 0, true, KIND_LIST, FIELD(matrix.drivers), 0, 0, "LIST",
	  "programs in the vms folder" },
	{ "network", 0, true, KIND_LIST, FIELD(matrix.networks), 0, 0, "LIST",
	  "what the guests are on (default vmnet-helper)" },
	{ "direction", 0, true, KIND_DIRECTIONS, FIELD(matrix.directions), 0, 0,
	  "LIST", "default: host-to-vm,vm-to-host,vm-to-vm" },
	{ "protocol", 0, true, KIND_PROTOCOLS, FIELD(matrix.protocols), 0, 0,
	  "LIST", "tcp (default), udp, rr (round trips)" },
	{ "streams", 0, true, KIND_NUMBERS, FIELD(matrix.streams), 1, 128,
	  "LIST", "parallel connections (default 1)" },
	{ "sizes", 0, true, KIND_NUMBERS, FIELD(matrix.sizes), 16, 65507,
	  "LIST", "bytes per write or datagram, for --length" },
	{ "guests", 0, true, KIND_NUMBERS, FIELD(matrix.guests), 1,
	  MATRIX_GUESTS, "LIST", "guests at once (default 2)" },
	{ "vm", 0, true, KIND_LIST, FIELD(created), 0, 0, "LIST",
	  "VMs that create has made, in place of a driver" },
	{ "time", 0, true, KIND_NUMBER, FIELD(seconds), 1, 3600, "S",
	  "seconds of each measurement (default 3)" },
	{ "omit", 0, true, KIND_NUMBER, FIELD(omit), 0, 60, "S",
	  "seconds before it that do not count (default 1)" },
	{ "rounds", 0, true, KIND_NUMBER, FIELD(matrix.rounds), 1, 1000, "N",
	  "how often everything is measured (default 3)" },
	{ "length", 0, true, KIND_SIZE, FIELD(length), 1, IPERF_LENGTH, "BYTES",
	  "bytes per write (default 131072)" },
	{ "seed", 0, true, KIND_SEED, FIELD(matrix.seed), 0, UINT32_MAX, "N",
	  "order of the measurements (default random)" },
	{ "shared-interface", 0, true, KIND_INTERFACE, FIELD(lan), 0, 0, "NAME",
	  "interface of bridged mode" },
	{ "output", 0, true, KIND_PATH, FIELD(output), 0, 0, "DIR",
	  "folder of the results (default results/local/ID)" },
	{ "resume", 0, false, KIND_PATH, FIELD(resume), 0, 0, "DIR",
	  "go on with the run in that folder" },
	{ "dry-run", 0, false, KIND_FLAG, FIELD(dry_run), 0, 0, NULL,
	  "print the plan and the time it takes" },
	{ "helper", 0, false, KIND_PATH, FIELD(helper), 0, 0, "PATH",
	  "vmnet-helper to measure (default in build)" },
	{ "vms", 0, false, KIND_PATH, FIELD(vms), 0, 0, "DIR",
	  "folder of the drivers (default vms)" },
	{ "build", 0, false, KIND_PATH, FIELD(build), 0, 0, "DIR",
	  "folder of the built programs (default build)" },
	{ "guest", 0, false, KIND_PATH, FIELD(guest), 0, 0, "DIR",
	  "folder of the built guest (default in the cache)" },
	{ "home", 0, false, KIND_PATH, FIELD(home), 0, 0, "DIR",
	  "folder of all VMs" },
	{ "plain", 0, false, KIND_FLAG, FIELD(plain), 0, 0, NULL,
	  "finished lines only, no live line" },
	{ "verbose", 'v', false, KIND_FLAG, FIELD(verbose), 0, 0, NULL,
	  "say what is run; no live line" },
	{ "help", 'h', false, KIND_FLAG, FIELD(help), 0, 0, NULL,
	  "print this text" },
};

static const char *const modes[] = { "shared", "host", "bridged" };

int options_fail(char error[OPTIONS_ERROR], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(error, OPTIONS_ERROR, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* @suffix: k and m may follow, for 1024 and 1024 * 1024 */
static int options_number(const struct options_spec *s, const char *what,
			  const char *value, bool suffix, uint64_t *number,
			  char error[OPTIONS_ERROR])
{
	size_t length = strlen(value);
	uint64_t unit = 1;
	char digits[24];

	if (suffix && length && strchr("kKmM", value[length - 1])) {
		length--;
		unit = strchr("kK", value[length]) ? 1024 : 1024 * 1024;
	}
	snprintf(digits, sizeof(digits), "%.*s", (int)length, value);
	if (length < sizeof(digits) &&
	    !parse_uint(digits, 0, UINT32_MAX, number) &&
	    *number * unit >= s->min && *number * unit <= s->max) {
		*number *= unit;
		return 0;
	}
	return options_fail(error, "%s %.64s: not a number from %llu to %llu",
			    what, value, (unsigned long long)s->min,
			    (unsigned long long)s->max);
}

static int options_mode(const char *what, const struct matrix_list *list,
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
					    "%s %s: not one of shared, "
					    "host, bridged, all",
					    what, list->name[i]);
	}
	return 0;
}

static int options_network(const char *what, const struct matrix_list *list,
			   char error[OPTIONS_ERROR])
{
	char names[NETWORK_NAMES];
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!network_find(list->name[i]))
			return options_fail(error, "%s %s: not one of %s", what,
					    list->name[i],
					    network_names(names));
	}
	return 0;
}

static int options_directions(struct options *o, const char *what,
			      const struct matrix_list *list,
			      char error[OPTIONS_ERROR])
{
	enum direction found[DIRECTIONS];
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (i == DIRECTIONS ||
		    matrix_direction(list->name[i], &found[i]))
			return options_fail(error,
					    "%s %s: not one of host-to-vm, "
					    "vm-to-host, vm-to-vm, "
					    "host-and-vm, vm-and-vm, "
					    "host-to-vms, vms-to-host",
					    what, list->name[i]);
	}
	memcpy(o->matrix.directions, found, list->n * sizeof(*found));
	o->matrix.n_directions = list->n;
	return 0;
}

static int options_protocols(struct options *o, const char *what,
			     const struct matrix_list *list,
			     char error[OPTIONS_ERROR])
{
	enum protocol found[PROTOCOLS];
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (i == PROTOCOLS || matrix_protocol(list->name[i], &found[i]))
			return options_fail(error,
					    "%s %s: not one of tcp, udp, rr",
					    what, list->name[i]);
	}
	memcpy(o->matrix.protocols, found, list->n * sizeof(*found));
	o->matrix.n_protocols = list->n;
	return 0;
}

static int options_split(const char *what, const char *value,
			 struct matrix_list *list, char error[OPTIONS_ERROR])
{
	int err = matrix_split(value, list);

	if (err == -EEXIST)
		return options_fail(error, "%s %.64s: a name is there twice",
				    what, value);
	if (err)
		return options_fail(error,
				    "%s %.64s: not a list of names separated "
				    "by commas",
				    what, value);
	return 0;
}

static int options_numbers(const struct options_spec *s, const char *what,
			   const char *value, struct matrix_numbers *numbers,
			   char error[OPTIONS_ERROR])
{
	struct matrix_numbers found = { 0 };
	struct matrix_list list;
	uint64_t number;
	size_t i;
	int err;

	err = options_split(what, value, &list, error);
	for (; !err && found.n < list.n; found.n++) {
		err = options_number(s, what, list.name[found.n], false,
				     &number, error);
		for (i = 0; !err && i < found.n; i++) {
			if (found.value[i] == number)
				err = options_fail(error,
						   "%s %.64s: a number is "
						   "there twice",
						   what, value);
		}
		found.value[found.n] = (unsigned int)number;
	}
	if (!err)
		*numbers = found;
	return err;
}

/* The driver is the one for them, and there are as many guests as VMs. */
static int options_created(struct options *o, const char *what,
			   const struct matrix_list *list,
			   char error[OPTIONS_ERROR])
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (place_name_check(list->name[i]))
			return options_fail(error, "%s %s: not a name of a VM",
					    what, list->name[i]);
	}
	memset(o->matrix.variants, 0, sizeof(o->matrix.variants));
	o->lenient = false;
	o->matrix.guests.n = 1;
	o->matrix.guests.value[0] = (unsigned int)list->n;
	return matrix_split(OPTIONS_CREATED, &o->matrix.drivers);
}

static int options_list(struct options *o, const struct options_spec *s,
			const char *what, const char *value,
			char error[OPTIONS_ERROR])
{
	bool is_mode = s->offset == FIELD(matrix.modes);
	struct matrix_list list;
	int err;

	if (is_mode && !strcmp(value, "all"))
		value = "shared,host,bridged";
	err = options_split(what, value, &list, error);
	if (err)
		return err;
	if (s->kind == KIND_DIRECTIONS)
		return options_directions(o, what, &list, error);
	if (s->kind == KIND_PROTOCOLS)
		return options_protocols(o, what, &list, error);
	if (is_mode)
		err = options_mode(what, &list, error);
	else if (s->offset == FIELD(matrix.networks))
		err = options_network(what, &list, error);
	else if (s->offset == FIELD(created))
		err = options_created(o, what, &list, error);
	if (err)
		return err;
	if (s->offset == FIELD(matrix.drivers)) {
		memset(o->matrix.variants, 0, sizeof(o->matrix.variants));
		o->lenient = false;
	}
	memcpy((char *)o + s->offset, &list, sizeof(list));
	return 0;
}

/* The name of a link, as the kernel would take it. */
static int options_interface(const char *what, const char *value, char *name,
			     char error[OPTIONS_ERROR])
{
	size_t length = strlen(value);

	if (!length || length >= IF_NAMESIZE || *value == '.' ||
	    !strcmp(value, "lo") || strpbrk(value, "/: \t\n%"))
		return options_fail(error,
				    "%s %.64s: not a name of a network "
				    "interface",
				    what, value);
	strcpy(name, value);
	return 0;
}

static int options_set(struct options *o, const struct options_spec *s,
		       const char *what, const char *value,
		       char error[OPTIONS_ERROR])
{
	void *field = (char *)o + s->offset;
	uint64_t number;
	int err;

	switch (s->kind) {
	case KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case KIND_LIST:
	case KIND_DIRECTIONS:
	case KIND_PROTOCOLS:
		return options_list(o, s, what, value, error);
	case KIND_NUMBERS:
		return options_numbers(s, what, value, field, error);
	case KIND_INTERFACE:
		return options_interface(what, value, field, error);
	case KIND_PATH:
		if (!*value || strlen(value) >= PATH_MAX)
			return options_fail(error, "%s %.64s: not a path", what,
					    value);
		strcpy(field, value);
		return 0;
	case KIND_NUMBER:
	case KIND_SIZE:
		err = options_number(s, what, value, s->kind == KIND_SIZE,
				     &number, error);
		if (!err)
			*(unsigned int *)field = (unsigned int)number;
		return err;
	case KIND_SEED:
		err = options_number(s, what, value, false, field, error);
		o->has_seed |= !err;
		return err;
	}
	return -EINVAL;
}

int options_assign(struct options *o, const char *name, const char *what,
		   const char *value, char error[OPTIONS_ERROR])
{
	const struct options_spec *s = specs;

	while (strcmp(s->name, name) != 0)
		s++;
	return options_set(o, s, what, value, error);
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

void options_start(struct options *o)
{
	memset(o, 0, sizeof(*o));
	matrix_split("shared", &o->matrix.modes);
	matrix_split(system_drivers(), &o->matrix.drivers);
	o->matrix.directions[0] = HOST_TO_VM;
	o->matrix.directions[1] = VM_TO_HOST;
	o->matrix.directions[2] = VM_TO_VM;
	o->matrix.n_directions = DIRECTIONS_USUAL;
	o->matrix.rounds = 3;
	o->seconds = 3;
	o->omit = 1;
	o->length = 131072;
	strcpy(o->lan, system_lan());
}

int options_apply(struct options *o, int argc, char *const argv[],
		  char error[OPTIONS_ERROR])
{
	const struct options_spec *s;
	const char *arg, *value;
	char what[40];
	size_t length;
	int i, err;

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
		snprintf(what, sizeof(what), "--%s", s->name);
		err = options_set(o, s, what, value, error);
		if (err)
			return err;
		if (s->changes && !o->changes)
			o->changes = s->name;
	}
	return 0;
}

int options_parse(struct options *o, int argc, char *const argv[],
		  char error[OPTIONS_ERROR])
{
	options_start(o);
	return options_apply(o, argc, argv, error);
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

/* Of what is usual on one system and not on another. */
static const char *options_usual(const struct options_spec *s)
{
	if (s->offset == FIELD(matrix.drivers))
		return system_drivers();
	return s->offset == FIELD(lan) ? system_lan() : NULL;
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
		fprintf(out, "  %-28s %s", name, s->help);
		if (options_usual(s))
			fprintf(out, " (default %s)", options_usual(s));
		fputc('\n', out);
	}
}
