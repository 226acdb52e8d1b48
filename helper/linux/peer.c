/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.c - has the other end of a datagram socket gone? by sock_diag(7)
 *
 * The kernel reports the inode of the peer (UNIX_DIAG_PEER) for as long as
 * the peer is open, and zero once it was closed.
 */

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "helper/peer.h"

static int netlink = -1; /* for the life of the process */
static uint32_t questions;

void peer_prepare(void)
{
	if (netlink < 0)
		netlink = socket(AF_NETLINK,
				 SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
				 NETLINK_SOCK_DIAG);
}

static int ask(int nl, ino_t inode)
{
	_Alignas(struct nlmsghdr) char
		buf[MNL_NLMSG_HDRLEN + sizeof(struct unix_diag_req)];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct unix_diag_req *diag;

	request->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request->nlmsg_flags = NLM_F_REQUEST;
	request->nlmsg_seq = ++questions;
	diag = mnl_nlmsg_put_extra_header(request, sizeof(*diag));
	diag->sdiag_family = AF_UNIX;
	diag->udiag_states = ~0u;
	diag->udiag_ino = (uint32_t)inode;
	diag->udiag_show = UDIAG_SHOW_PEER;
	diag->udiag_cookie[0] = ~0u; /* any */
	diag->udiag_cookie[1] = ~0u;
	return send(nl, request, request->nlmsg_len, 0) < 0 ? -errno : 0;
}

static int parse_answer(const struct nlmsghdr *answer, uint32_t *peer)
{
	const struct nlattr *attr;

	if (answer->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return -EPROTO;
	mnl_attr_for_each (attr, answer, sizeof(struct unix_diag_msg)) {
		if (mnl_attr_get_type(attr) == UNIX_DIAG_PEER) {
			*peer = mnl_attr_get_u32(attr);
			return 0;
		}
	}
	return -ENOENT;
}

/* The kernel has answered when send(2) returns. */
static int read_answer(int nl, uint32_t *peer)
{
	_Alignas(struct nlmsghdr) char buf[1024];
	const struct nlmsghdr *answer = (const struct nlmsghdr *)buf;
	ssize_t n;

	do {
		n = recv(nl, buf, sizeof(buf), 0);
		if (n < 0)
			return -errno;
		if (!mnl_nlmsg_ok(answer, (int)n))
			return -EPROTO;
		/* An earlier question's, given up then. */
	} while (answer->nlmsg_seq != questions);
	return parse_answer(answer, peer);
}

bool peer_gone(int fd)
{
	uint32_t peer = 0;
	struct stat st;

	peer_prepare();
	if (netlink < 0 || fstat(fd, &st) < 0)
		return false;
	return ask(netlink, st.st_ino) == 0 &&
	       read_answer(netlink, &peer) == 0 && peer == 0;
}
