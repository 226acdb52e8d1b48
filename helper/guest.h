/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.h - the VM's end of the cable: frames through a connected socket
 *
 * On a datagram socket one datagram is one Ethernet frame without its
 * checksum; on a stream socket each frame follows its length, see framing.h.
 *
 * guest_recv() and guest_send() may run beside each other, each from one
 * thread.
 */
#ifndef HELPER_GUEST_H
#define HELPER_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "helper/batch.h"

struct guest;

/* What a guest sends and takes. */
enum guest_frames {
	GUEST_PLAIN,  /* frames of the MTU, complete in themselves */
	GUEST_LARGE,  /* larger ones too, and incomplete checksums from it */
	GUEST_HEADER, /* a struct vnet_header in front of every frame */
	GUEST_BARE,   /* as GUEST_LARGE, and all to be passed on as it is */
};

/**
 * guest_open() - Begin to use a connected socket
 * @guest:	Set on success; release it with guest_close()
 * @fd:		The socket; stays the caller's, who closes it afterwards
 * @stream:	Whether it is a stream socket
 * @max_frame:	Longest frame in bytes
 *
 * Return: 0 or -errno.
 */
int guest_open(struct guest **guest, int fd, bool stream,
	       unsigned int max_frame);

/**
 * guest_recv() - Wait for frames from the VM
 * @guest:	Open guest
 * @frames:	Set to the frames; they are the caller's to modify until the
 *		next call.  A frame longer than max_frame is reported with its
 *		true length but without all its bytes
 * @n:		At most NIC_BATCH
 *
 * Return: number of frames, 0 after guest_stop(), -ECONNRESET when the VM is
 * gone, -EPROTO when its stream makes no sense, or -errno.
 */
int guest_recv(struct guest *guest, struct iovec *frames, int n);

/**
 * guest_send() - Send frames to the VM
 * @guest:	Open guest
 * @frames:	One frame each, in one piece or two
 * @n:		1 to NIC_BATCH
 * @waits:	Increased by one for each time the queue was full
 *
 * A full queue is waited for, but never longer than GUEST_WAIT_MS and never
 * beyond guest_stop(): a VM that does not read loses its own frames only.
 * After a wait for nothing there is no other until the VM reads again: frames
 * of the network would pile up in the host's memory, half a gigabyte of them.
 *
 * Return: number of frames sent; -ECONNRESET when the VM is gone.
 */
int guest_send(struct guest *guest, const struct datagram *frames, int n,
	       uint64_t *waits);

#define GUEST_WAIT_MS 100

/**
 * guest_stop() - Make guest_recv() and guest_send() return at once, for good
 * @guest:	Open guest
 *
 * From any thread.
 */
void guest_stop(struct guest *guest);

/**
 * guest_close() - Free the buffers
 * @guest:	From guest_open(), not in use; NULL is allowed
 */
void guest_close(struct guest *guest);

#endif
