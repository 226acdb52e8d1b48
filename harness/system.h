/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * system.h - what a run is made of unless something else is said, and what
 * there is to choose from
 *
 * Exactly one implementation is linked in.  Pure: looks at nothing.
 */
#ifndef HARNESS_SYSTEM_H
#define HARNESS_SYSTEM_H

#include <stdbool.h>

#include "harness/network.h"

/**
 * system_networks() - The networks that guests can be on here
 *
 * Return: static array; the name of the entry after the last one is NULL.
 */
const struct network *system_networks(void);

/**
 * system_drivers() - The drivers to measure
 *
 * Return: literal, names separated by commas.
 */
const char *system_drivers(void);

/**
 * system_memory() - What a guest gets
 *
 * Return: literal, a number of MiB.
 */
const char *system_memory(void);

/**
 * system_ping() - How the host asks as often as it may
 *
 * Return: literal, a ping(8) with its options; the last one waits for the
 * number of seconds it may take in all.
 */
const char *system_ping(void);

/**
 * system_counts_vmm() - Is what a VM uses what its driver's process uses?
 * @driver:	Name of the driver's script
 *
 * Return: false when the VM is in another process, that nobody can tell.
 */
bool system_counts_vmm(const char *driver);

/**
 * system_lan() - The interface of bridged mode
 *
 * Return: literal.
 */
const char *system_lan(void);

#endif
