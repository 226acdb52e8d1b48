/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.h - the VM's end of the cable: a unix datagram socket
 *
 * Either a connected socket that was inherited, or one that is bound to a
 * path and learns its single client from the first datagram.  One datagram is
 * one Ethernet frame without its checksum.
 *
 * guest_recv() and guest_send() may run beside each other, each from one
 * thread.
 */
#ifndef HELPER_GUEST_H
#define HELPER_GUEST_H

#include <stdint.h>
#include <sys/uio.h>

#include "helper/batch.h"

#define GUEST_ERROR_MAX 512 /* bytes of the longest error line */

struct guest;

/**
 * guest_open_fd() - Use an inherited socket
 * @guest:	Set on success; release it with guest_close()
 * @fd:		Connected datagram socket; owned by the guest on success
 * @error:	Receives one line naming --fd and the reason
 *
 * Return: 0 or -errno with @error set.
 */
int guest_open_fd(struct guest **guest, int fd, char error[GUEST_ERROR_MAX]);

/**
 * guest_open_path() - Create a socket for one client
 * @guest:	Set on success; release it with guest_close()
 * @path:	Must not exist, or be a socket that nobody serves; not kept
 * @error:	Receives one line naming --socket and the reason
 *
 * The socket is accessible by its owner only, from the moment it exists.  A
 * lock on @path.lock keeps a second helper away.  Call it before other
 * threads exist: the umask is changed for a moment.
 *
 * Return: 0 or -errno with @error set.
 */
int guest_open_path(struct guest **guest, const char *path,
		    char error[GUEST_ERROR_MAX]);

/**
 * guest_fd() - The socket, for poll(2)
 * @guest:	Open guest
 *
 * Return: the descriptor; still owned by @guest.
 */
int guest_fd(const struct guest *guest);

/**
 * guest_connected() - Tell whether the client is known
 * @guest:	Open guest
 *
 * Return: 1 or 0.
 */
int guest_connected(const struct guest *guest);

/**
 * guest_accept() - Learn the client from a queued datagram and connect to it
 * @guest:	From guest_open_path(), readable
 *
 * Connecting back is what gives the client a queue of SO_SNDBUF bytes instead
 * of the 11 frames of net.unix.max_dgram_qlen, and what keeps others out
 * (EPERM), both measured on Linux 6.18.
 *
 * Return: 1 when connected, 0 when the datagram had no usable sender (it is
 * discarded), or -errno.
 */
int guest_accept(struct guest *guest);

/**
 * guest_peer() - The client's address, for the log
 * @guest:	Connected guest
 *
 * Return: its path, or "" for an inherited socket; owned by @guest.
 */
const char *guest_peer(const struct guest *guest);

/**
 * guest_recv() - Wait for frames from the VM
 * @guest:	Connected guest
 * @frames:	Set to the frames; they are the caller's to modify until the
 *		next call.  A frame longer than @max_frame of guest_prepare()
 *		is reported with its true length but without all its bytes
 * @n:		At most NIC_BATCH
 *
 * Return: number of frames, 0 after guest_stop(), -ECONNRESET when the VM is
 * gone, or -errno.
 */
int guest_recv(struct guest *guest, struct iovec *frames, int n);

/**
 * guest_send() - Send frames to the VM
 * @guest:	Connected guest
 * @frames:	One frame each, in one piece or two
 * @n:		1 to NIC_BATCH
 * @waits:	Increased by one for each time the queue was full
 *
 * A full queue is waited for, but never longer than GUEST_WAIT_MS and never
 * beyond guest_stop(): a VM that does not read loses its own frames only.
 *
 * Return: number of frames sent; -ECONNRESET when the VM is gone.
 */
int guest_send(struct guest *guest, const struct datagram *frames, int n,
	       uint64_t *waits);

#define GUEST_WAIT_MS 100

/**
 * guest_prepare() - Allocate the buffers that guest_recv() fills
 * @guest:	Open guest
 * @max_frame:	Longest frame in bytes
 *
 * Return: 0 or -ENOMEM.
 */
int guest_prepare(struct guest *guest, unsigned int max_frame);

/**
 * guest_stop() - Make guest_recv() and guest_send() return at once, for good
 * @guest:	Open guest
 *
 * From any thread.
 */
void guest_stop(struct guest *guest);

/**
 * guest_close() - Close the socket and remove what was created
 * @guest:	From guest_open_*(), not in use; NULL is allowed
 */
void guest_close(struct guest *guest);

#endif
