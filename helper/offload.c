/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* offload.c - large frames into small ones, and back */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "helper/checksum.h"
#include "helper/inet.h"
#include "helper/offload.h"

#define FIN 0x01
#define PSH 0x08
#define ACK 0x10
#define CWR 0x80

static void store_sum(uint8_t *p, uint16_t sum)
{
	memcpy(p, &sum, sizeof(sum));
}

uint64_t offload_pseudo_sum(const uint8_t *ip, bool ipv6, uint8_t protocol,
			    size_t len)
{
	const uint8_t tail[4] = { 0, protocol, (uint8_t)(len >> 8),
				  (uint8_t)len };
	uint64_t sum = checksum_add_scalar(tail, sizeof(tail), 0);

	return ipv6 ? checksum_add_scalar(ip + IPV6_ADDRS, 32, sum)
		    : checksum_add_scalar(ip + IPV4_ADDRS, 8, sum);
}

int offload_complete(const struct vnet_header *header, uint8_t *frame,
		     size_t len)
{
	size_t start = from_le16(header->csum_start);
	size_t field = start + from_le16(header->csum_offset);
	uint16_t sum;

	if (field + 2 > len)
		return -EINVAL;
	/* The field holds the sum of the pseudo-header already. */
	sum = (uint16_t)~checksum_fold(
		checksum_add(frame + start, len - start, 0));
	/* For UDP a zero would mean that there is none, RFC 768. */
	store_sum(frame + field, sum ? sum : 0xffff);
	return 0;
}

/*
 * Find the header of TCP or UDP, of at least @min bytes.  Returns the length
 * of the IP datagram as its header says, or 0 when this is no whole one of
 * that protocol in a plain IP header.
 */
static size_t find_transport(const uint8_t *frame, size_t len, uint8_t protocol,
			     size_t min, bool *ipv6, size_t *transport)
{
	const uint8_t *ip = frame + ETHER_LEN;
	size_t total;

	if (len < ETHER_LEN + IPV4_LEN + min)
		return 0;
	*ipv6 = get16(frame + ETHER_TYPE) == TYPE_IPV6;
	if (*ipv6) {
		if (len < ETHER_LEN + IPV6_LEN + min || ip[0] >> 4 != 6 ||
		    ip[IPV6_NEXT] != protocol)
			return 0;
		*transport = ETHER_LEN + IPV6_LEN;
		total = IPV6_LEN + (size_t)get16(ip + IPV6_PAYLOAD);
	} else {
		if (get16(frame + ETHER_TYPE) != TYPE_IPV4 || ip[0] >> 4 != 4 ||
		    (ip[0] & 15) * 4 < IPV4_LEN ||
		    get16(ip + IPV4_FRAGMENT) & 0x3fff ||
		    ip[IPV4_PROTOCOL] != protocol)
			return 0;
		*transport = ETHER_LEN + (size_t)(ip[0] & 15) * 4;
		total = get16(ip + IPV4_TOTAL);
	}
	return ETHER_LEN + total <= len ? total : 0;
}

static size_t find_tcp(const uint8_t *frame, size_t len, bool *ipv6,
		       size_t *tcp)
{
	return find_transport(frame, len, PROTOCOL_TCP, TCP_LEN, ipv6, tcp);
}

static size_t find_udp(const uint8_t *frame, size_t len, bool *ipv6,
		       size_t *udp)
{
	return find_transport(frame, len, PROTOCOL_UDP, UDP_LEN, ipv6, udp);
}

/* Bytes before the payload, or 0 when the TCP header is not all there. */
static size_t find_payload(const uint8_t *frame, size_t tcp, size_t end)
{
	size_t payload;

	if (tcp + TCP_LEN > end)
		return 0;
	payload = tcp + (size_t)(frame[tcp + TCP_OFFSET] >> 4) * 4;
	return payload >= tcp + TCP_LEN && payload <= end ? payload : 0;
}

/* Returns the length of the IP datagram, or 0 when it is not of @type. */
static size_t find_headers(struct segmenter *s, uint8_t type, size_t len)
{
	size_t total;

	s->udp = type == VNET_GSO_UDP_L4;
	if (s->udp) {
		total = find_udp(s->frame, len, &s->ipv6, &s->transport);
		s->first = s->transport + UDP_LEN;
		return total >= s->first - ETHER_LEN ? total : 0;
	}
	total = find_tcp(s->frame, len, &s->ipv6, &s->transport);
	if (!total || s->ipv6 != (type == VNET_GSO_TCPV6))
		return 0;
	s->first = find_payload(s->frame, s->transport, ETHER_LEN + total);
	return s->first ? total : 0;
}

/* Take the field of 16 bits at @p out of the headers: what is left is zero. */
static uint16_t take16(uint8_t *p)
{
	uint16_t value = get16(p);

	put16(p, 0);
	return value;
}

/* What is not the same in all segments is left out of the sums. */
static void sum_ip(struct segmenter *s)
{
	uint8_t *ip = s->headers + s->ip;

	if (s->ipv6)
		return;
	s->id = take16(ip + IPV4_ID);
	take16(ip + IPV4_TOTAL);
	take16(ip + IPV4_CHECK);
	s->ip_sum =
		checksum_fold(checksum_add_scalar(ip, s->transport - s->ip, 0));
}

static void sum_transport(struct segmenter *s)
{
	uint8_t *header = s->headers + s->transport;
	uint64_t sum;

	if (s->udp) {
		take16(header + UDP_SIZE);
		take16(header + UDP_CHECK);
	} else {
		s->seq = get32(header + TCP_SEQ);
		put32(header + TCP_SEQ, 0);
		s->flags = header[TCP_FLAGS];
		header[TCP_FLAGS] = 0;
		take16(header + TCP_CHECK);
	}
	sum = offload_pseudo_sum(s->headers + s->ip, s->ipv6,
				 s->udp ? PROTOCOL_UDP : PROTOCOL_TCP, 0);
	s->sum = checksum_fold(
		checksum_add_scalar(header, s->first - s->transport, sum));
}

int segment_init(struct segmenter *s, const struct vnet_header *header,
		 const uint8_t *frame, size_t len)
{
	uint8_t type = header->gso_type & (uint8_t)~VNET_GSO_ECN;
	size_t total;

	if (type != VNET_GSO_TCPV4 && type != VNET_GSO_TCPV6 &&
	    type != VNET_GSO_UDP_L4)
		return -ENOTSUP;
	s->frame = frame;
	s->ip = ETHER_LEN;
	s->n = 0;
	total = find_headers(s, type, len);
	s->size = from_le16(header->gso_size);
	if (!total || s->first > SEGMENT_HEADERS || !s->size)
		return -EINVAL;
	s->len = ETHER_LEN + total;
	s->payload = s->first;
	memcpy(s->headers, frame, s->first);
	sum_ip(s);
	sum_transport(s);
	return 0;
}

/* What a number adds to a sum, as a field at an even offset. */
static uint64_t field_sum(size_t value)
{
	return htons((uint16_t)value);
}

static void write_ip(const struct segmenter *s, uint8_t *ip, size_t total)
{
	unsigned int id = s->id + s->n;

	if (s->ipv6) {
		put16(ip + IPV6_PAYLOAD, (unsigned int)(total - IPV6_LEN));
		return;
	}
	put16(ip + IPV4_TOTAL, (unsigned int)total);
	put16(ip + IPV4_ID, id);
	store_sum(ip + IPV4_CHECK,
		  (uint16_t)~checksum_fold(s->ip_sum + field_sum(total) +
					   field_sum(id)));
}

/* Returns what it adds to the sum. */
static uint64_t write_tcp(const struct segmenter *s, uint8_t *tcp, size_t chunk)
{
	uint32_t seq = s->seq + (uint32_t)(s->payload - s->first);
	uint8_t flags = s->flags;

	if (s->payload + chunk != s->len)
		flags &= (uint8_t) ~(FIN | PSH);
	if (s->n > 0)
		flags &= (uint8_t)~CWR;
	put32(tcp + TCP_SEQ, seq);
	tcp[TCP_FLAGS] = flags;
	return (uint64_t)htonl(seq) + field_sum(flags);
}

static uint64_t write_udp(uint8_t *udp, size_t chunk)
{
	put16(udp + UDP_SIZE, (unsigned int)(UDP_LEN + chunk));
	return field_sum(UDP_LEN + chunk);
}

/* The header of TCP or UDP, with a checksum over headers and payload. */
static void write_transport(const struct segmenter *s, uint8_t *header,
			    size_t chunk)
{
	size_t len = s->first - s->transport + chunk;
	uint64_t sum = s->sum + field_sum(len);
	uint16_t check;

	sum += s->udp ? write_udp(header, chunk) : write_tcp(s, header, chunk);
	sum = checksum_add(s->frame + s->payload, chunk, sum);
	check = (uint16_t)~checksum_fold(sum);
	/* For UDP a zero would mean that there is none, RFC 768. */
	store_sum(header + (s->udp ? UDP_CHECK : TCP_CHECK),
		  s->udp && !check ? 0xffff : check);
}

bool segment_next(struct segmenter *s, uint8_t headers[SEGMENT_HEADERS],
		  struct iovec iov[2])
{
	size_t chunk = s->len - s->payload;

	if (s->n > 0 && chunk == 0)
		return false;
	if (chunk > s->size)
		chunk = s->size;
	memcpy(headers, s->headers, s->first);
	write_ip(s, headers + s->ip, s->first - s->ip + chunk);
	write_transport(s, headers + s->transport, chunk);
	iov[0] = (struct iovec){ headers, s->first };
	iov[1] = (struct iovec){ (uint8_t *)s->frame + s->payload, chunk };
	s->payload += chunk;
	s->n++;
	return true;
}

bool segment_parse(struct segment *seg, uint8_t *frame, size_t len)
{
	size_t total;
	uint8_t flags;

	*seg = (struct segment){ .frame = frame, .len = len };
	total = find_tcp(frame, len, &seg->ipv6, &seg->tcp);
	if (!total)
		return false;
	seg->headers = find_payload(frame, seg->tcp, ETHER_LEN + total);
	if (!seg->headers)
		return false;
	seg->payload = ETHER_LEN + total - seg->headers;
	seg->seq = get32(frame + seg->tcp + TCP_SEQ);
	flags = frame[seg->tcp + TCP_FLAGS] & (uint8_t)~PSH;
	/* The reserved bits beside the offset are for others to understand. */
	seg->mergeable = flags == ACK && seg->payload > 0 &&
			 !(frame[seg->tcp + TCP_OFFSET] & 15) &&
			 (seg->ipv6 || seg->tcp == ETHER_LEN + IPV4_LEN);
	return true;
}

bool offload_is_independent(const uint8_t *frame, size_t len)
{
	const uint8_t *ip = frame + ETHER_LEN;
	uint8_t protocol;

	if (len < ETHER_LEN + IPV6_LEN)
		return true; /* too short for a TCP segment */
	switch (get16(frame + ETHER_TYPE)) {
	case TYPE_IPV4:
		protocol = ip[IPV4_PROTOCOL];
		break;
	case TYPE_IPV6:
		protocol = ip[IPV6_NEXT];
		break;
	case TYPE_ARP:
		return true;
	default:
		return false;
	}
	return protocol == PROTOCOL_ICMP || protocol == PROTOCOL_UDP ||
	       protocol == PROTOCOL_ICMP6;
}

bool merge_same_flow(const struct merge *m, const struct segment *seg)
{
	const struct segment *first = &m->first;
	size_t addrs = ETHER_LEN + (seg->ipv6 ? IPV6_ADDRS : IPV4_ADDRS);
	size_t size = seg->ipv6 ? 32 : 8;

	return first->ipv6 == seg->ipv6 &&
	       memcmp(first->frame, seg->frame, ETHER_LEN) == 0 &&
	       memcmp(first->frame + addrs, seg->frame + addrs, size) == 0 &&
	       memcmp(first->frame + first->tcp, seg->frame + seg->tcp, 4) == 0;
}

static bool has_psh(const struct segment *seg)
{
	return seg->frame[seg->tcp + TCP_FLAGS] & PSH;
}

void merge_start(struct merge *m, const struct segment *seg)
{
	m->first = *seg;
	m->n = 1;
	m->payload = seg->payload;
	m->next = seg->seq + (uint32_t)seg->payload;
	m->closed = has_psh(seg);
	m->iov[1] = (struct iovec){ seg->frame, seg->len };
}

/* All of the headers that one large frame can say only once. */
static bool same_headers(const struct segment *a, const struct segment *b)
{
	const uint8_t *x = a->frame + ETHER_LEN, *y = b->frame + ETHER_LEN;
	const uint8_t *s = a->frame + a->tcp, *t = b->frame + b->tcp;
	bool same_ip;

	if (a->headers != b->headers || a->tcp != b->tcp)
		return false;
	if (a->ipv6)
		same_ip = memcmp(x, y, 4) == 0 && x[IPV6_HOPS] == y[IPV6_HOPS];
	else
		same_ip = x[IPV4_TOS] == y[IPV4_TOS] &&
			  x[IPV4_TTL] == y[IPV4_TTL] &&
			  memcmp(x + IPV4_FRAGMENT, y + IPV4_FRAGMENT, 2) == 0;
	return same_ip && memcmp(s + TCP_ACK, t + TCP_ACK, 4) == 0 &&
	       memcmp(s + TCP_WINDOW, t + TCP_WINDOW, 2) == 0 &&
	       memcmp(s + TCP_URGENT, t + TCP_URGENT,
		      a->headers - a->tcp - TCP_URGENT) == 0;
}

/*
 * Only what is mergeable is looked at: without options or extensions between
 * them, addresses and segment are one piece, summed in one go.
 */
static bool is_intact(const struct segment *seg)
{
	const uint8_t *ip = seg->frame + ETHER_LEN;
	size_t tcp_len = seg->headers - seg->tcp + seg->payload;
	size_t addrs = seg->ipv6 ? IPV6_ADDRS : IPV4_ADDRS;
	uint64_t sum = field_sum(PROTOCOL_TCP) + field_sum(tcp_len);

	if (!seg->ipv6 &&
	    checksum_fold(checksum_add_scalar(ip, IPV4_LEN, 0)) != 0xffff)
		return false;
	sum = checksum_add(ip + addrs, seg->tcp - ETHER_LEN - addrs + tcp_len,
			   sum);
	return checksum_fold(sum) == 0xffff;
}

static bool fits(const struct merge *m, const struct segment *seg)
{
	size_t total = m->first.headers - ETHER_LEN + m->payload + seg->payload;

	return !m->closed && m->n < MERGE_PIECES && total <= IP_TOTAL_MAX &&
	       seg->mergeable && seg->seq == m->next &&
	       seg->payload <= m->first.payload;
}

bool merge_append(struct merge *m, const struct segment *seg)
{
	if (!fits(m, seg) || !same_headers(&m->first, seg))
		return false;
	if (m->n == 1 && !is_intact(&m->first)) {
		m->closed = true;
		return false;
	}
	if (!is_intact(seg))
		return false;
	if (m->n == 1) /* without padding, as more follows now */
		m->iov[1].iov_len = m->first.headers + m->first.payload;
	m->n++;
	m->iov[m->n] =
		(struct iovec){ seg->frame + seg->headers, seg->payload };
	m->payload += seg->payload;
	m->next += (uint32_t)seg->payload;
	if (has_psh(seg)) {
		m->first.frame[m->first.tcp + TCP_FLAGS] |= PSH;
		m->closed = true;
	}
	if (seg->payload < m->first.payload)
		m->closed = true;
	return true;
}

void merge_finish(struct merge *m, struct vnet_header *header)
{
	struct segment *first = &m->first;
	uint8_t *ip = first->frame + ETHER_LEN;
	size_t tcp_len = first->headers - first->tcp + m->payload;
	size_t total = first->tcp - ETHER_LEN + tcp_len;

	*header = (struct vnet_header){ 0 };
	if (m->n == 1)
		return;
	if (first->ipv6) {
		put16(ip + IPV6_PAYLOAD, (unsigned int)tcp_len);
	} else {
		put16(ip + IPV4_TOTAL, (unsigned int)total);
		put16(ip + IPV4_CHECK, 0);
		store_sum(ip + IPV4_CHECK,
			  (uint16_t)~checksum_fold(
				  checksum_add_scalar(ip, IPV4_LEN, 0)));
	}
	store_sum(first->frame + first->tcp + TCP_CHECK,
		  checksum_fold(offload_pseudo_sum(ip, first->ipv6,
						   PROTOCOL_TCP, tcp_len)));
	header->flags = VNET_NEEDS_CSUM;
	header->gso_type = first->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
	header->hdr_len = to_le16(first->headers);
	header->gso_size = to_le16(first->payload);
	header->csum_start = to_le16(first->tcp);
	header->csum_offset = to_le16(TCP_CHECK);
}
