/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c - the Ethernet frames of a guest without a network stack */

#include <string.h>

#include "helper/frame.h"

#define ETHER_SIZE 14
#define IP_SIZE	   20
#define UDP_SIZE   8
#define BOOTP_SIZE 236 /* up to the magic cookie */

#define ETHER_IPV4  0x0800
#define ETHER_ARP   0x0806
#define PROTO_UDP   17
#define PORT_SERVER 67
#define PORT_CLIENT 68

#define ARP_AT	   ETHER_SIZE
#define IP_AT	   ETHER_SIZE
#define UDP_AT	   (IP_AT + IP_SIZE)
#define BOOTP_AT   (UDP_AT + UDP_SIZE)
#define COOKIE_AT  (BOOTP_AT + BOOTP_SIZE)
#define OPTIONS_AT (COOKIE_AT + 4)

#define OPTION_TYPE   53
#define OPTION_END    255
#define TYPE_DISCOVER 1
#define TYPE_OFFER    2

static const uint8_t cookie[] = { 99, 130, 83, 99 };

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, (uint16_t)(value >> 16));
	put16(at + 2, (uint16_t)value);
}

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void put_ether(uint8_t *frame, const uint8_t mac[MAC_SIZE],
		      uint16_t type)
{
	memset(frame, 0xff, MAC_SIZE);
	memcpy(frame + MAC_SIZE, mac, MAC_SIZE);
	put16(frame + 12, type);
}

size_t frame_arp_request(uint8_t frame[FRAME_MAX], const uint8_t mac[MAC_SIZE],
			 uint32_t ip)
{
	uint8_t *arp = frame + ARP_AT;

	memset(frame, 0, 60);
	put_ether(frame, mac, ETHER_ARP);
	put16(arp, 1); /* Ethernet */
	put16(arp + 2, ETHER_IPV4);
	arp[4] = MAC_SIZE;
	arp[5] = 4;
	put16(arp + 6, 1); /* request */
	memcpy(arp + 8, mac, MAC_SIZE);
	put32(arp + 24, ip);
	return 60;
}

bool frame_is_arp_reply(const uint8_t *frame, size_t len,
			const uint8_t mac[MAC_SIZE], uint32_t ip)
{
	const uint8_t *arp = frame + ARP_AT;

	return len >= ARP_AT + 28 && get16(frame + 12) == ETHER_ARP &&
	       get16(arp + 6) == 2 && get32(arp + 14) == ip &&
	       memcmp(arp + 18, mac, MAC_SIZE) == 0;
}

static uint16_t ip_checksum(const uint8_t *ip)
{
	uint32_t sum = 0;
	int i;

	for (i = 0; i < IP_SIZE; i += 2)
		sum += get16(ip + i);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

static void put_headers(uint8_t *frame, const uint8_t mac[MAC_SIZE], size_t len)
{
	uint8_t *ip = frame + IP_AT, *udp = frame + UDP_AT;

	put_ether(frame, mac, ETHER_IPV4);
	ip[0] = 0x45;
	put16(ip + 2, (uint16_t)(len - IP_AT));
	ip[8] = 64; /* hops */
	ip[9] = PROTO_UDP;
	put32(ip + 16, 0xffffffff);
	put16(ip + 10, ip_checksum(ip));
	put16(udp, PORT_CLIENT);
	put16(udp + 2, PORT_SERVER);
	put16(udp + 4, (uint16_t)(len - UDP_AT));
}

size_t frame_dhcp_discover(uint8_t frame[FRAME_MAX],
			   const uint8_t mac[MAC_SIZE], uint32_t xid)
{
	uint8_t *bootp = frame + BOOTP_AT, *option = frame + OPTIONS_AT;
	const size_t len = OPTIONS_AT + 60; /* the least BOOTP allows */

	memset(frame, 0, len);
	bootp[0] = 1; /* request */
	bootp[1] = 1; /* Ethernet */
	bootp[2] = MAC_SIZE;
	put32(bootp + 4, xid);
	memcpy(bootp + 28, mac, MAC_SIZE);
	memcpy(frame + COOKIE_AT, cookie, sizeof(cookie));
	option[0] = OPTION_TYPE;
	option[1] = 1;
	option[2] = TYPE_DISCOVER;
	option[3] = OPTION_END;
	put_headers(frame, mac, len);
	return len;
}

/* The message type, or -1. */
static int dhcp_type(const uint8_t *frame, size_t len)
{
	size_t at = OPTIONS_AT;

	while (at + 2 < len && frame[at] != OPTION_END) {
		if (frame[at] == OPTION_TYPE)
			return frame[at + 2];
		at += frame[at] == 0 ? 1 : 2u + frame[at + 1];
	}
	return -1;
}

uint32_t frame_dhcp_offer(const uint8_t *frame, size_t len,
			  const uint8_t mac[MAC_SIZE], uint32_t xid)
{
	const uint8_t *bootp = frame + BOOTP_AT;

	if (len <= OPTIONS_AT || get16(frame + 12) != ETHER_IPV4 ||
	    frame[IP_AT] != 0x45 || frame[IP_AT + 9] != PROTO_UDP ||
	    get16(frame + UDP_AT + 2) != PORT_CLIENT)
		return 0;
	if (bootp[0] != 2 || get32(bootp + 4) != xid ||
	    memcmp(bootp + 28, mac, MAC_SIZE) != 0 ||
	    memcmp(frame + COOKIE_AT, cookie, sizeof(cookie)) != 0 ||
	    dhcp_type(frame, len) != TYPE_OFFER)
		return 0;
	return get32(bootp + 16);
}
