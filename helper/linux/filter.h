/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.h - the system calls this process may make from now on, seccomp(2)
 */
#ifndef HELPER_LINUX_FILTER_H
#define HELPER_LINUX_FILTER_H

#include <stdbool.h>

/**
 * filter_available() - Tell whether this kernel can filter
 *
 * Return: true when it can, and when a filter may end a whole process (Linux
 * 4.14).
 */
bool filter_available(void);

/**
 * filter_helper() - Allow nothing but what a forwarding helper needs
 * @has_socket:	It also waits for its client on a socket of its own, and
 *		removes that at the end
 * @log:	Have the kernel's log name every call that is refused
 *
 * For the calling thread and those it starts.  Sets no_new_privs.
 *
 * Return: 0 or -errno.
 */
int filter_helper(bool has_socket, bool log);

/**
 * filter_servant() - Allow all but what only an intruder would do
 *
 * For the processes with privilege that a helper leaves behind, which start
 * dnsmasq: what they start inherits the filter.  Sets no_new_privs.
 *
 * Return: 0 or -errno.
 */
int filter_servant(void);

#endif
