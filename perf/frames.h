/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frames.h - frames that look like a flow
 *
 * TCP frames of a flow have consecutive sequence numbers and correct
 * checksums, so that a helper may merge them and a kernel may cut them; UDP
 * frames are what nobody merges.  All frames of a flow have the same payload,
 * so that a new sequence number changes the checksum by a sum of two words
 * (RFC 1624) and generating costs next to nothing.
 *
 * A ping is a UDP frame with the time in it.  Pure.
 */
#ifndef PERF_FRAMES_H
#define PERF_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/ifid.h"
#include "helper/offload.h"

#define FRAMES_TCP_HEADERS 54 /* bytes: Ethernet, IPv4, TCP */
#define FRAMES_UDP_HEADERS 42
#define FRAMES_MIN	   64	 /* bytes of the shortest frame */
#define FRAMES_PLAIN	   1514	 /* of the longest at an MTU of 1500 */
#define FRAMES_LARGE	   64294 /* of 64 KiB of TCP: 44 segments of 1460 */
#define FRAMES_LONGEST	   65549 /* that a TAP may give */
#define FRAMES_PING	   64
#define FRAMES_VNET	   VNET_LEN

struct flow {
	uint8_t headers[FRAMES_VNET + FRAMES_TCP_HEADERS];
	size_t n_headers; /* bytes, without the vnet header */
	size_t payload;	  /* bytes of each frame */
	bool tcp;
	uint32_t seq; /* of the next frame, host byte order */
	uint64_t sum; /* TCP checksum without seq, see checksum.h */
};

struct flow_config {
	uint8_t from[MAC_SIZE];
	uint8_t to[MAC_SIZE];
	unsigned int number; /* told apart by their ports */
	bool tcp;
	unsigned int size;    /* bytes of a frame, headers included */
	unsigned int segment; /* bytes of payload per segment, if the frame is
			       * to be cut; 0 for a plain frame */
};

/**
 * flow_init() - Begin a flow
 * @flow:	Filled in
 * @config:	What it looks like; not kept
 * @payload:	Bytes of all its frames; as many as @config->size asks for
 *
 * The vnet header of a plain frame is all zero; that of a large one asks for
 * segments and says that the checksum is not complete.
 */
void flow_init(struct flow *flow, const struct flow_config *config,
	       const uint8_t *payload);

/**
 * flow_next() - Make the headers of the next frame
 * @flow:	Flow
 * @headers:	Receives the vnet header and @flow->n_headers bytes; the
 *		payload of the frame is that of flow_init()
 */
void flow_next(struct flow *flow,
	       uint8_t headers[FRAMES_VNET + FRAMES_TCP_HEADERS]);

/**
 * ping_make() - Make a ping
 * @frame:	Receives the frame
 * @from:	Who sends it
 * @to:		Who answers
 * @time:	Any number, found again in the answer
 */
void ping_make(uint8_t frame[FRAMES_PING], const uint8_t from[MAC_SIZE],
	       const uint8_t to[MAC_SIZE], uint64_t time);

/**
 * ping_answer() - Turn a ping round
 * @frame:	Ping; its addresses change places
 */
void ping_answer(uint8_t frame[FRAMES_PING]);

/**
 * ping_time() - Look for the time of a ping
 * @frame:	Any frame
 * @len:	Its length in bytes
 * @time:	Set to the number of ping_make()
 *
 * Return: true when the frame is a ping.
 */
bool ping_time(const uint8_t *frame, size_t len, uint64_t *time);

#endif
