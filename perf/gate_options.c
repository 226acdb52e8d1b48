/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_options.c - the command line of vmnet-gate */

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "helper/printable.h"
#include "helper/util.h"
#include "perf/fields.h"
#include "perf/gate_options.h"

enum option_kind {
	KIND_FLAG,
	KIND_NUMBER,
	KIND_SEED,
	KIND_PERCENT,
	KIND_PATH,
	KIND_LIST,
	KIND_LOOKS,
};

struct option_spec {
	const char *name;
	char letter;	       /* 0 for none */
	unsigned int commands; /* that take it */
	enum option_kind kind;
	size_t offset; /* of what it sets */
	uint64_t min;  /* of a number */
	uint64_t max;
	const char *value; /* name of its value in the help text */
	const char *help;
};

#define FIELD(member) offsetof(struct gate_options, member)
#define JUDGES	      (GATE_RUN | GATE_JUDGE)
#define ALL	      (GATE_RUN | GATE_JUDGE | GATE_TREND)

static const struct option_spec specs[] = {
	{ "base", 0, GATE_RUN, KIND_PATH, FIELD(base), 0, 0, "PATH",
	  "vmnet-helper before the change (required)" },
	{ "head", 0, GATE_RUN, KIND_PATH, FIELD(head), 0, 0, "PATH",
	  "vmnet-helper after it (default beside this program)" },
	{ "mode", 0, GATE_RUN, KIND_LIST, FIELD(modes), 0, 0, "LIST",
	  "operation modes (default shared)" },
	{ "driver", 0, GATE_RUN, KIND_LIST, FIELD(drivers), 0, 0, "LIST",
	  "programs in the vms folder (default netns)" },
	{ "direction", 0, GATE_RUN, KIND_LIST, FIELD(directions), 0, 0, "LIST",
	  "host-to-vm,vm-to-host,vm-to-vm (default all)" },
	{ "time", 0, GATE_RUN, KIND_NUMBER, FIELD(time), 1, 3600, "S",
	  "seconds of each measurement (default 2)" },
	{ "omit", 0, GATE_RUN, KIND_NUMBER, FIELD(omit), 0, 60, "S",
	  "seconds before it that do not count (default 0)" },
	{ "seed", 0, GATE_RUN, KIND_SEED, FIELD(seed), 0, UINT32_MAX, "N",
	  "order of the measurements (default random)" },
	{ "processor", 0, GATE_RUN, KIND_NUMBER, FIELD(processor), 0, 1023, "N",
	  "measure on this one only (default all)" },
	{ "output", 0, GATE_RUN, KIND_PATH, FIELD(output), 0, 0, "DIR",
	  "new folder of the results (default gate-ID)" },
	{ "bench", 0, GATE_RUN, KIND_PATH, FIELD(bench), 0, 0, "PATH",
	  "vmnet-bench (default beside this program)" },
	{ "rounds", 0, JUDGES, KIND_LOOKS, FIELD(design), 0, 0, "LIST",
	  "look after so many rounds (default of run 12,20,30)" },
	{ "throughput", 0, JUDGES, KIND_PERCENT, FIELD(design.floor[0]), 0, 0,
	  "PERCENT", "tolerated loss of throughput (default 5)" },
	{ "cpu", 0, JUDGES, KIND_PERCENT, FIELD(design.floor[1]), 0, 0,
	  "PERCENT", "tolerated loss of CPU efficiency (default 5)" },
	{ "alpha", 0, ALL, KIND_PERCENT, FIELD(design.alpha), 0, 0, "PERCENT",
	  "chance of a false REGRESSED, or change (default 1)" },
	{ "beta", 0, JUDGES, KIND_PERCENT, FIELD(design.beta), 0, 0, "PERCENT",
	  "chance of a false PASS of a cell (default 10)" },
	{ "markdown", 0, JUDGES, KIND_PATH, FIELD(markdown), 0, 0, "FILE",
	  "append the verdict as Markdown" },
	{ "junit", 0, JUDGES, KIND_PATH, FIELD(junit), 0, 0, "FILE",
	  "write the verdict as JUnit XML" },
	{ "strict", 0, JUDGES, KIND_FLAG, FIELD(strict), 0, 0, NULL,
	  "INCONCLUSIVE is a failure: exit status 1" },
	{ "shift", 0, GATE_TREND, KIND_PERCENT, FIELD(shift), 0, 0, "PERCENT",
	  "least change to report (default 5)" },
	{ "csv", 0, JUDGES | GATE_TREND, KIND_PATH, FIELD(csv), 0, 0, "FILE",
	  "write the numbers as CSV" },
	{ "help", 'h', ALL, KIND_FLAG, FIELD(help), 0, 0, NULL,
	  "print this text" },
};

static const char *const mode_names[] = { "shared", "host", "bridged", NULL };
static const char *const direction_names[] = { "host-to-vm", "vm-to-host",
					       "vm-to-vm", NULL };

__attribute__((format(printf, 2, 3))) static int
option_fail(char error[GATE_ERROR], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(error, GATE_ERROR, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* Cut the next name off a list; NULL when it is empty or too long. */
static const char *next_name(const char **rest, char name[CSV_TEXT])
{
	size_t length = strcspn(*rest, ",");

	if (!length || length >= CSV_TEXT)
		return NULL;
	memcpy(name, *rest, length);
	name[length] = '\0';
	*rest += length;
	if (**rest == ',' && !*++*rest)
		return NULL;
	return name;
}

static bool is_one_of(const char *name, const char *const *names)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

static bool in_list(const struct gate_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(list->name[i], name))
			return true;
	}
	return false;
}

static int option_list(struct gate_list *list, const char *option,
		       const char *value, const char *const *names,
		       char error[GATE_ERROR])
{
	const char *rest = value;
	char name[CSV_TEXT];

	list->n = 0;
	do {
		if (!next_name(&rest, name) || list->n == GATE_LIST)
			return option_fail(error,
					   "--%s %.64s: not a list of names "
					   "separated by commas",
					   option, value);
		if (names && !is_one_of(name, names))
			return option_fail(error,
					   "--%s %.64s: not one of %s, "
					   "%s, %s",
					   option, name, names[0], names[1],
					   names[2]);
		if (in_list(list, name))
			return option_fail(error,
					   "--%s %.64s: a name is there twice",
					   option, value);
		strcpy(list->name[list->n++], name);
	} while (*rest);
	return 0;
}

static int option_looks(struct gate_design *d, const char *option,
			const char *value, char error[GATE_ERROR])
{
	const char *rest = value;
	char name[CSV_TEXT];
	uint64_t rounds, before = 0;

	d->n_looks = 0;
	do {
		if (!next_name(&rest, name) || d->n_looks == GATE_LOOKS ||
		    parse_uint(name, before + 1, GATE_ROUNDS, &rounds))
			return option_fail(error,
					   "--%s %.64s: not at most %d "
					   "ascending numbers from 1 to %d, "
					   "separated by commas",
					   option, value, GATE_LOOKS,
					   GATE_ROUNDS);
		d->looks[d->n_looks++] = (unsigned int)rounds;
		before = rounds;
	} while (*rest);
	return 0;
}

static int option_percent(double *share, const char *option, const char *value,
			  char error[GATE_ERROR])
{
	char text[CSV_TEXT];
	struct fields f = { .rest = text };
	double percent = NAN;

	snprintf(text, sizeof(text), "%s", value);
	field_double(&f, &percent);
	if (strlen(value) >= sizeof(text) || !fields_end(&f) ||
	    !(percent > 0 && percent < 50))
		return option_fail(error,
				   "--%s %.64s: not a percentage above 0 and "
				   "below 50",
				   option, value);
	*share = percent / 100;
	return 0;
}

static int option_set(struct gate_options *o, const struct option_spec *s,
		      const char *value, char error[GATE_ERROR])
{
	void *field = (char *)o + s->offset;

	switch (s->kind) {
	case KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case KIND_SEED:
		o->has_seed = true;
		__attribute__((fallthrough));
	case KIND_NUMBER:
		if (!parse_uint(value, s->min, s->max, field))
			return 0;
		return option_fail(error,
				   "--%s %.64s: not a number from %llu to %llu",
				   s->name, value, (unsigned long long)s->min,
				   (unsigned long long)s->max);
	case KIND_PERCENT:
		return option_percent(field, s->name, value, error);
	case KIND_PATH:
		if (!*value)
			return option_fail(error, "--%s: is empty", s->name);
		*(const char **)field = value;
		return 0;
	case KIND_LIST:
		return option_list(field, s->name, value,
				   s->offset == FIELD(modes) ? mode_names
				   : s->offset == FIELD(directions)
					   ? direction_names
					   : NULL,
				   error);
	case KIND_LOOKS:
		return option_looks(field, s->name, value, error);
	}
	return -EINVAL;
}

/* @length is that of the name in @arg, which may go on with "=value". */
static const struct option_spec *option_find(const char *arg, size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		if (arg[1] != '-' && specs[i].letter == arg[1] && !arg[2])
			return &specs[i];
		if (arg[1] == '-' && strlen(specs[i].name) == length - 2 &&
		    !memcmp(specs[i].name, arg + 2, length - 2))
			return &specs[i];
	}
	return NULL;
}

static int option_command(struct gate_options *o, int argc, char *argv[],
			  char error[GATE_ERROR])
{
	if (argc < 1)
		return option_fail(error, "no command; try --help");
	if (!strcmp(argv[0], "run"))
		o->command = GATE_RUN;
	else if (!strcmp(argv[0], "judge"))
		o->command = GATE_JUDGE;
	else if (!strcmp(argv[0], "trend"))
		o->command = GATE_TREND;
	else
		return option_fail(error, "unknown command %.64s; try --help",
				   argv[0]);
	return 0;
}

static void option_defaults(struct gate_options *o)
{
	char error[GATE_ERROR];

	memset(o, 0, sizeof(*o));
	gate_design_default(&o->design);
	o->time = 2;
	o->processor = GATE_ANY;
	o->shift = 0.05;
	option_list(&o->modes, "", "shared", NULL, error);
	option_list(&o->drivers, "", "netns", NULL, error);
	option_list(&o->directions, "", "host-to-vm,vm-to-host,vm-to-vm", NULL,
		    error);
}

/* One option at @i. Return: how many arguments it took, or -EINVAL */
static int option_take(struct gate_options *o, int argc, char *argv[], int i,
		       char error[GATE_ERROR])
{
	const char *arg = argv[i];
	size_t length = strcspn(arg, "=");
	const char *value = arg[length] ? arg + length + 1 : NULL;
	const struct option_spec *s = option_find(arg, length);
	int took = 1;

	if (!s)
		return option_fail(error, "unknown option %.64s", arg);
	if (!(s->commands & o->command))
		return option_fail(error, "--%s: not an option of %s", s->name,
				   argv[0]);
	if (s->kind == KIND_FLAG && value)
		return option_fail(error, "%.64s: takes no value", arg);
	if (s->kind != KIND_FLAG && !value) {
		if (i + 1 == argc)
			return option_fail(error, "--%s: needs a value",
					   s->name);
		value = argv[i + 1];
		took = 2;
	}
	return option_set(o, s, value, error) ? -EINVAL : took;
}

static int option_needs(const struct gate_options *o, char error[GATE_ERROR])
{
	size_t cells = o->modes.n * o->drivers.n * o->directions.n;

	if (o->help)
		return 0;
	if (o->command == GATE_RUN && o->n_files)
		return option_fail(error, "unexpected argument %.64s",
				   o->files[0]);
	if (o->command == GATE_RUN && !o->base)
		return option_fail(error, "--base is missing");
	if (o->command == GATE_RUN && cells > GATE_CELLS)
		return option_fail(error, "%zu cells, more than %d", cells,
				   GATE_CELLS);
	if (o->command != GATE_RUN && !o->n_files)
		return option_fail(error, "which samples.csv?");
	return 0;
}

int gate_options_parse(struct gate_options *o, int argc, char *argv[],
		       char error[GATE_ERROR])
{
	int i, took, files = 1;
	bool only_files = false;

	option_defaults(o);
	if (option_command(o, argc, argv, error))
		return -EINVAL;
	if (o->command == GATE_JUDGE)
		o->design.n_looks = 0;
	for (i = 1; i < argc; i += took) {
		took = 1;
		if (!only_files && !strcmp(argv[i], "--"))
			only_files = true;
		else if (only_files || argv[i][0] != '-' || !argv[i][1])
			argv[files++] = argv[i];
		else
			took = option_take(o, argc, argv, i, error);
		if (took < 0)
			return took;
	}
	o->files = argv + 1;
	o->n_files = (size_t)files - 1;
	return option_needs(o, error);
}

void gate_options_usage(FILE *out)
{
	const struct option_spec *s;
	char name[40];

	fputs("usage: vmnet-gate run --base PATH [options]\n"
	      "       vmnet-gate judge [options] FILE ...\n"
	      "       vmnet-gate trend [options] FILE ...\n"
	      "       vmnet-gate --help | --version\n"
	      "\n"
	      "run: measure two vmnet-helpers side by side; has one become slower?\n"
	      "judge: the same of samples that were measured before\n"
	      "trend: when did it change, in the samples of many runs?\n",
	      out);
	for (s = specs; s < specs + ARRAY_SIZE(specs); s++) {
		snprintf(name, sizeof(name), "%c%c%s--%s %s",
			 s->letter ? '-' : ' ', s->letter ? s->letter : ' ',
			 s->letter ? ", " : "  ", s->name,
			 s->value ? s->value : "");
		fprintf(out, "  %-26s %s\n", name, s->help);
	}
	fputs("\nexit status: 0 PASS, 1 REGRESSED, 2 wrong use or input,\n"
	      "3 INCONCLUSIVE, 4 nothing could be compared, 77 cannot run here\n",
	      out);
}
