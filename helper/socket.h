/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * socket.h - what every system does its own way with unix sockets
 */
#ifndef HELPER_SOCKET_H
#define HELPER_SOCKET_H

/**
 * socket_prepare() - Make a socket ready to carry frames
 * @fd:		Unix socket
 *
 * Gives it the buffers that frames need.  Best effort: a smaller queue costs
 * speed, nothing else.
 */
void socket_prepare(int fd);

/**
 * socket_disconnect() - Let a datagram socket forget its peer
 * @fd:		Unix datagram socket, connected or not any more
 *
 * Return: 0 or -errno.
 */
int socket_disconnect(int fd);

#endif
