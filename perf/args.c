/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* args.c - the options of vmnet-datapath */

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/args.h"

#define SECONDS_MAX 3600

enum kind {
	KIND_LIST,
	KIND_NUMBERS,
	KIND_NUMBER,
	KIND_TIME,
	KIND_SEED,
	KIND_PATH
};

struct spec {
	const char *name;
	unsigned int of; /* enum args_what */
	enum kind kind;
	size_t offset; /* of what it sets */
	uint64_t min;  /* of a number */
	uint64_t max;
	const char *value; /* name of its value in the help text */
	const char *help;
};

#define FIELD(member) offsetof(struct args, member)
#define ALL	      (ARGS_PUMP | ARGS_IPERF | ARGS_OFFLOAD)

static const struct spec specs[] = {
	{ "contenders", ALL, KIND_LIST, FIELD(contenders), 0, 0, "LIST",
	  "which of those below (default all)" },
	{ "directions", ARGS_PUMP | ARGS_IPERF, KIND_LIST, FIELD(directions), 0,
	  0, "LIST", "host-to-vm,vm-to-host,duplex (default all)" },
	{ "protos", ARGS_PUMP, KIND_LIST, FIELD(protos), 0, 0, "LIST",
	  "tcp,udp,rr: frames that look so, pings (default all)" },
	{ "sizes", ARGS_PUMP | ARGS_OFFLOAD, KIND_NUMBERS, FIELD(sizes), 64,
	  64294, "LIST", "bytes of a frame" },
	{ "flows", ARGS_PUMP, KIND_NUMBERS, FIELD(flows), 1, 64, "LIST",
	  "TCP flows at the same time (default 1)" },
	{ "guests", ARGS_PUMP, KIND_NUMBERS, FIELD(guests), 1, 2, "LIST",
	  "guests at the same time (default 1)" },
	{ "rounds", ALL, KIND_NUMBER, FIELD(rounds), 1, 1000, "N",
	  "how often everything is measured (default 6)" },
	{ "time", ALL, KIND_TIME, FIELD(ms), 0, 0, "S",
	  "seconds of each measurement, as 0.5" },
	{ "seed", ALL, KIND_SEED, FIELD(seed), 0, UINT32_MAX, "N",
	  "order of the measurements (default random)" },
	{ "output", ALL, KIND_PATH, FIELD(output), 0, 0, "DIR",
	  "folder of the results; a run that is there grows" },
};

static const struct {
	const char *name;
	enum args_what what;
	const char *help;
} whats[] = {
	{ "pump", ARGS_PUMP, "raw frames through a contender" },
	{ "iperf", ARGS_IPERF, "iperf3 through two of them, with a guest" },
	{ "offload", ARGS_OFFLOAD, "the pure functions, no system call" },
};

__attribute__((format(printf, 2, 3))) static int fail(char error[ARGS_ERROR],
						      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(error, ARGS_ERROR, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int parse_number(const struct spec *s, const char *text, uint64_t *value,
			char error[ARGS_ERROR])
{
	if (parse_uint(text, s->min, s->max, value) == 0)
		return 0;
	return fail(error, "--%s %.64s: not a number from %llu to %llu",
		    s->name, text, (unsigned long long)s->min,
		    (unsigned long long)s->max);
}

static int parse_list(const struct spec *s, const char *text,
		      struct matrix_list *list, char error[ARGS_ERROR])
{
	if (matrix_split(text, list) == 0)
		return 0;
	return fail(error,
		    "--%s %.64s: not a list of different names, "
		    "with commas between",
		    s->name, text);
}

static int parse_numbers(const struct spec *s, const char *text,
			 struct args_numbers *numbers, char error[ARGS_ERROR])
{
	struct matrix_list list;
	uint64_t value;
	int err;

	err = parse_list(s, text, &list, error);
	for (numbers->n = 0; !err && numbers->n < list.n; numbers->n++) {
		err = parse_number(s, list.name[numbers->n], &value, error);
		numbers->v[numbers->n] = (unsigned int)value;
	}
	return err;
}

static int parse_time(const struct spec *s, const char *text, unsigned int *ms,
		      char error[ARGS_ERROR])
{
	double seconds;
	char *end;

	seconds = strtod(text, &end);
	if (end == text || *end || !isfinite(seconds) || seconds < 0.01 ||
	    seconds > SECONDS_MAX)
		return fail(error, "--%s %.64s: not seconds from 0.01 to %d",
			    s->name, text, SECONDS_MAX);
	*ms = (unsigned int)(seconds * 1000 + 0.5);
	return 0;
}

static int parse_value(struct args *a, const struct spec *s, const char *text,
		       char error[ARGS_ERROR])
{
	char *field = (char *)a + s->offset;
	uint64_t value;
	int err;

	switch (s->kind) {
	case KIND_LIST:
		return parse_list(s, text, (struct matrix_list *)field, error);
	case KIND_NUMBERS:
		return parse_numbers(s, text, (struct args_numbers *)field,
				     error);
	case KIND_TIME:
		return parse_time(s, text, (unsigned int *)field, error);
	case KIND_PATH:
		if (!*text)
			return fail(error, "--%s: the name is empty", s->name);
		*(const char **)field = text;
		return 0;
	default:
		err = parse_number(s, text, &value, error);
	}
	if (err)
		return err;
	if (s->kind == KIND_SEED) {
		a->seed = value;
		a->has_seed = true;
	} else {
		*(unsigned int *)field = (unsigned int)value;
	}
	return 0;
}

static const struct spec *find_spec(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		if (!strcmp(specs[i].name, name))
			return &specs[i];
	}
	return NULL;
}

static int parse_options(struct args *a, int argc, char *const argv[],
			 char error[ARGS_ERROR])
{
	const struct spec *s;
	int i, err = 0;

	for (i = 0; i < argc && !err; i += 2) {
		s = strncmp(argv[i], "--", 2) ? NULL : find_spec(argv[i] + 2);
		if (!s)
			return fail(error, "unknown option %.64s; try --help",
				    argv[i]);
		if (!(s->of & a->what))
			return fail(error, "--%s: not an option of this",
				    s->name);
		if (i + 1 == argc)
			return fail(error, "--%s: its value is missing",
				    s->name);
		err = parse_value(a, s, argv[i + 1], error);
	}
	if (!err && !a->output)
		return fail(error, "--output is missing; try --help");
	return err;
}

static bool asks_for_help(int argc, char *const argv[])
{
	int i;

	for (i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	}
	return false;
}

int args_parse(struct args *a, int argc, char *const argv[],
	       char error[ARGS_ERROR])
{
	size_t i;

	*a = (struct args){ .help = asks_for_help(argc, argv) };
	if (a->help)
		return 0;
	if (argc == 0)
		return fail(error, "want pump, iperf or offload; try --help");
	for (i = 0; i < ARRAY_SIZE(whats); i++) {
		if (!strcmp(argv[0], whats[i].name))
			a->what = whats[i].what;
	}
	if (!a->what)
		return fail(error, "%.64s: not pump, iperf or offload",
			    argv[0]);
	return parse_options(a, argc - 1, argv + 1, error);
}

void args_usage(FILE *out)
{
	size_t i, j;

	fprintf(out, "usage: vmnet-datapath pump|iperf|offload --output DIR "
		     "[options]\n\n"
		     "Measure the data path of vmnet-helper against simpler "
		     "ones.  See perf/README.md.\n\n");
	for (i = 0; i < ARRAY_SIZE(whats); i++)
		fprintf(out, "  %-8s %s\n", whats[i].name, whats[i].help);
	fprintf(out, "\noptions:\n");
	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		fprintf(out, "  --%-11s%-5s %s", specs[i].name, specs[i].value,
			specs[i].help);
		for (j = 0; j < ARRAY_SIZE(whats) && specs[i].of != ALL; j++) {
			if (specs[i].of & whats[j].what)
				fprintf(out, " [%s]", whats[j].name);
		}
		fputc('\n', out);
	}
	fprintf(out, "  -h, --help       print this text\n");
}
