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

static int ask(int nl, ino_t inode)
{
	_Alignas(struct nlmsghdr) char
		buf[MNL_NLMSG_HDRLEN + sizeof(struct unix_diag_req)];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct unix_diag_req *diag;

	request->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request->nlmsg_flags = NLM_F_REQUEST;
	diag = mnl_nlmsg_put_extra_header(request, sizeof(*diag));
	diag->sdiag_family = AF_UNIX;
	diag->udiag_states = ~0u;
	diag->udiag_ino = (uint32_t)inode;
	diag->udiag_show = UDIAG_SHOW_PEER;
	diag->udiag_cookie[0] = ~0u; /* any */
	diag->udiag_cookie[1] = ~0u;
	return send(nl, request, request->nlmsg_len, 0) < 0 ? -errno : 0;
}

static int read_answer(int nl, uint32_t *peer)
{
	_Alignas(struct nlmsghdr) char buf[1024];
	const struct nlmsghdr *answer = (const struct nlmsghdr *)buf;
	const struct nlattr *attr;
	ssize_t n;

	n = recv(nl, buf, sizeof(buf), 0);
	if (n < 0)
		return -errno;
	if (!mnl_nlmsg_ok(answer, (int)n) ||
	    answer->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return -EPROTO;
	mnl_attr_for_each (attr, answer, sizeof(struct unix_diag_msg)) {
		if (mnl_attr_get_type(attr) == UNIX_DIAG_PEER) {
			*peer = mnl_attr_get_u32(attr);
			return 0;
		}
	}
	return -ENOENT;
}

bool peer_gone(int fd)
{
	uint32_t peer = 0;
	struct stat st;
	int nl, err;

	if (fstat(fd, &st) < 0)
		return false;
	nl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (nl < 0)
		return false;
	err = ask(nl, st.st_ino);
	if (!err)
		err = read_answer(nl, &peer);
	close(nl);
	return err == 0 && peer == 0;
}
