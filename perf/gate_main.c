/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_main.c - vmnet-gate: has a change made the helper slower? */

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "helper/version.h"
#include "perf/gate_again.h"
#include "perf/gate_facts.h"
#include "perf/gate_options.h"
#include "perf/gate_report.h"
#include "perf/gate_run.h"
#include "perf/samples.h"
#include "perf/trend_report.h"

enum status {
	STATUS_PASS = 0,
	STATUS_REGRESSED = 1,
	STATUS_WRONG = 2,
	STATUS_INCONCLUSIVE = 3,
	STATUS_FAILED = 4,
};

__attribute__((format(printf, 1, 2))) static int fail(const char *fmt, ...)
{
	va_list ap;

	fputs("vmnet-gate: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return STATUS_WRONG;
}

static int status_of(const struct gate *gate, bool strict)
{
	switch (gate->verdict) {
	case GATE_REGRESSED:
		return STATUS_REGRESSED;
	case GATE_FAILED:
		return STATUS_FAILED;
	case GATE_INCONCLUSIVE:
		return strict ? STATUS_REGRESSED : STATUS_INCONCLUSIVE;
	default:
		return STATUS_PASS;
	}
}

/* Return: 0 or -errno */
static int finish_file(FILE *file)
{
	bool bad = ferror(file);

	if (fclose(file) == EOF)
		return -errno;
	return bad ? -EIO : 0;
}

struct report {
	const struct gate *gate;
	const struct gate_again *again;
};

static int write_markdown(const struct report *r, FILE *file)
{
	gate_markdown(r->gate, r->again, file);
	return 0;
}

static int write_junit(const struct report *r, FILE *file)
{
	gate_junit(r->gate, file);
	return 0;
}

static int write_csv(const struct report *r, FILE *file)
{
	return gate_csv(r->gate, file);
}

static int write_file(const char *option, const char *path, const char *how,
		      int (*write)(const struct report *r, FILE *file),
		      const struct report *r)
{
	FILE *file;
	int err, late;

	if (!path)
		return 0;
	file = fopen(path, how);
	if (!file)
		return fail("--%s %s: %s", option, path, strerror(errno));
	err = write(r, file);
	late = finish_file(file);
	err = err ? err : late;
	return err ? fail("--%s %s: %s", option, path, strerror(-err)) : 0;
}

static int report(const struct gate_options *o, const struct gate *gate,
		  const char *program)
{
	struct gate_again again;
	const struct report r = { gate, &again };
	int err;

	gate_again_make(&again, o, gate, program);
	gate_table(gate, &again, stdout);
	err = write_file("markdown", o->markdown, "ae", write_markdown, &r);
	err |= write_file("junit", o->junit, "we", write_junit, &r);
	err |= write_file("csv", o->csv, "we", write_csv, &r);
	if (fflush(stdout) || ferror(stdout))
		err = fail("cannot write the table: %s", strerror(errno));
	return err ? err : status_of(gate, o->strict);
}

/* A program beside this one. */
static const char *beside(const char *program, const char *name,
			  char path[PATH_MAX])
{
	const char *slash = strrchr(program, '/');
	int n;

	if (!slash)
		return NULL;
	n = snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - program), program,
		     name);
	return n < PATH_MAX ? path : NULL;
}

static int check_program(const char *option, const char *path)
{
	if (!path)
		return fail("--%s is missing", option);
	if (access(path, X_OK) < 0)
		return fail("--%s %s: %s", option, path, strerror(errno));
	return 0;
}

static int complete(struct gate_options *o, const char *program,
		    char paths[2][PATH_MAX])
{
	uint32_t seed;
	int err;

	if (!o->bench)
		o->bench = beside(program, "vmnet-bench", paths[0]);
	if (!o->head)
		o->head = beside(program, "vmnet-helper", paths[1]);
	err = check_program("bench", o->bench);
	err = err ? err : check_program("base", o->base);
	err = err ? err : check_program("head", o->head);
	if (err)
		return err;
	if (!o->has_seed) {
		if (getentropy(&seed, sizeof(seed)) < 0)
			return fail("--seed: %s", strerror(errno));
		o->seed = seed;
	}
	gate_facts_id(o->run_id);
	if (!o->output)
		o->output = o->run_id;
	return 0;
}

static int command_run(struct gate_options *o, const char *program)
{
	char paths[2][PATH_MAX], csv[PATH_MAX];
	struct gate gate;
	int err;

	err = complete(o, program, paths);
	if (!err)
		err = gate_run(o, &gate);
	if (err)
		return err;
	if (!o->csv) {
		snprintf(csv, sizeof(csv), "%.4000s/gate.csv", o->output);
		o->csv = csv;
	}
	err = report(o, &gate, program);
	gate_free(&gate);
	return err;
}

/* All samples of the files named on the command line. */
static int read_files(const struct gate_options *o, struct sample **samples,
		      size_t *n)
{
	size_t bad_file, bad_line;
	int err;

	err = samples_read(o->files, o->n_files, samples, n, &bad_file,
			   &bad_line);
	if (err == -EBADMSG)
		return fail("%s: line %zu is %s", o->files[bad_file], bad_line,
			    bad_line == 1 ? "not the header of schema 1"
					  : "malformed");
	if (err)
		return fail("%s: %s", o->files[bad_file], strerror(-err));
	return 0;
}

static int command_judge(struct gate_options *o, const char *program)
{
	char error[GATE_ERROR];
	struct sample *samples;
	struct gate gate;
	size_t n;
	int err;

	err = read_files(o, &samples, &n);
	if (err)
		return err;
	err = gate_judge(samples, n, &o->design, &gate, error);
	free(samples);
	if (err)
		return fail("%s: %s", o->files[0], error);
	err = report(o, &gate, program);
	gate_free(&gate);
	return err;
}

static int command_trend(struct gate_options *o)
{
	struct sample *samples;
	size_t n;
	int err;

	err = read_files(o, &samples, &n);
	if (err)
		return err;
	err = trend_report(samples, n, o, stdout);
	free(samples);
	if (err)
		return fail("%s: %s", o->csv ? o->csv : "trend",
			    strerror(-err));
	if (fflush(stdout) || ferror(stdout))
		return fail("cannot write the table: %s", strerror(errno));
	return 0;
}

static int command(struct gate_options *o, const char *program)
{
	switch (o->command) {
	case GATE_RUN:
		return command_run(o, program);
	case GATE_JUDGE:
		return command_judge(o, program);
	default:
		return command_trend(o);
	}
}

int main(int argc, char *argv[])
{
	struct gate_options o;
	char error[GATE_ERROR];

	if (argc == 2 && !strcmp(argv[1], "--version")) {
		version_print();
		return 0;
	}
	if (argc == 2 &&
	    (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		gate_options_usage(stdout);
		return 0;
	}
	if (gate_options_parse(&o, argc - 1, argv + 1, error))
		return fail("%s", error);
	if (o.help) {
		gate_options_usage(stdout);
		return 0;
	}
	return command(&o, argv[0]);
}
