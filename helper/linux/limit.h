/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* limit.h - how much of a resource this process may use, setrlimit(2) */
#ifndef HELPER_LINUX_LIMIT_H
#define HELPER_LINUX_LIMIT_H

#include <sys/resource.h>

/**
 * limit_lower() - Give up what is above a limit, for good
 * @resource:	RLIMIT_*
 * @most:	The new limit, soft and hard; a lower one stays
 *
 * Return: 0 or -errno.
 */
int limit_lower(int resource, rlim_t most);

#endif
