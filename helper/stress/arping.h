/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* arping.h - the least a guest can be: it asks for its gateway */
#ifndef HELPER_STRESS_ARPING_H
#define HELPER_STRESS_ARPING_H

#include <stdint.h>

#define ARPING_STATUS 7 /* of a guest that ended by itself */

/**
 * arping_run() - Ask for a gateway by ARP again and again
 * @fd:		Socket to a helper
 * @gateway:	Its address, host byte order
 * @life_ms:	How long, in milliseconds
 *
 * Prints "started", and "answered" at the first answer.  The MAC address is
 * that of VMNET_MAC_ADDRESS.  Nothing on the socket ends it.
 *
 * Return: exit status, ARPING_STATUS at the end of its life.
 */
int arping_run(int fd, uint32_t gateway, int64_t life_ms);

#endif
