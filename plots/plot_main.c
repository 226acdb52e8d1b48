/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plot_main.c - vmnet-plot: read what a chart is to show
 *
 * For render.sh -c, which draws: a shell cannot read YAML.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plots/chart.h"

static const char usage[] =
	"usage: vmnet-plot CONFIG\n"
	"\n"
	"Check a chart of plots/*.yaml and print it as key=value lines.  To\n"
	"draw it: plots/render.sh -c CONFIG RUNDIR\n";

static int plot_read(const char *path, struct chart *c)
{
	char error[CHART_ERROR] = "";
	FILE *file = fopen(path, "re");
	int err;

	if (!file) {
		fprintf(stderr, "vmnet-plot: %.200s: %s\n", path,
			strerror(errno));
		return EXIT_FAILURE;
	}
	err = chart_read(file, path, c, error);
	fclose(file);
	if (!err)
		return EXIT_SUCCESS;
	if (err == -EINVAL)
		fprintf(stderr, "vmnet-plot: %s\n", error);
	else
		fprintf(stderr, "vmnet-plot: %.200s: %s\n", path,
			strerror(-err));
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct chart c;

	if (argc == 2 &&
	    (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr, "vmnet-plot: want one file, see --help\n");
		return EXIT_FAILURE;
	}
	if (plot_read(argv[1], &c))
		return EXIT_FAILURE;
	chart_print(&c, stdout);
	return fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
