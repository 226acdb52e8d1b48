/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * msgx.h - many datagrams per system call, as XNU has it
 *
 * libSystem exports both functions but no header of the SDK declares them;
 * bsd/sys/socket_private.h of XNU does.  Weak, so that a system without them
 * is one where their address is NULL.
 */
#ifndef HELPER_DARWIN_MSGX_H
#define HELPER_DARWIN_MSGX_H

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

struct msghdr_x {
	void *msg_name;
	socklen_t msg_namelen;
	struct iovec *msg_iov;
	int msg_iovlen;
	void *msg_control;
	socklen_t msg_controllen;
	int msg_flags;	    /* zero on input */
	size_t msg_datalen; /* recvmsg_x() sets it; sendmsg_x() does not look */
};

/**
 * recvmsg_x() - Receive datagrams
 * @fd:		Datagram socket
 * @msgs:	Where to
 * @n:		How many at most
 * @flags:	MSG_DONTWAIT, nothing else
 *
 * Return: how many, or -1 with errno set.
 */
ssize_t recvmsg_x(int fd, const struct msghdr_x *msgs, unsigned int n,
		  int flags) __attribute__((weak_import));

/**
 * sendmsg_x() - Send datagrams
 * @fd:		Connected datagram socket
 * @msgs:	What
 * @n:		How many
 * @flags:	MSG_DONTWAIT, nothing else
 *
 * Return: how many were sent, or -1 with errno set when it was none.
 */
ssize_t sendmsg_x(int fd, const struct msghdr_x *msgs, unsigned int n,
		  int flags) __attribute__((weak_import));

#endif
