/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offload.h - large frames into small ones, and back
 *
 * Theory of operation
 *
 * The host's TCP hands over up to 64 KiB at once if the network takes it, and
 * accepts as much.  A guest without offload sends and takes frames of the MTU.
 * Between the two, one large frame costs the kernel a twelfth of what its
 * segments cost one by one (measured), so it pays to do here what the kernel
 * would do there:
 *
 *	host to VM	segment_init(), segment_next(): the headers of each
 *			segment are written anew, the payload stays where it is
 *	VM to host	merge_add(): consecutive segments of a flow become one
 *			frame, a list of pieces; again no byte is copied
 *
 * What a large frame needs to be understood travels in front of it, in the
 * 12-byte header of virtio-net (Virtio 1.2 section 5.1.6), which is also what
 * a TAP speaks.  It says that the checksum is still to be completed - which
 * tells the receiver that the data can be trusted.  Therefore merge_add()
 * verifies every checksum first: a frame that was broken on its way must not
 * become a valid one here.
 *
 * Pure: no I/O, no allocation, no state but that of the caller.
 */
#ifndef HELPER_OFFLOAD_H
#define HELPER_OFFLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* Virtio 1.2 section 5.1.6; all fields little-endian. */
struct vnet_header {
	uint8_t flags;
	uint8_t gso_type;
	uint16_t hdr_len;  /* bytes up to the payload */
	uint16_t gso_size; /* bytes of payload per segment */
	uint16_t csum_start;
	uint16_t csum_offset;
	uint16_t num_buffers;
};

#define VNET_LEN	sizeof(struct vnet_header)
#define VNET_NEEDS_CSUM 1
#define VNET_GSO_NONE	0
#define VNET_GSO_TCPV4	1
#define VNET_GSO_UDP	3 /* one datagram, to be sent in fragments */
#define VNET_GSO_TCPV6	4
#define VNET_GSO_UDP_L4 5    /* datagrams of one size */
#define VNET_GSO_ECN	0x80 /* flag in gso_type */

/* Longest headers we write: Ethernet, IPv6, TCP with all options. */
#define SEGMENT_HEADERS (14 + 40 + 60)

struct segmenter {
	const uint8_t *frame;
	size_t len;	   /* bytes of @frame */
	size_t ip;	   /* offset of the IP header */
	size_t transport;  /* offset of the TCP or UDP header */
	size_t payload;	   /* offset of what is not yet sent */
	size_t first;	   /* offset of the payload */
	unsigned int size; /* bytes of payload per segment */
	unsigned int n;	   /* segments made */
	bool ipv6;
	bool udp;
	uint8_t headers[SEGMENT_HEADERS]; /* a zero where segments differ */
	uint16_t ip_sum;		  /* of those of IPv4 */
	uint16_t sum;			  /* of TCP or UDP, with addresses */
	uint16_t id;			  /* host byte order, as seq */
	uint8_t flags;
	uint32_t seq;
};

/**
 * offload_pseudo_sum() - Sum of the pseudo-header
 * @ip:		IP header
 * @ipv6:	Whether it is one of IPv6
 * @protocol:	TCP or UDP
 * @len:	Bytes of the transport header and its payload
 *
 * RFC 9293 section 3.1, RFC 8200 section 8.1.
 *
 * Return: sum for checksum_add().
 */
uint64_t offload_pseudo_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			    size_t len);

/**
 * offload_complete() - Write the checksum that the sender left out
 * @header:	Says where it is and where it goes
 * @frame:	The frame; changed
 * @len:	Its length in bytes
 *
 * Return: 0; -EINVAL when the header points outside the frame.
 */
int offload_complete(const struct vnet_header *header, uint8_t *frame,
		     size_t len);

/**
 * segment_init() - Begin to cut a large frame
 * @s:		State, filled in
 * @header:	gso_type is VNET_GSO_TCPV4, VNET_GSO_TCPV6 or VNET_GSO_UDP_L4
 * @frame:	The frame; must stay until the last segment was used
 * @len:	Its length in bytes
 *
 * Return: 0; -EINVAL when headers and frame do not agree; -ENOTSUP for what
 * only a foreign kernel would send.
 */
int segment_init(struct segmenter *s, const struct vnet_header *header,
		 const uint8_t *frame, size_t len);

/**
 * segment_next() - Make the next segment
 * @s:		From segment_init()
 * @headers:	Receives its headers
 * @iov:	Set to the headers and to the piece of payload
 *
 * IP id and TCP sequence number go up, UDP has its own length; FIN and PSH are
 * on the last segment only, CWR on the first only (RFC 3168 section 6.1.2);
 * checksums are complete.
 *
 * Return: true, or false when there is none left.
 */
bool segment_next(struct segmenter *s, uint8_t headers[SEGMENT_HEADERS],
		  struct iovec iov[2]);

/* What segment_parse() finds in a plain frame. */
struct segment {
	uint8_t *frame;
	size_t len;
	size_t tcp;	/* offset of the TCP header */
	size_t headers; /* bytes before the payload */
	size_t payload; /* bytes of it; padding is not counted */
	uint32_t seq;	/* host byte order */
	bool ipv6;
	bool mergeable; /* data with ACK, maybe PSH, and nothing unusual */
};

#define MERGE_PIECES 64 /* segments in one large frame */

/* A large frame in the making: pieces of frames that must stay meanwhile. */
struct merge {
	struct iovec iov[1 + MERGE_PIECES]; /* [0]: of the caller */
	unsigned int n;			    /* frames in it; 0: empty */
	size_t payload;			    /* bytes, all together */
	struct segment first;
	uint32_t next; /* sequence number that follows, host byte order */
	bool closed;   /* a shorter segment, or PSH, was the last */
};

/**
 * segment_parse() - Look at a plain frame
 * @seg:	Filled in
 * @frame:	The frame
 * @len:	Its length in bytes
 *
 * Return: true if it is a whole TCP segment over IPv4 or IPv6, whose flow can
 * be told; false otherwise.
 */
bool segment_parse(struct segment *seg, uint8_t *frame, size_t len);

/**
 * offload_is_independent() - Tell whether a frame may overtake segments
 * @frame:	Frame that segment_parse() did not take
 * @len:	Its length in bytes
 *
 * Return: true if it is of no TCP flow: ARP, UDP, ICMP.  False for the rest,
 * which may hold a piece of one (fragments, extension headers).
 */
bool offload_is_independent(const uint8_t *frame, size_t len);

/**
 * merge_same_flow() - Tell whether a segment belongs to a merge's flow
 * @m:		Merge that is not empty
 * @seg:	Segment
 *
 * Return: true if MAC addresses, IP addresses and ports are the same.
 */
bool merge_same_flow(const struct merge *m, const struct segment *seg);

/**
 * merge_start() - Begin with a segment
 * @m:		Empty merge
 * @seg:	Mergeable segment; its checksum is not looked at yet
 */
void merge_start(struct merge *m, const struct segment *seg);

/**
 * merge_append() - Add the segment that follows
 * @m:		Merge of the same flow
 * @seg:	Segment
 *
 * Appended is what continues the sequence with the same acknowledgement,
 * window, options, TTL and so on, is not longer than the first, and has a
 * correct checksum; the first one's is checked with the second.
 *
 * Return: true if it was appended; otherwise the merge must be flushed first.
 */
bool merge_append(struct merge *m, const struct segment *seg);

/**
 * merge_finish() - Write the headers of the large frame
 * @m:		Merge that is not empty; the first frame is changed
 * @header:	Filled in; all zero when the merge has one frame only, which
 *		is then unchanged
 *
 * The pieces are @m->iov[1] to @m->iov[@m->n]; the first one holds the
 * headers.  iov[0] is for the caller to put @header into.
 */
void merge_finish(struct merge *m, struct vnet_header *header);

#endif
