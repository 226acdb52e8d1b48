/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inet.h - where things are in Ethernet, IP, TCP and UDP headers
 *
 * RFC 791, RFC 8200, RFC 9293, RFC 768.  Numbers on the wire are big-endian
 * and lie anywhere, so they are read byte by byte.
 */
#ifndef HELPER_INET_H
#define HELPER_INET_H

#include <stdint.h>
#include <string.h>

#define ETHER_LEN  14
#define ETHER_TYPE 12
#define TYPE_MIN   0x0600 /* below, it is a length */
#define TYPE_IPV4  0x0800
#define TYPE_ARP   0x0806
#define TYPE_VLAN  0x8100
#define TYPE_QINQ  0x88a8
#define TYPE_IPV6  0x86dd
#define VLAN_LEN   4

#define IPV4_LEN	  20
#define IPV6_LEN	  40
#define IPV6_FRAGMENT_LEN 8
#define TCP_LEN		  20
#define UDP_LEN		  8
#define IP_TOTAL_MAX	  65535

#define PROTOCOL_HOP_BY_HOP  0
#define PROTOCOL_ICMP	     1
#define PROTOCOL_TCP	     6
#define PROTOCOL_UDP	     17
#define PROTOCOL_ROUTING     43
#define PROTOCOL_ICMP6	     58
#define PROTOCOL_DESTINATION 60

#define IPV4_TOS      1
#define IPV4_TOTAL    2
#define IPV4_ID	      4
#define IPV4_FRAGMENT 6
#define IPV4_TTL      8
#define IPV4_PROTOCOL 9
#define IPV4_CHECK    10
#define IPV4_ADDRS    12
#define IPV6_PAYLOAD  4
#define IPV6_NEXT     6
#define IPV6_HOPS     7
#define IPV6_ADDRS    8
#define TCP_SEQ	      4
#define TCP_ACK	      8
#define TCP_OFFSET    12
#define TCP_FLAGS     13
#define TCP_WINDOW    14
#define TCP_CHECK     16
#define TCP_URGENT    18
#define UDP_SIZE      4
#define UDP_CHECK     6

static inline uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static inline void put16(uint8_t *p, unsigned int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static inline void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

/* The fields of virtio are little-endian, whatever the processor. */
static inline uint16_t from_le16(uint16_t value)
{
	uint8_t bytes[2];

	memcpy(bytes, &value, 2);
	return (uint16_t)(bytes[1] << 8 | bytes[0]);
}

static inline uint16_t to_le16(size_t value)
{
	const uint8_t bytes[2] = { (uint8_t)value, (uint8_t)(value >> 8) };
	uint16_t le;

	memcpy(&le, bytes, 2);
	return le;
}

#endif
