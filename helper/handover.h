/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handover.h - a descriptor sent through a unix socket, see unix(7) SCM_RIGHTS
 */
#ifndef HELPER_HANDOVER_H
#define HELPER_HANDOVER_H

/**
 * handover_send() - Send a descriptor
 * @socket:	Connected unix socket of any kind
 * @fd:		Descriptor; stays the caller's
 *
 * Return: 0 or -errno.
 */
int handover_send(int socket, int fd);

/**
 * handover_receive() - Receive a descriptor
 * @socket:	Connected unix socket
 * @timeout_ms:	How long to wait for it
 *
 * Return: close-on-exec descriptor, the caller's; -ETIMEDOUT; -EPROTO when
 * something else came; or another -errno.
 */
int handover_receive(int socket, int timeout_ms);

#endif
