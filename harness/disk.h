/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h - the disk of a VM, made from an image by qemu-img
 */
#ifndef HARNESS_DISK_H
#define HARNESS_DISK_H

#include <limits.h>
#include <stdbool.h>

#include "harness/events.h"

#define DISK_REASON (PATH_MAX + 512)
#define DISK_MAX    16384 /* GiB */

/**
 * disk_make() - Make a disk
 * @ev:		Where to wait
 * @image:	Absolute path of the image, of any format that qemu-img knows
 * @gib:	Size in GiB; 0: ten, or that of a larger image
 * @raw:	A copy, as not every hypervisor knows more; else a qcow2 file
 *		that has what differs from the image, which must stay
 * @path:	Where to make it, absolute
 * @why:	Receives one line on failure
 *
 * Return: 0, -ECANCELED when the user wants to stop, or another -errno.
 */
int disk_make(struct events *ev, const char *image, unsigned int gib, bool raw,
	      const char *path, char why[DISK_REASON]);

#endif
