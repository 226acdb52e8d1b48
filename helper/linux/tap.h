/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tap.h - a TAP interface and the nic over it
 *
 * Every frame on the descriptor is preceded by a struct vnet_header, and may
 * be up to 64 KiB long with its checksum left out, either way.
 */
#ifndef HELPER_LINUX_TAP_H
#define HELPER_LINUX_TAP_H

#include "helper/nic.h"

/**
 * tap_open() - Create a TAP interface, down
 * @pattern:	Its name; "%d" in it becomes the first free number
 * @name:	Set to the name given
 *
 * The interface lives as long as the descriptor.  Needs CAP_NET_ADMIN in the
 * network namespace.
 *
 * Return: non-blocking, close-on-exec descriptor, or -errno.
 */
int tap_open(const char *pattern, char name[NIC_NAME_MAX]);

/**
 * tap_adopt() - Set an opened macvtap up as tap_open() does a TAP
 * @fd:		From opening /dev/tapN
 * @name:	Name of its link
 *
 * Return: 0 or -errno.
 */
int tap_adopt(int fd, const char *name);

/**
 * tap_nic() - Use a TAP as a nic
 * @nic:	Set on success; nic_close() closes @fd
 * @fd:		From tap_open(); still the caller's on failure
 *
 * Return: 0 or -ENOMEM or another -errno.
 */
int tap_nic(struct nic **nic, int fd);

#endif
