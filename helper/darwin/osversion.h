/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * osversion.h - which macOS this is
 */
#ifndef HELPER_DARWIN_OSVERSION_H
#define HELPER_DARWIN_OSVERSION_H

/* From here on vmnet needs no root and has networks with names. */
#define OSVERSION_UNPRIVILEGED 26

/**
 * osversion_major() - Major version of the running macOS
 *
 * Return: 26 for macOS 26.1 (kern.osproductversion of sysctl(3)), or 0 when
 * it cannot be told.
 */
unsigned int osversion_major(void);

#endif
