/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leases.h - the addresses that guests had, kept from one network to the next
 *
 * A network goes with its last guest, and dnsmasq's list of leases with it.
 * It is kept in /var/lib/vmnet-helper/<bridge>.leases, so that a guest finds
 * its address again on the next network of this subnet.  Where that cannot be
 * written, as in user namespaces, nothing is kept.
 *
 * The list is written by dnsmasq's user, which is not trusted: only lines that
 * are leases of this subnet are copied, and nothing but a plain file of that
 * user's own is read.  At most half of the addresses are kept, the newest:
 * guests that never come back must not leave the others without.
 */
#ifndef HELPER_LINUX_LEASES_H
#define HELPER_LINUX_LEASES_H

#include <pwd.h>

#include "helper/linux/network.h"

/**
 * leases_folder() - The folder of kept leases, created if it is missing
 *
 * Return: its path.
 */
const char *leases_folder(void);

/**
 * leases_keep() - Keep the leases of a network that ends
 * @net:	Network
 * @path:	The list of its dnsmasq
 */
void leases_keep(const struct network *net, const char *path);

/**
 * leases_restore() - Give a new network the leases kept
 * @net:	Network
 * @path:	List for dnsmasq to start with; left alone if it exists
 * @user:	Owner of the list, or NULL
 */
void leases_restore(const struct network *net, const char *path,
		    const struct passwd *user);

#endif
