/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h - what networks have below /run: their folders, and who owns them
 *
 * The lock is one for all networks of a network namespace.  Whoever builds,
 * joins or removes one holds it.  The file "keeper" is in the folder of each; a
 * lock on it is held as long as the network's keeper lives.
 */
#ifndef HELPER_LINUX_STATE_H
#define HELPER_LINUX_STATE_H

#include "helper/linux/network.h"

#define STATE_PATH    128   /* bytes of the longest path, with its NUL */
#define STATE_LOCK_MS 10000 /* longest wait for the lock */

/**
 * state_path() - Name a file
 * @dir:	Folder, of a network or of all
 * @name:	File in it
 * @path:	Receives the path
 */
void state_path(const char *dir, const char *name, char path[STATE_PATH]);

/**
 * state_lock() - Keep networks and their ports from changing
 * @net:	Any network of this network namespace
 * @cancel:	Descriptor that ends the wait when it is readable; -1 for none
 *
 * Creates the folder of all networks if it is missing.
 *
 * Return: descriptor for state_unlock(), or close() when a network is known
 * to remain; -EWOULDBLOCK after STATE_LOCK_MS, -ECANCELED, or -errno.
 */
int state_lock(const struct network *net, int cancel);

/**
 * state_unlock() - Give the lock up, and the folders if no network remains
 * @net:	Any network of this network namespace
 * @lock:	From state_lock()
 */
void state_unlock(const struct network *net, int lock);

/**
 * state_kept() - Tell whether a network has its keeper
 * @net:	Network; the lock is held
 *
 * Return: 1, 0, or -errno.
 */
int state_kept(const struct network *net);

/**
 * state_take() - Make the folder of a network and become its keeper
 * @net:	Network without a keeper; the lock is held
 * @error:	Receives one line saying what failed
 *
 * Return: descriptor of the file "keeper", which says that the network is kept
 * while it is open; or -errno with @error set.
 */
int state_take(const struct network *net, char error[NIC_ERROR_MAX]);

/**
 * state_take_over() - Become the keeper of a network that is there
 * @net:	Network; the lock is held
 * @limit_ms:	How long to wait for another keeper to end; 0 for not at all
 *
 * Return: descriptor as of state_take(); -ENOENT when there is no such network,
 * -EWOULDBLOCK when it is kept, or another -errno.
 */
int state_take_over(const struct network *net, int limit_ms);

#endif
