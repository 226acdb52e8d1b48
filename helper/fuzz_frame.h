/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_frame.h - frames for fuzz targets
 *
 * Flows of TCP, and some of UDP, that are correct unless the input says where
 * they are not, so that the code beyond the checks of sums and lengths is
 * reached.  The sums
 * here are written the slow way of RFC 1071 and share nothing with the code
 * that is judged by them.
 */
#ifndef HELPER_FUZZ_FRAME_H
#define HELPER_FUZZ_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/fuzz.h"

#define FUZZ_FLOWS	16    /* more than are merged at once */
#define FUZZ_FRAME_ROOM 65000 /* bytes of payload at most */

/* Where each flow stands. */
struct fuzz_flows {
	uint32_t seq[FUZZ_FLOWS];
	uint16_t id;
};

struct fuzz_frame {
	uint8_t *bytes; /* malloc()ed, exactly as long as what it holds */
	size_t front;	/* zero bytes before the frame */
	size_t len;	/* of the frame */
	bool correct;	/* a whole segment or datagram with correct sums */
	/* These are right if @correct. */
	bool ipv6;
	bool udp;
	size_t transport; /* offset of the TCP or UDP header in the frame */
	size_t headers;	  /* bytes before the payload */
	size_t payload;
};

/**
 * fuzz_frame_make() - Make the frame that the input describes
 * @frame:	Filled in; free its bytes by free(3)
 * @flows:	Where they stand; all zero at first
 * @in:		Describes it
 * @front:	Room before the frame, in bytes
 *
 * The first byte says what it is: a segment that continues its flow, or (bit
 * 0) raw bytes.  What a flow is made of follows from its number: IPv4 or IPv6,
 * options of TCP or of IPv4, ECN, or UDP.
 */
void fuzz_frame_make(struct fuzz_frame *frame, struct fuzz_flows *flows,
		     struct fuzz_input *in, size_t front);

/**
 * fuzz_frame_edit() - Change bytes as the input says
 * @in:		Says how many, where, and how
 * @bytes:	Bytes to change
 * @len:	How many they are
 */
void fuzz_frame_edit(struct fuzz_input *in, uint8_t *bytes, size_t len);

/**
 * fuzz_sum() - The internet checksum's sum
 * @p:		Bytes at an even offset of what is summed
 * @len:	How many
 * @sum:	Sum so far
 *
 * Return: the sum, 0 to 0xffff.
 */
uint32_t fuzz_sum(const uint8_t *p, size_t len, uint32_t sum);

#define FUZZ_TCP 6
#define FUZZ_UDP 17

/**
 * fuzz_frame_insert() - Make room before the transport header
 * @f:		Frame; its bytes are allocated anew, so that ASan watches the
 *		new end
 * @at:		Where
 * @n:		Bytes that are put in, with any value
 *
 * Return: the room.
 */
uint8_t *fuzz_frame_insert(struct fuzz_frame *f, size_t at, size_t n);

/**
 * fuzz_transport_sum() - Sum of a TCP segment or UDP datagram, pseudo-header
 * included
 * @ip:		IP header
 * @ipv6:	Of which kind
 * @protocol:	FUZZ_TCP or FUZZ_UDP
 * @header:	Of TCP or UDP, the payload behind it
 * @len:	Bytes of both
 *
 * Return: 0xffff when the checksum in it is correct.
 */
uint32_t fuzz_transport_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			    const uint8_t *header, size_t len);

/**
 * fuzz_pseudo_sum() - Sum of the pseudo-header alone
 */
uint32_t fuzz_pseudo_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			 size_t len);

/**
 * fuzz_be16() - Read a field
 */
static inline uint16_t fuzz_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/**
 * fuzz_put16() - Write a field
 */
static inline void fuzz_put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

#endif
