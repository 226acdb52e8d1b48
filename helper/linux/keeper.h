/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keeper.h - the process that a network belongs to, see network.h
 */
#ifndef HELPER_LINUX_KEEPER_H
#define HELPER_LINUX_KEEPER_H

#include "helper/linux/network.h"

#define KEEPER_LOCK_MS 10000 /* longest wait for the lock of networks */

/**
 * keeper_lock() - Keep networks and their ports from changing
 * @net:	Any network of this network namespace
 * @cancel:	Descriptor that ends the wait when it is readable; -1 for none
 *
 * Creates the folder of the state if it is missing.
 *
 * Return: descriptor for keeper_unlock(), or close() when a network is known
 * to remain; -EWOULDBLOCK after KEEPER_LOCK_MS, -ECANCELED, or -errno.
 */
int keeper_lock(const struct network *net, int cancel);

/**
 * keeper_unlock() - Give the lock up, and the folders if no network remains
 * @net:	Any network of this network namespace
 * @lock:	From keeper_lock()
 */
void keeper_unlock(const struct network *net, int lock);

/**
 * keeper_alive() - Tell whether a network has its keeper
 * @net:	Network; the lock is held
 *
 * Return: 1, 0, or -errno.
 */
int keeper_alive(const struct network *net);

/**
 * keeper_start() - Fork the keeper and wait until the network is built
 * @net:	Network without a keeper; has_prefix is set
 * @lock:	From keeper_lock()
 * @cancel:	Descriptor that ends the wait when it is readable; -1 for none
 * @error:	Receives one line saying what failed
 *
 * When the caller dies or fails before it has added a port, the keeper takes
 * the network down again.  On failure a network that other helpers use stays
 * as it is, without a keeper.
 *
 * Return: 0; -ECANCELED; or -errno with @error set.
 */
int keeper_start(struct network *net, int lock, int cancel,
		 char error[NIC_ERROR_MAX]);

#endif
