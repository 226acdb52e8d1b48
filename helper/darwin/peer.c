/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.c - has the other end of a datagram socket gone?
 *
 * XNU disconnects a datagram socket when its peer is closed: it has no peer
 * name any more, and ECONNRESET is kept as its error, but nobody who waits for
 * it is woken (unp_drop() in bsd/kern/uipc_usrreq.c).  The error is left for
 * recvmsg(2) to report.
 */

#include <errno.h>
#include <sys/socket.h>

#include "helper/peer.h"

void peer_prepare(void)
{
}

bool peer_gone(int fd)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);

	if (getpeername(fd, (struct sockaddr *)&addr, &len) == 0)
		return false;
	/* EINVAL: both directions of a stream have ended. */
	return errno == ENOTCONN || errno == EINVAL || errno == ECONNRESET;
}
