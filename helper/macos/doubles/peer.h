/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.h - what Linux knows of a socket's other end
 */
#ifndef MACOS_DOUBLES_PEER_H
#define MACOS_DOUBLES_PEER_H

#include <stdbool.h>

/**
 * double_peer_gone() - helper/linux/peer.c by another name
 * @fd:	Connected unix socket
 *
 * Return: true when nobody holds the other end.
 */
bool double_peer_gone(int fd);

#endif
