/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* socket.c - unix sockets on Linux */

#include <errno.h>
#include <sys/socket.h>

#include "helper/socket.h"

/*
 * The sender's buffer is the queue; 512 KiB are about 450 full frames, and
 * more only makes the cache colder (measured).
 */
#define SEND_BUFFER (512 * 1024)

void socket_prepare(int fd)
{
	int size = SEND_BUFFER;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

int socket_disconnect(int fd)
{
	const struct sockaddr none = { .sa_family = AF_UNSPEC };

	/* Also forgets what the peer had sent. */
	return connect(fd, &none, sizeof(none)) < 0 ? -errno : 0;
}
