/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire.h - frames through the kernel, which must do what is left to be done
 *
 * Two TAPs are ports of a bridge.  What is written into the one may be a large
 * frame, or one without checksum; the other takes nothing but plain frames, so
 * on the way the kernel cuts and completes them.  For a network namespace in
 * which nobody else speaks.
 */
#ifndef HELPER_LINUX_WIRE_H
#define HELPER_LINUX_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct wire {
	int in;
	int out;
};

/**
 * wire_open() - Make TAPs and bridge; they go with the namespace
 * @wire:	Filled in
 *
 * Return: 0 or -errno.
 */
int wire_open(struct wire *wire);

/**
 * wire_put() - Send a frame
 * @wire:	Open
 * @iov:	A struct vnet_header, and the pieces of the frame
 * @n:		Number of pieces, the header included
 *
 * Return: 0; -errno, which is -EINVAL when the kernel does not understand it.
 */
int wire_put(const struct wire *wire, const struct iovec *iov, int n);

/**
 * wire_get() - Receive the next plain frame
 * @wire:	Open
 * @buf:	Receives it
 * @size:	Size of @buf
 *
 * Return: its length in bytes; 0 when none came within two seconds; -errno.
 */
int wire_get(const struct wire *wire, void *buf, size_t size);

#endif
