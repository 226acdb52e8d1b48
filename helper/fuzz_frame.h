/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_frame.h - frames for fuzz targets
 *
 * TCP flows that are correct unless the input says where they are not, so
 * that the code beyond the checks of sums and lengths is reached.  The sums
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
	bool correct;	/* a whole TCP segment with correct sums */
	/* These are right if @correct. */
	bool ipv6;
	size_t tcp;	/* offset in the frame */
	size_t headers; /* bytes before the payload */
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
 * 0) raw bytes.
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

/**
 * fuzz_tcp_sum() - Sum of a TCP segment and its pseudo-header
 * @ip:		IP header
 * @ipv6:	Of which kind
 * @tcp:	TCP header, the payload behind it
 * @len:	Bytes of both
 *
 * Return: 0xffff when the checksum in it is correct.
 */
uint32_t fuzz_tcp_sum(const uint8_t *ip, bool ipv6, const uint8_t *tcp,
		      size_t len);

/**
 * fuzz_pseudo_sum() - Sum of the pseudo-header alone
 */
uint32_t fuzz_pseudo_sum(const uint8_t *ip, bool ipv6, size_t tcp_len);

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
