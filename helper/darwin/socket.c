/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* socket.c - unix sockets on macOS */

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "helper/socket.h"

/*
 * The other way round than on Linux: the receiver's buffer is the queue, and
 * the sender's only bounds one datagram, which with TSO is 65,550 bytes.
 */
#define SEND_BUFFER    (128 * 1024)
#define RECEIVE_BUFFER (4 * 1024 * 1024)

static void set(int fd, int option, int value)
{
	setsockopt(fd, SOL_SOCKET, option, &value, sizeof(value));
}

void socket_prepare(int fd)
{
	set(fd, SO_SNDBUF, SEND_BUFFER);
	set(fd, SO_RCVBUF, RECEIVE_BUFFER);
	set(fd, SO_NOSIGPIPE, 1); /* older systems have no MSG_NOSIGNAL */
}

/*
 * A connected socket is disconnected before connect(2) looks at the address,
 * which it then refuses: so the result is what counts.  One whose peer is
 * closed is not connected any more.
 */
int socket_disconnect(int fd)
{
	const struct sockaddr_un none = { .sun_family = AF_UNSPEC };
	struct sockaddr_un peer;
	socklen_t len = sizeof(peer);

	connect(fd, (const struct sockaddr *)&none, sizeof(none));
	if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0)
		return -EISCONN;
	return errno == ENOTCONN ? 0 : -errno;
}
