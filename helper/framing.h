/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framing.h - frames in a stream of bytes
 *
 * On a stream socket each frame follows its length, four bytes in network
 * byte order: the format of QEMU's "-netdev stream" and "-netdev socket", and
 * of socket_vmnet.  A read of the socket may end anywhere, so what is left of
 * a frame stays in the buffer until the rest has come.
 *
 * Pure: no I/O, no allocation.
 */
#ifndef HELPER_FRAMING_H
#define HELPER_FRAMING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define FRAMING_PREFIX 4 /* bytes of the length */

/*
 * The longest frame that any known sender makes: the buffer of QEMU,
 * NET_BUFSIZE.  A length above it is no length: the two sides are out of step.
 */
#define FRAMING_LIMIT (4096 + 65536)

struct framing {
	uint8_t *buf;
	size_t size;
	size_t start;		/* offset of what was not taken yet */
	size_t end;		/* offset of what was not received yet */
	size_t skip;		/* bytes of a frame too long, still to come */
	unsigned int max_frame; /* bytes */
};

/**
 * framing_init() - Begin
 * @f:		Reader, empty afterwards
 * @buf:	Where bytes are put; in use as long as @f
 * @size:	Its size in bytes, above FRAMING_PREFIX + @max_frame
 * @max_frame:	Longest frame that is taken, in bytes
 */
void framing_init(struct framing *f, uint8_t *buf, size_t size,
		  unsigned int max_frame);

/**
 * framing_room() - Where the next bytes of the stream go
 * @f:		Reader whose frames have all been taken and are used no more:
 *		what is left of the last one moves to the front
 *
 * Return: free space of the buffer, never empty.
 */
struct iovec framing_room(struct framing *f);

/**
 * framing_fill() - Tell that bytes have come
 * @f:		Reader
 * @n:		How many, at most the room there was
 */
void framing_fill(struct framing *f, size_t n);

/**
 * framing_next() - Take the next frame
 * @f:		Reader
 * @frame:	Set to it; the bytes stay in place until framing_room().  A
 *		frame above max_frame is told by its true length, only without
 *		its bytes
 *
 * Return: 1; 0 when more bytes are needed; -EPROTO when the length is above
 * FRAMING_LIMIT.
 */
int framing_next(struct framing *f, struct iovec *frame);

#endif
