/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * endpoint.h - the socket at which the VM is, or will be
 *
 * Either a connected socket that was inherited, or one bound to a path that
 * serves one client at a time: the sender of the first datagram, or who
 * connects to the stream.
 *
 * Only our own user and root may be the client.  The mode of the socket says
 * so already; the credentials say it again, should the mode be changed or the
 * descriptor be handed on.
 */
#ifndef HELPER_ENDPOINT_H
#define HELPER_ENDPOINT_H

#include <stdbool.h>

#define ENDPOINT_ERROR_MAX 512 /* bytes of the longest error line */

struct endpoint;

/**
 * endpoint_open_fd() - Use an inherited socket
 * @endpoint:	Set on success; release it with endpoint_close()
 * @fd:		Connected datagram or stream socket; owned by the endpoint on
 *		success
 * @error:	Receives one line naming --fd and the reason
 *
 * Return: 0 or -errno with @error set.
 */
int endpoint_open_fd(struct endpoint **endpoint, int fd,
		     char error[ENDPOINT_ERROR_MAX]);

/**
 * endpoint_open_path() - Create a socket for one client at a time
 * @endpoint:	Set on success; release it with endpoint_close()
 * @path:	Must not exist, or be a socket of our user that nobody serves;
 *		not kept
 * @stream:	A stream socket; else a datagram socket
 * @error:	Receives one line naming --socket and the reason
 *
 * The socket is accessible by its owner only, from the moment it exists.  A
 * lock on @path.lock keeps a second helper away.  Call it before other
 * threads exist: the umask is changed for a moment.
 *
 * Return: 0 or -errno with @error set.
 */
int endpoint_open_path(struct endpoint **endpoint, const char *path,
		       bool stream, char error[ENDPOINT_ERROR_MAX]);

/**
 * endpoint_is_stream() - Tell the kind of socket
 * @endpoint:	Open endpoint
 *
 * Return: true for a stream, false for datagrams.
 */
bool endpoint_is_stream(const struct endpoint *endpoint);

/**
 * endpoint_socket() - The socket frames go through
 * @endpoint:	Connected endpoint
 *
 * Return: the descriptor, owned by @endpoint; -1 while there is no client.
 */
int endpoint_socket(const struct endpoint *endpoint);

/**
 * endpoint_wait_fd() - What becomes readable when a client comes
 * @endpoint:	From endpoint_open_path()
 *
 * For a stream also when one comes beside the one that is served: let
 * endpoint_turn_away() deal with it.
 *
 * Return: the descriptor, owned by @endpoint; -1 when none can come.
 */
int endpoint_wait_fd(const struct endpoint *endpoint);

/**
 * endpoint_accept() - Take the client that has come
 * @endpoint:	From endpoint_open_path(), without a client
 *
 * A datagram socket is connected back to its client.  That is what gives the
 * client a queue of SO_SNDBUF bytes instead of the 11 frames of
 * net.unix.max_dgram_qlen, and what keeps others out (EPERM), both measured
 * on Linux 6.18.  The first datagram stays in the queue.
 *
 * Return: 1 when there is a client; 0 when there is none after all; -EACCES
 * when one of another user was refused; or another -errno.
 */
int endpoint_accept(struct endpoint *endpoint);

/**
 * endpoint_refused() - Whom endpoint_accept() refused
 * @endpoint:	That returned -EACCES
 *
 * Return: the user's id.
 */
unsigned int endpoint_refused(const struct endpoint *endpoint);

/**
 * endpoint_turn_away() - Hang up on clients that come while one is served
 * @endpoint:	Connected endpoint
 */
void endpoint_turn_away(struct endpoint *endpoint);

/**
 * endpoint_peer() - The client's address, for the log
 * @endpoint:	Connected endpoint
 *
 * Return: its path, "" when it has none; owned by @endpoint.
 */
const char *endpoint_peer(const struct endpoint *endpoint);

/**
 * endpoint_disconnect() - Be ready for the next client
 * @endpoint:	From endpoint_open_path(); its socket is not in use any more
 *
 * Return: 0 or -errno.
 */
int endpoint_disconnect(struct endpoint *endpoint);

/**
 * endpoint_close() - Close the socket and remove what was created
 * @endpoint:	From endpoint_open_*(), not in use; NULL is allowed
 */
void endpoint_close(struct endpoint *endpoint);

#endif
