/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cred.c - who is at the other end of a unix socket, by getpeereid(3)
 *
 * XNU has no credentials in datagrams, and LOCAL_PEERCRED is for streams only
 * (bsd/kern/uipc_usrreq.c).  What keeps others from sending is the mode of our
 * socket, 0600; besides, a client has bound a socket of its own to be answered,
 * and that file has an owner.
 */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/cred.h"

int cred_attach(int fd, bool on)
{
	(void)fd;
	(void)on;
	return 0;
}

/* A client without a file cannot be answered, so nobody asks who it is. */
static uid_t owner(const struct sockaddr_un *addr, socklen_t len)
{
	struct stat st;

	if (len <= offsetof(struct sockaddr_un, sun_path) ||
	    lstat(addr->sun_path, &st) < 0)
		return geteuid();
	return st.st_uid;
}

int cred_peek(int fd, struct sockaddr_un *addr, socklen_t *len, uid_t *uid)
{
	struct {
		struct sockaddr_un addr;
		char end; /* a path that fills sun_path has no NUL */
	} from = { .end = '\0' };
	uint8_t byte;
	struct iovec iov = { &byte, sizeof(byte) };
	struct msghdr msg = {
		.msg_name = &from.addr,
		.msg_namelen = sizeof(from.addr),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};

	memset(&from, 0, sizeof(from));
	if (recvmsg(fd, &msg, MSG_PEEK | MSG_DONTWAIT) < 0)
		return -errno;
	*addr = from.addr;
	*len = msg.msg_namelen;
	*uid = owner(&from.addr, *len);
	return 0;
}

int cred_stream(int fd, uid_t *uid)
{
	gid_t gid;

	return getpeereid(fd, uid, &gid) < 0 ? -errno : 0;
}
