/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_infer.c - the header a guest left out
 *
 * Frames are made at random, with garbage for a checksum; what the header asks
 * for is then done, the slow way, and must give a frame that is right.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/check.h"
#include "helper/inet.h"
#include "helper/infer.h"

#define MTU    1500
#define ROUNDS 3000

static uint8_t frame[70000];
static size_t len, ip, transport;
static bool ipv6, tcp;

static size_t pick(size_t n)
{
	return (size_t)rand() % n;
}

static uint32_t slow_sum(const uint8_t *p, size_t n, uint32_t sum)
{
	size_t i;

	for (i = 0; i < n; i++) {
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

/* Of the whole segment or datagram: 0xffff when its checksum is right. */
static uint32_t transport_sum(const uint8_t *f, size_t n)
{
	uint8_t tail[4] = { 0, tcp ? PROTOCOL_TCP : PROTOCOL_UDP };
	uint32_t sum;

	put16(tail + 2, (unsigned int)(n - transport));
	sum = slow_sum(tail, 4, 0);
	sum = ipv6 ? slow_sum(f + ip + IPV6_ADDRS, 32, sum)
		   : slow_sum(f + ip + IPV4_ADDRS, 8, sum);
	return slow_sum(f + transport, n - transport, sum);
}

static void make_ipv4(size_t payload)
{
	size_t options = 4 * pick(4);

	transport = ip + IPV4_LEN + options;
	frame[ip] = (uint8_t)(0x40 | (IPV4_LEN + options) / 4);
	put16(frame + ip + IPV4_TOTAL,
	      (unsigned int)(IPV4_LEN + options + payload));
	put16(frame + ip + IPV4_FRAGMENT, 0x4000);
	frame[ip + IPV4_PROTOCOL] = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
}

static void make_ipv6(size_t payload)
{
	uint8_t last = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
	size_t extension = pick(3) ? 0 : 8 + 8 * pick(3);

	transport = ip + IPV6_LEN + extension;
	frame[ip] = 0x60;
	put16(frame + ip + IPV6_PAYLOAD, (unsigned int)(extension + payload));
	frame[ip + IPV6_NEXT] = extension ? PROTOCOL_DESTINATION : last;
	if (extension) {
		frame[ip + IPV6_LEN] = last;
		frame[ip + IPV6_LEN + 1] = (uint8_t)(extension / 8 - 1);
	}
}

/* A frame with @payload bytes of TCP or UDP, its header included. */
static void make(size_t payload)
{
	size_t i, tags = pick(3);

	for (i = 0; i < 600 || i < payload + 200; i++)
		frame[i] = (uint8_t)rand();
	ipv6 = pick(2);
	tcp = pick(2);
	ip = ETHER_LEN + tags * VLAN_LEN;
	for (i = 0; i < tags; i++)
		put16(frame + ETHER_TYPE + i * VLAN_LEN,
		      pick(2) ? TYPE_VLAN : TYPE_QINQ);
	put16(frame + ip - 2, ipv6 ? TYPE_IPV6 : TYPE_IPV4);
	if (ipv6)
		make_ipv6(payload);
	else
		make_ipv4(payload);
	if (tcp)
		frame[transport + TCP_OFFSET] = 0x50;
	else
		put16(frame + transport + UDP_SIZE, (unsigned int)payload);
	len = transport + payload;
}

static const struct infer all = { .tso = true, .checksum = true, .mtu = MTU };

START_TEST(checksums_can_be_completed)
{
	struct vnet_header h;
	size_t whole;
	int i;

	srand(1);
	for (i = 0; i < ROUNDS; i++) {
		make(TCP_LEN + pick(1300));
		whole = len;
		len += pick(2) * pick(46); /* padding, of garbage */
		if (!tcp && !ipv6)
			frame[transport + UDP_CHECK] |= 1;
		ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
		ck_assert_uint_eq(len, whole);
		ck_assert_uint_eq(h.flags, VNET_NEEDS_CSUM);
		ck_assert_uint_eq(h.gso_type, VNET_GSO_NONE);
		ck_assert_uint_eq(from_le16(h.csum_start), transport);
		ck_assert_int_eq(offload_complete(&h, frame, len), 0);
		ck_assert_uint_eq(transport_sum(frame, len), 0xffff);
		ck_assert(infer_is_intact(frame, len + pick(2) * pick(9)));
		/* Not the length of UDP, which nobody compares. */
		frame[transport + pick(4)] ^= 1;
		ck_assert(!infer_is_intact(frame, len));
	}
}
END_TEST

START_TEST(large_frames_are_cut)
{
	struct vnet_header h;
	size_t headers;
	int i;

	srand(2);
	for (i = 0; i < ROUNDS; i++) {
		make(1500 + pick(63000));
		ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
		ck_assert_uint_eq(h.flags, VNET_NEEDS_CSUM);
		headers = transport - ip;
		if (tcp) {
			ck_assert_uint_eq(h.gso_type, ipv6 ? VNET_GSO_TCPV6
							   : VNET_GSO_TCPV4);
			headers += TCP_LEN;
			ck_assert_uint_eq(from_le16(h.gso_size), MTU - headers);
		} else {
			ck_assert_uint_eq(h.gso_type, VNET_GSO_UDP);
			headers += ipv6 ? 8 : 0; /* one more in a fragment */
			ck_assert_uint_eq(from_le16(h.gso_size) % 8, 0);
			ck_assert_uint_le(from_le16(h.gso_size), MTU - headers);
			ck_assert_uint_gt(from_le16(h.gso_size) + 8,
					  MTU - headers);
			headers = transport - ip + UDP_LEN;
		}
		ck_assert_uint_eq(from_le16(h.hdr_len), ip + headers);
	}
}
END_TEST

START_TEST(others_are_left_alone)
{
	static uint8_t before[70000];
	const struct vnet_header none = { 0 };
	struct infer nothing = { .mtu = MTU };
	struct vnet_header h;

	srand(3);
	do {
		make(500);
	} while (ipv6 || !tcp);
	memcpy(before, frame, len);
	ck_assert_int_eq(infer_header(&nothing, frame, &len, &h), 0);
	ck_assert_mem_eq(&h, &none, sizeof(h));
	ck_assert_mem_eq(frame, before, len);
	/* A fragment: its checksum is over more than we see. */
	put16(frame + ip + IPV4_FRAGMENT, 0x2000);
	memcpy(before, frame, len);
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
	ck_assert_mem_eq(&h, &none, sizeof(h));
	ck_assert_mem_eq(frame, before, len);
	/* UDP that has none. */
	put16(frame + ip + IPV4_FRAGMENT, 0);
	frame[ip + IPV4_PROTOCOL] = PROTOCOL_UDP;
	put16(frame + transport + UDP_CHECK, 0);
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
	ck_assert_mem_eq(&h, &none, sizeof(h));
	/* Options of UDP: its checksum is not over all of the IP datagram. */
	frame[transport + UDP_CHECK] = 0x77;
	put16(frame + transport + UDP_SIZE,
	      (unsigned int)(len - transport - 4));
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
	ck_assert_mem_eq(&h, &none, sizeof(h));
	put16(frame + ip - 2, TYPE_ARP);
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
	ck_assert_mem_eq(&h, &none, sizeof(h));
}
END_TEST

/* Behind a tag nobody has looked yet: an IPv4 header too short to be one. */
START_TEST(nonsense_behind_tags_is_left_alone)
{
	static uint8_t before[70000];
	const struct vnet_header none = { 0 };
	struct vnet_header h;
	int i;

	srand(6);
	for (i = 0; i < ROUNDS; i++) {
		do {
			make(500);
		} while (ip == ETHER_LEN);
		frame[ip] = ipv6 ? 0x50 : (uint8_t)(pick(2) ? 0x43 : 0x55);
		memcpy(before, frame, len);
		ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
		ck_assert_mem_eq(&h, &none, sizeof(h));
		ck_assert_mem_eq(frame, before, len);
	}
}
END_TEST

START_TEST(what_cannot_be_cut_is_refused)
{
	struct infer no_tso = { .checksum = true, .mtu = MTU };
	struct vnet_header h;

	srand(4);
	do {
		make(3000);
	} while (ipv6 || !tcp);
	ck_assert_int_eq(infer_header(&no_tso, frame, &len, &h), -EINVAL);
	frame[transport + TCP_OFFSET] = 0xf0; /* header beyond the MTU: no */
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), 0);
	frame[ip + IPV4_PROTOCOL] = PROTOCOL_ICMP;
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), -EINVAL);
	put16(frame + ip - 2, 0x9999);
	ck_assert_int_eq(infer_header(&all, frame, &len, &h), -EINVAL);
}
END_TEST

/* Whatever the bytes are, nothing outside the frame is touched. */
START_TEST(random_frames_are_harmless)
{
	struct vnet_header h;
	uint8_t *exact;
	size_t n, i;
	int round;

	srand(5);
	for (round = 0; round < 20 * ROUNDS; round++) {
		make(pick(200));
		for (i = pick(6); i > 0; i--)
			frame[pick(80)] = (uint8_t)rand();
		n = ETHER_LEN + pick(len);
		exact = malloc(n); /* its bounds are watched by ASan */
		memcpy(exact, frame, n);
		len = n;
		if (infer_header(&all, exact, &len, &h) == 0) {
			ck_assert_uint_le(len, n);
			if (h.flags)
				ck_assert_int_eq(
					offload_complete(&h, exact, len), 0);
		}
		free(exact);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		checksums_can_be_completed,
		large_frames_are_cut,
		others_are_left_alone,
		what_cannot_be_cut_is_refused,
		nonsense_behind_tags_is_left_alone,
		random_frames_are_harmless,
		NULL,
	};

	return check_main("infer", tests);
}
