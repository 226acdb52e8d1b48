/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * netdev.h - counters of a network interface
 *
 * Exactly one implementation is linked in.  Safe from any
 * thread.
 */
#ifndef HARNESS_NETDEV_H
#define HARNESS_NETDEV_H

#include <stdint.h>

/**
 * netdev_tx_dropped() - Frames an interface of this namespace did not send
 * @name:	Interface
 * @frames:	Set to the count; it wraps, so use differences only
 *
 * For a TAP these are the frames that the kernel had for the process behind
 * it and that it did not fetch in time.
 *
 * Return: 0, or -errno; -ENODEV when there is no such interface, or nobody
 * counts: the number is then unknown, and not zero.
 */
int netdev_tx_dropped(const char *name, uint32_t *frames);

#endif
