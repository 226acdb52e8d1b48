/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cred.c - who is at the other end of a unix socket, by SCM_CREDENTIALS and
 * SO_PEERCRED, see unix(7)
 */

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>

#include "helper/cred.h"

int cred_attach(int fd, bool on)
{
	int value = on;

	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &value, sizeof(value)) < 0)
		return -errno;
	return 0;
}

static int find_uid(struct msghdr *msg, uid_t *uid)
{
	struct cmsghdr *c;
	struct ucred cred;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SCM_CREDENTIALS)
			continue;
		memcpy(&cred, CMSG_DATA(c), sizeof(cred));
		*uid = cred.uid;
		return 0;
	}
	return -EACCES;
}

int cred_peek(int fd, struct sockaddr_un *addr, socklen_t *len, uid_t *uid)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred))];
	struct {
		struct sockaddr_un addr;
		char end; /* for tools that check what the kernel reports */
	} from = { .end = '\0' };
	uint8_t byte;
	struct iovec iov = { &byte, sizeof(byte) };
	struct msghdr msg = {
		.msg_name = &from.addr,
		.msg_namelen = sizeof(from.addr),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	memset(&from, 0, sizeof(from));
	if (recvmsg(fd, &msg, MSG_PEEK | MSG_DONTWAIT) < 0)
		return -errno;
	*addr = from.addr;
	/* One more for a path that fills sun_path: its NUL has no room. */
	*len = msg.msg_namelen < sizeof(*addr) ? msg.msg_namelen
					       : sizeof(*addr);
	return find_uid(&msg, uid);
}

int cred_stream(int fd, uid_t *uid)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
		return -errno;
	*uid = cred.uid;
	return 0;
}
