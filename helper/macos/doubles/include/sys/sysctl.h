/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sysctl.h - the part we use, done on Linux by doubles/system.c */
#ifndef DOUBLES_SYS_SYSCTL_H
#define DOUBLES_SYS_SYSCTL_H

#include <stddef.h>

int sysctlbyname(const char *name, void *old, size_t *old_size, void *new,
		 size_t new_size);

#endif
