/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* infer.c - what a guest with offload means by a frame without a header */

#include <errno.h>

#include "helper/checksum.h"
#include "helper/inet.h"
#include "helper/infer.h"

#define TAGS_MAX	2 /* of VLANs */
#define EXTENSIONS_MAX	8 /* headers between IPv6 and TCP */
#define MORE_AND_OFFSET 0x3fff

struct layers {
	uint8_t *frame;
	size_t ip;	  /* offset */
	size_t transport; /* offset */
	size_t end;	  /* offset of what follows the IP datagram */
	uint8_t protocol;
	bool ipv6;
};

/* Returns false for what is not IP. */
static bool find_ip(struct layers *l, size_t len)
{
	size_t type = ETHER_TYPE;
	unsigned int value, i;

	for (i = 0; i <= TAGS_MAX; i++, type += VLAN_LEN) {
		if (type + 2 > len)
			return false;
		value = get16(l->frame + type);
		if (value != TYPE_VLAN && value != TYPE_QINQ)
			break;
	}
	l->ip = type + 2;
	l->ipv6 = value == TYPE_IPV6;
	return l->ipv6 ? l->ip + IPV6_LEN <= len
		       : value == TYPE_IPV4 && l->ip + IPV4_LEN <= len;
}

/*
 * Returns false for fragments, whose checksum is over all of them.  Behind tags
 * nobody has checked the header yet.
 */
static bool find_ipv4(struct layers *l)
{
	const uint8_t *ip = l->frame + l->ip;

	l->end = l->ip + get16(ip + IPV4_TOTAL);
	l->transport = l->ip + (size_t)(ip[0] & 15) * 4;
	l->protocol = ip[IPV4_PROTOCOL];
	return ip[0] >> 4 == 4 && (ip[0] & 15) * 4 >= IPV4_LEN &&
	       !(get16(ip + IPV4_FRAGMENT) & MORE_AND_OFFSET);
}

static bool is_extension(uint8_t protocol)
{
	return protocol == PROTOCOL_HOP_BY_HOP ||
	       protocol == PROTOCOL_ROUTING || protocol == PROTOCOL_DESTINATION;
}

/* Passes over extension headers, RFC 8200 section 4, within @len bytes. */
static bool find_ipv6(struct layers *l, size_t len)
{
	const uint8_t *ip = l->frame + l->ip;
	const uint8_t *extension;
	unsigned int i;

	l->end = l->ip + IPV6_LEN + get16(ip + IPV6_PAYLOAD);
	l->transport = l->ip + IPV6_LEN;
	l->protocol = ip[IPV6_NEXT];
	/* Behind a VLAN tag nobody has looked at it before. */
	if (l->end > len || ip[0] >> 4 != 6)
		return false;
	for (i = 0; is_extension(l->protocol); i++) {
		if (i == EXTENSIONS_MAX || l->transport + 8 > l->end)
			return false;
		extension = l->frame + l->transport;
		l->protocol = extension[0];
		l->transport += 8 + (size_t)extension[1] * 8;
	}
	return true;
}

/*
 * What follows a datagram within its IP datagram (options, RFC 9868) is not
 * under its checksum, so who sends that has computed it.
 */
static bool fills_ip(const struct layers *l)
{
	return l->protocol == PROTOCOL_TCP ||
	       get16(l->frame + l->transport + UDP_SIZE) ==
		       l->end - l->transport;
}

/* Returns false unless it is a whole TCP segment or UDP datagram. */
static bool find_layers(struct layers *l, size_t len)
{
	size_t min;

	if (!find_ip(l, len) || !(l->ipv6 ? find_ipv6(l, len) : find_ipv4(l)))
		return false;
	if (l->protocol != PROTOCOL_TCP && l->protocol != PROTOCOL_UDP)
		return false;
	min = l->protocol == PROTOCOL_TCP ? TCP_LEN : UDP_LEN;
	return l->end <= len && l->transport + min <= l->end && fills_ip(l);
}

static void ask_for_checksum(const struct layers *l, struct vnet_header *header)
{
	size_t offset = l->protocol == PROTOCOL_TCP ? TCP_CHECK : UDP_CHECK;
	uint16_t sum = checksum_fold(offload_pseudo_sum(
		l->frame + l->ip, l->ipv6, l->protocol, l->end - l->transport));

	memcpy(l->frame + l->transport + offset, &sum, sizeof(sum));
	header->flags = VNET_NEEDS_CSUM;
	header->csum_start = to_le16(l->transport);
	header->csum_offset = to_le16(offset);
}

/* UDP over IPv4 may do without a checksum, RFC 768. */
static bool has_no_checksum(const struct layers *l)
{
	return l->protocol == PROTOCOL_UDP && !l->ipv6 &&
	       get16(l->frame + l->transport + UDP_CHECK) == 0;
}

static int ask_for_cut(const struct infer *infer, const struct layers *l,
		       struct vnet_header *header)
{
	size_t headers = l->transport - l->ip;
	size_t payload;

	if (l->protocol == PROTOCOL_UDP) {
		headers += l->ipv6 ? IPV6_FRAGMENT_LEN : 0;
		if (headers + 8 > infer->mtu)
			return -EINVAL;
		/* Fragments are of a multiple of 8 bytes. */
		payload = (infer->mtu - headers) & ~(size_t)7;
		header->gso_type = VNET_GSO_UDP;
		header->hdr_len = to_le16(l->transport + UDP_LEN);
	} else {
		headers +=
			(size_t)(l->frame[l->transport + TCP_OFFSET] >> 4) * 4;
		if (l->ip + headers > l->end || headers >= infer->mtu)
			return -EINVAL;
		payload = infer->mtu - headers;
		header->gso_type = l->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
		header->hdr_len = to_le16(l->ip + headers);
	}
	header->gso_size = to_le16(payload);
	return 0;
}

int infer_header(const struct infer *infer, uint8_t *frame, size_t *len,
		 struct vnet_header *header)
{
	struct layers l = { .frame = frame };
	bool found = find_layers(&l, *len), large;

	*header = (struct vnet_header){ 0 };
	large = found ? l.end - l.ip > infer->mtu
		      : *len > ETHER_LEN + TAGS_MAX * VLAN_LEN + infer->mtu;
	if (!found || (!large && (!infer->checksum || has_no_checksum(&l))))
		return large ? -EINVAL : 0;
	if (large && !infer->tso)
		return -EINVAL;
	ask_for_checksum(&l, header);
	*len = l.end;
	return large ? ask_for_cut(infer, &l, header) : 0;
}

bool infer_is_intact(uint8_t *frame, size_t len)
{
	struct layers l = { .frame = frame };
	uint64_t sum;

	if (!find_layers(&l, len) || has_no_checksum(&l))
		return true;
	len = l.end - l.transport;
	sum = offload_pseudo_sum(frame + l.ip, l.ipv6, l.protocol, len);
	return checksum_fold(checksum_add(frame + l.transport, len, sum)) ==
	       0xffff;
}
