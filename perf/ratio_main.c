/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ratio_main.c - vmnet-ratios: contenders of a run against a reference */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf/ratio.h"

static const char usage[] =
	"usage: vmnet-ratios RUNDIR [--to CONTENDER]\n"
	"\n"
	"Print the medians of a run of vmnet-datapath, and how each contender\n"
	"compares with naive (pump), batched (iperf) and scalar (offload), or\n"
	"with CONTENDER, in the same round.  See perf/README.md.\n";

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "vmnet-ratios: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *to = NULL;
	int err;

	if (argc == 2 &&
	    (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (argc == 4 && !strcmp(argv[2], "--to"))
		to = argv[3];
	else if (argc != 2 || argv[1][0] == '-')
		return fail("want one folder of a run", "see --help");
	err = ratio_print(argv[1], to, stdout);
	if (err)
		return fail(argv[1], err == -EBADMSG
					     ? "samples.csv is malformed"
					     : strerror(-err));
	if (fflush(stdout) || ferror(stdout))
		return fail("cannot write the table", strerror(errno));
	return EXIT_SUCCESS;
}
