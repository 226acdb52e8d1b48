/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* statview.c - the command "vmnet-bench stats" */

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report.h"
#include "harness/statview.h"

struct statview {
	const char *path; /* "-" is the standard input */
	enum report_format format;
	bool help;
};

__attribute__((format(printf, 1, 2))) static int statview_fail(const char *fmt,
							       ...)
{
	va_list ap;

	fputs("vmnet-bench: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_FAILURE;
}

void statview_usage(FILE *out)
{
	fprintf(out, "      --format FORMAT      yaml (default), json or csv\n"
		     "  -h, --help               print this text\n");
}

static int statview_format(struct statview *v, const char *name)
{
	if (!name)
		return statview_fail("--format: needs a value");
	if (report_format(name, &v->format))
		return statview_fail("--format %.64s: not one of yaml, json, "
				     "csv",
				     name);
	return 0;
}

/* Returns 0 or the exit status of an error that was printed. */
static int statview_parse(struct statview *v, int argc, char *const argv[])
{
	bool options = true;
	const char *arg;
	int i, err = 0;

	for (i = 0; i < argc && !err; i++) {
		arg = argv[i];
		if (options && !strcmp(arg, "--")) {
			options = false;
		} else if (options && !strcmp(arg, "--format")) {
			err = statview_format(v, ++i < argc ? argv[i] : NULL);
		} else if (options && !strncmp(arg, "--format=", 9)) {
			err = statview_format(v, arg + 9);
		} else if (options &&
			   (!strcmp(arg, "-h") || !strcmp(arg, "--help"))) {
			v->help = true;
		} else if (options && arg[0] == '-' && arg[1]) {
			err = statview_fail("unknown option %.64s", arg);
		} else if (v->path) {
			err = statview_fail("stats: one log only, not %.64s "
					    "too",
					    arg);
		} else {
			v->path = arg;
		}
	}
	if (!err && !v->help && !v->path)
		err = statview_fail("stats: needs the log of a helper");
	return err;
}

static int statview_read(const struct statview *v, struct statlog *log)
{
	bool is_input = !strcmp(v->path, "-");
	FILE *in = is_input ? stdin : fopen(v->path, "re");
	int err;

	if (!in)
		return statview_fail("stats %s: %s", v->path, strerror(errno));
	err = statlog_read(in, log);
	if (!is_input)
		fclose(in);
	if (err)
		return statview_fail("stats %s: %s", v->path, strerror(-err));
	if (log->skipped)
		statview_fail("stats %s: %zu lines are cut off or not from a "
			      "helper and were skipped, first line %zu",
			      v->path, log->skipped, log->first_skip);
	return 0;
}

/* Returns how many intervals were printed, or -errno. */
static long statview_print(const struct statview *v, const struct statlog *log)
{
	struct stat_interval interval;
	long printed = 0;
	size_t i;
	int err;

	for (i = 1; i < log->n; i++) {
		if (!interval_between(&log->samples[i - 1], &log->samples[i],
				      &interval))
			continue;
		if (printed++ == 0)
			report_header(stdout, v->format);
		err = report_interval(stdout, v->format, &interval);
		if (err)
			return err;
	}
	return printed;
}

static int statview_show(const struct statview *v, const struct statlog *log)
{
	long printed = statview_print(v, log);

	if (printed < 0)
		return statview_fail("stats %s: %s", v->path,
				     strerror((int)-printed));
	if (printed == 0)
		return statview_fail("stats %s: too few samples of one "
				     "helper: %zu, it takes two; was it run "
				     "with --stats-interval?",
				     v->path, log->n);
	if (fflush(stdout) || ferror(stdout))
		return statview_fail("stats %s: cannot print: %s", v->path,
				     strerror(errno));
	return EXIT_SUCCESS;
}

int statview_run(int argc, char *const argv[])
{
	struct statview v = { .format = REPORT_YAML };
	struct statlog log = { 0 };
	int status;

	status = statview_parse(&v, argc, argv);
	if (status)
		return status;
	if (v.help) {
		printf("usage: vmnet-bench stats [options] LOG\n"
		       "LOG is the log of a helper, or - for the standard "
		       "input.\n\n");
		statview_usage(stdout);
		return EXIT_SUCCESS;
	}
	status = statview_read(&v, &log);
	if (!status)
		status = statview_show(&v, &log);
	statlog_free(&log);
	return status;
}
