/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completion_main.c - vmnet-completion: used by the Makefile, not installed
 *
 * usage: vmnet-completion bash|zsh|fish vmnet-helper|vmnet-client
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/completion.h"

int main(int argc, char *argv[])
{
	enum opts_program program;
	const char *kind = "";
	int err;

	if (argc != 3) {
		fputs("usage: vmnet-completion bash|zsh|fish "
		      "vmnet-helper|vmnet-client\n",
		      stderr);
		return EXIT_FAILURE;
	}
	program = strcmp(argv[2], "vmnet-client") == 0 ? OPTS_CLIENT
						       : OPTS_HELPER;
	err = completion_write(program, argv[1], stdout, &kind);
	if (err == -EDOM)
		fprintf(stderr,
			"%s: how is this value completed? add it to "
			"helper/completion.c\n",
			kind);
	else if (err)
		fprintf(stderr, "%s: not one of bash, zsh, fish\n", argv[1]);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
