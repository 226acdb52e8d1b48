/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* frames.c - frames that look like a flow */

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <string.h>

#include "helper/checksum.h"
#include "perf/frames.h"

#define PORT	  5001	   /* of the first flow */
#define PING_PORT 7	   /* echo, RFC 862 */
#define PING_MARK 0x766d70 /* any number that no payload begins with */

struct ping {
	uint32_t mark;
	uint64_t time;
} __attribute__((packed));

/* The ends of the flow, as IPv4 has them: 10.0.0.1 to 10.0.0.2. */
static uint8_t *put_ip(uint8_t *frame, const uint8_t *from, const uint8_t *to,
		       uint8_t protocol, size_t total)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons((uint16_t)total),
		.frag_off = htons(IP_DF),
		.ttl = 64,
		.protocol = protocol,
		.saddr = htonl(0x0a000001),
		.daddr = htonl(0x0a000002),
	};

	memcpy(frame, to, MAC_SIZE);
	memcpy(frame + MAC_SIZE, from, MAC_SIZE);
	frame[12] = ETHERTYPE_IP >> 8;
	frame[13] = ETHERTYPE_IP & 255;
	ip.check = (uint16_t)~checksum_fold(
		checksum_add_scalar(&ip, sizeof(ip), 0));
	memcpy(frame + ETHER_HDR_LEN, &ip, sizeof(ip));
	return frame + ETHER_HDR_LEN + sizeof(ip);
}

static uint64_t pseudo_sum(uint8_t protocol, size_t len)
{
	const uint8_t bytes[12] = { 10,
				    0,
				    0,
				    1,
				    10,
				    0,
				    0,
				    2,
				    0,
				    protocol,
				    (uint8_t)(len >> 8),
				    (uint8_t)len };

	return checksum_add_scalar(bytes, sizeof(bytes), 0);
}

static void init_udp(struct flow *f, const struct flow_config *c,
		     const uint8_t *payload)
{
	size_t len = sizeof(struct udphdr) + f->payload;
	struct udphdr udp = {
		.source = htons(PORT),
		.dest = htons((uint16_t)(PORT + c->number)),
		.len = htons((uint16_t)len),
	};
	uint64_t sum = pseudo_sum(IPPROTO_UDP, len);
	uint8_t *at;

	at = put_ip(f->headers + FRAMES_VNET, c->from, c->to, IPPROTO_UDP,
		    sizeof(struct iphdr) + len);
	sum = checksum_add_scalar(&udp, sizeof(udp), sum);
	udp.check = (uint16_t)~checksum_fold(
		checksum_add(payload, f->payload, sum));
	memcpy(at, &udp, sizeof(udp));
}

/* All fields are little-endian, which the machines this runs on are too. */
static void ask_for_segments(struct flow *f, unsigned int segment)
{
	const struct vnet_header header = {
		.flags = VNET_NEEDS_CSUM,
		.gso_type = VNET_GSO_TCPV4,
		.hdr_len = FRAMES_TCP_HEADERS,
		.gso_size = (uint16_t)segment,
		.csum_start = ETHER_HDR_LEN + sizeof(struct iphdr),
		.csum_offset = offsetof(struct tcphdr, check),
	};

	memcpy(f->headers, &header, sizeof(header));
}

static void init_tcp(struct flow *f, const struct flow_config *c,
		     const uint8_t *payload)
{
	size_t len = sizeof(struct tcphdr) + f->payload;
	struct tcphdr tcp = {
		.source = htons(PORT),
		.dest = htons((uint16_t)(PORT + c->number)),
		.ack_seq = htonl(1),
		.doff = sizeof(tcp) / 4,
		.ack = 1,
		.window = htons(0xffff),
	};
	uint64_t sum = pseudo_sum(IPPROTO_TCP, len);
	uint8_t *at;

	at = put_ip(f->headers + FRAMES_VNET, c->from, c->to, IPPROTO_TCP,
		    sizeof(struct iphdr) + len);
	if (c->segment) {
		ask_for_segments(f, c->segment);
		/* Of the pseudo-header only, and not complemented. */
		tcp.check = checksum_fold(sum);
	} else {
		sum = checksum_add_scalar(&tcp, sizeof(tcp), sum);
		f->sum = checksum_add(payload, f->payload, sum);
	}
	memcpy(at, &tcp, sizeof(tcp));
}

void flow_init(struct flow *f, const struct flow_config *c,
	       const uint8_t *payload)
{
	*f = (struct flow){ .tcp = c->tcp };
	f->n_headers = c->tcp ? FRAMES_TCP_HEADERS : FRAMES_UDP_HEADERS;
	f->payload = c->size - f->n_headers;
	if (c->tcp)
		init_tcp(f, c, payload);
	else
		init_udp(f, c, payload);
}

void flow_next(struct flow *f,
	       uint8_t headers[FRAMES_VNET + FRAMES_TCP_HEADERS])
{
	uint8_t *tcp =
		headers + FRAMES_VNET + ETHER_HDR_LEN + sizeof(struct iphdr);
	uint32_t seq = htonl(f->seq);
	uint16_t sum;

	memcpy(headers, f->headers, FRAMES_VNET + f->n_headers);
	if (!f->tcp)
		return;
	memcpy(tcp + offsetof(struct tcphdr, seq), &seq, sizeof(seq));
	f->seq += (uint32_t)f->payload;
	if (!f->sum) /* not ours to complete */
		return;
	sum = (uint16_t)~checksum_fold(f->sum + seq);
	memcpy(tcp + offsetof(struct tcphdr, check), &sum, sizeof(sum));
}

void ping_make(uint8_t frame[FRAMES_PING], const uint8_t from[MAC_SIZE],
	       const uint8_t to[MAC_SIZE], uint64_t time)
{
	const struct ping ping = { PING_MARK, time };
	struct udphdr udp = {
		.source = htons(PING_PORT),
		.dest = htons(PING_PORT),
		.len = htons(FRAMES_PING - ETHER_HDR_LEN -
			     sizeof(struct iphdr)),
	};
	uint8_t *at;

	memset(frame, 0, FRAMES_PING);
	at = put_ip(frame, from, to, IPPROTO_UDP, FRAMES_PING - ETHER_HDR_LEN);
	memcpy(at, &udp, sizeof(udp)); /* no checksum, as RFC 768 allows */
	memcpy(at + sizeof(udp), &ping, sizeof(ping));
}

void ping_answer(uint8_t frame[FRAMES_PING])
{
	uint8_t from[MAC_SIZE];

	memcpy(from, frame + MAC_SIZE, MAC_SIZE);
	memcpy(frame + MAC_SIZE, frame, MAC_SIZE);
	memcpy(frame, from, MAC_SIZE);
}

bool ping_time(const uint8_t *frame, size_t len, uint64_t *time)
{
	struct ping ping;

	if (len != FRAMES_PING ||
	    frame[ETHER_HDR_LEN + offsetof(struct iphdr, protocol)] !=
		    IPPROTO_UDP)
		return false;
	memcpy(&ping, frame + FRAMES_UDP_HEADERS, sizeof(ping));
	*time = ping.time;
	return ping.mark == PING_MARK;
}
