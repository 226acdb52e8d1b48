/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keeper.h - the process that a network belongs to, see network.h
 */
#ifndef HELPER_LINUX_KEEPER_H
#define HELPER_LINUX_KEEPER_H

#include "helper/linux/network.h"

/**
 * keeper_start() - Fork the keeper and wait until the network is built
 * @net:	Network without a keeper; has_prefix is set
 * @lock:	From state_lock()
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
