/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary_main.c - vmnet-summary: summarise a benchmark run
 *
 * Writes summary.csv of a run from its samples.csv and prints a table.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf/arms.h"
#include "perf/summary.h"

static const char usage[] =
	"usage: vmnet-summary [--base ARM] RUNDIR\n"
	"\n"
	"Write RUNDIR/summary.csv from RUNDIR/samples.csv and print it as a\n"
	"table.  The columns are explained in results/README.md.\n"
	"\n"
	"If several arms were measured, RUNDIR/ratio.csv compares them with\n"
	"one: ARM, else base, else tap, else the first by name.\n";

static void report(const char *dir, int err)
{
	struct sample *samples = NULL;
	char path[PATH_MAX];
	size_t n, line = 0;

	if (err == -EBADMSG) {
		snprintf(path, sizeof(path), "%s/samples.csv", dir);
		if (csv_read_samples(path, &samples, &n, &line) == -EBADMSG) {
			fprintf(stderr, "vmnet-summary: %s: line %zu is %s\n",
				path, line,
				line == 1 ? "not the header of schema 1"
					  : "malformed");
			return;
		}
		free(samples);
	}
	fprintf(stderr, "vmnet-summary: cannot summarise %s: %s\n", dir,
		strerror(-err));
}

int main(int argc, char **argv)
{
	const char *base = NULL;
	int err;

	if (argc == 4 && !strcmp(argv[1], "--base")) {
		base = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc == 2 &&
	    (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr,
			"vmnet-summary: want one folder of a run, see --help\n");
		return EXIT_FAILURE;
	}
	err = summary_write(argv[1]);
	if (!err && base) {
		err = arms_write(argv[1], base);
		if (err == -ENOENT) {
			fprintf(stderr,
				"vmnet-summary: --base %s: no such arm in %s\n",
				base, argv[1]);
			return EXIT_FAILURE;
		}
	}
	if (!err)
		err = summary_print(argv[1], stdout);
	if (err) {
		report(argv[1], err);
		return EXIT_FAILURE;
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "vmnet-summary: cannot write the table: %s\n",
			strerror(errno));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
