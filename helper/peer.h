/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.h - has the other end of a datagram socket gone?
 *
 * A datagram socket has no end of file: with the peer gone a receiver waits
 * for ever, and only a sender is told (ECONNREFUSED).  So somebody has to ask
 * from time to time.
 */
#ifndef HELPER_PEER_H
#define HELPER_PEER_H

#include <stdbool.h>

/**
 * peer_prepare() - Open what peer_gone() asks
 *
 * For a process that is about to lose the right to open it; otherwise the
 * first question does so.  Not for two threads at once.
 */
void peer_prepare(void);

/**
 * peer_gone() - Tell whether nobody holds the other end any more
 * @fd:		Connected unix datagram socket
 *
 * Costs a few system calls; meant for a few times per second, from one thread.
 *
 * Return: true when it is certain.
 */
bool peer_gone(int fd);

#endif
