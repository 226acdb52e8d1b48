/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard.h - what processes with privilege keep their hands off
 *
 * A keeper of uid 0 without the capabilities of root still owns root's files:
 * it could write /etc/crontab.  So those that stay privileged give up writing
 * files but their own, and the system calls that only an intruder would make.
 * What this kernel does not have is left out.
 *
 * Functions return 0 or -errno.
 */
#ifndef HELPER_LINUX_GUARD_H
#define HELPER_LINUX_GUARD_H

#include "helper/linux/network.h"

/**
 * guard_keeper() - Confine a keeper, its spare, and what they start
 * @net:	The keeper's; its folder exists
 *
 * From now on the keeper cannot write below /proc/sys.
 */
int guard_keeper(const struct network *net);

/**
 * guard_dnsmasq() - Confine dnsmasq, to be called in its process
 * @folder:	The only one it can change
 *
 * Needs guard_keeper() to have been called.
 */
int guard_dnsmasq(const char *folder);

/**
 * guard_janitor() - Confine a process that uses no file any more
 */
int guard_janitor(void);

#endif
