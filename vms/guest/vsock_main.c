/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vsock_main.c - run a program whose input and output are a port of the host
 *
 * usage: vsock PORT PROGRAM [ARG...]
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vms/guest/vsock.h"

#define LIMIT_MS 10000

int main(int argc, char *argv[])
{
	int fd;

	if (argc < 3) {
		fprintf(stderr, "usage: vsock PORT PROGRAM [ARG...]\n");
		return 1;
	}
	fd = vsock_connect((unsigned int)strtoul(argv[1], NULL, 10), LIMIT_MS);
	if (fd < 0) {
		fprintf(stderr, "vsock: port %s of the host: %s\n", argv[1],
			strerror(-fd));
		return 1;
	}
	if (dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		perror("vsock: dup2");
		return 1;
	}
	if (fd > STDERR_FILENO)
		close(fd);
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
