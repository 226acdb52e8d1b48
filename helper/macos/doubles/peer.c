/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* peer.c - what Linux knows of a socket's other end, by another name */

#define peer_gone    double_peer_gone
#define peer_prepare double_peer_prepare

#include "helper/linux/peer.c"
