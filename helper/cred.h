/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cred.h - who is at the other end of a unix socket
 *
 * As the kernel says it, not the peer.
 */
#ifndef HELPER_CRED_H
#define HELPER_CRED_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

/**
 * cred_attach() - Let datagrams carry their sender's credentials, or not
 * @fd:		Unix datagram socket
 * @on:		Whether
 *
 * Only datagrams sent while it is on carry them, so turn it on before
 * bind(2).
 *
 * Return: 0 or -errno.
 */
int cred_attach(int fd, bool on);

/**
 * cred_peek() - Look at the sender of the datagram that is first in the queue
 * @fd:		Unix datagram socket with credentials attached
 * @addr:	Set to the sender's address
 * @len:	Set to the bytes of it
 * @uid:	Set to the sender's user
 *
 * Return: 0, -EAGAIN when no datagram is queued, -EACCES when it came
 * without credentials, or another -errno.
 */
int cred_peek(int fd, struct sockaddr_un *addr, socklen_t *len, uid_t *uid);

/**
 * cred_stream() - Tell who is connected
 * @fd:		Connected unix stream socket
 * @uid:	Set to the peer's user when it connected
 *
 * Return: 0 or -errno.
 */
int cred_stream(int fd, uid_t *uid);

#endif
