/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockets_fixture.h - a VM's socket and, in place of a TAP, a network's
 *
 * The network's is a datagram socket, which behaves as a TAP does: a frame per
 * read and per write.
 */
#ifndef HELPER_LINUX_SOCKETS_FIXTURE_H
#define HELPER_LINUX_SOCKETS_FIXTURE_H

#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/check.h"

/* What the pump has, and behind each what the test has. */
static int vm, vm_far, net, net_far;

static inline void open_sockets(bool is_stream)
{
	int fds[2], type = is_stream ? SOCK_STREAM : SOCK_DGRAM;

	ck_assert_int_eq(socketpair(AF_UNIX, type, 0, fds), 0);
	vm = fds[0];
	vm_far = fds[1];
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, fds), 0);
	net = fds[0];
	net_far = fds[1];
}

/* All but @net, which the nic that was made of it closes. */
static inline void close_sockets(void)
{
	close(vm);
	close(vm_far);
	close(net_far);
}

#endif
