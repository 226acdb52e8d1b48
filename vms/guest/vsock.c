/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* vsock.c - reach the host from a guest, without a network */

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "vms/guest/vsock.h"

#define PAUSE_MS 50

static int try_once(unsigned int port)
{
	const struct sockaddr_vm addr = {
		.svm_family = AF_VSOCK,
		.svm_cid = VMADDR_CID_HOST,
		.svm_port = port,
	};
	int fd = socket(AF_VSOCK, SOCK_STREAM, 0), err;

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int vsock_connect(unsigned int port, int limit_ms)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	int fd;

	while ((fd = try_once(port)) < 0 && limit_ms > 0) {
		nanosleep(&pause, NULL);
		limit_ms -= PAUSE_MS;
	}
	return fd;
}
