/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vsock.h - reach the host from a guest, without a network
 */
#ifndef VMS_GUEST_VSOCK_H
#define VMS_GUEST_VSOCK_H

/**
 * vsock_connect() - Connect to a port of the host
 * @port:	Number
 * @limit_ms:	How long at most to try: who listens there may come later
 *
 * Return: connected stream socket, or -errno of the last attempt.
 */
int vsock_connect(unsigned int port, int limit_ms);

#endif
