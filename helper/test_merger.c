/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merger.c - what is merged, what is not, and in which order it goes
 *
 * The network end is here: it writes down what it is given.
 */

#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "helper/checksum.h"
#include "helper/merger.h"

#define SENT_MAX 128
#define DATA	 100 /* bytes of payload per segment */
#define HEADERS	 54

struct sent {
	struct vnet_header header;
	size_t len; /* without the header */
	uint8_t flow;
	uint32_t seq;
};

static struct sent sent[SENT_MAX];
static int n_sent;
static int nic_result;
static int flush_result;
static bool nic_large;
static unsigned int nic_mtu;

int nic_flush(struct nic *nic)
{
	(void)nic;
	return flush_result;
}

bool nic_is_large(const struct nic *nic)
{
	(void)nic;
	return nic_large;
}

unsigned int nic_cut_mtu(const struct nic *nic)
{
	(void)nic;
	return nic_mtu;
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	const uint8_t *frame = iov[1].iov_base;
	struct sent *s = &sent[n_sent++];
	int i;

	(void)nic;
	ck_assert_int_le(n_sent, SENT_MAX);
	ck_assert_uint_eq(iov[0].iov_len, sizeof(s->header));
	memcpy(&s->header, iov[0].iov_base, sizeof(s->header));
	s->len = 0;
	for (i = 1; i < n; i++)
		s->len += iov[i].iov_len;
	s->flow = frame[35];
	s->seq = frame[41];
	return nic_result;
}

static void store(uint8_t *p, uint64_t sum)
{
	uint16_t value = (uint16_t)~checksum_fold(sum);

	memcpy(p, &value, 2);
}

/* A segment of flow @flow, the @number-th, with @data bytes. */
static void make(uint8_t *f, uint8_t flow, uint8_t number, uint8_t flags,
		 uint8_t data)
{
	const uint8_t pseudo[4] = { 0, 6, 0, (uint8_t)(20 + data) };
	uint64_t sum;

	memset(f, 0, HEADERS);
	memset(f + HEADERS, number, data);
	f[12] = 8; /* IPv4 */
	f[14] = 0x45;
	f[17] = (uint8_t)(40 + data);
	f[22] = 64;
	f[23] = 6; /* TCP */
	f[26] = 10;
	f[30] = 11;
	f[35] = flow;
	f[41] = (uint8_t)(number * DATA % 256);
	f[40] = (uint8_t)(number * DATA / 256);
	f[46] = 0x50;
	f[47] = flags;
	store(f + 24, checksum_add(f + 14, 20, 0));
	sum = checksum_add(pseudo, 4, 0);
	sum = checksum_add(f + 26, 8, sum);
	store(f + 50, checksum_add(f + 34, 20u + data, sum));
}

static struct merger merger;
static struct stats stats;
static uint8_t frames[SENT_MAX][HEADERS + DATA];
static int n_frames;

static void begin(void)
{
	memset(&stats, 0, sizeof(stats));
	n_sent = n_frames = 0;
	nic_result = 1;
	flush_result = 0;
	nic_large = true;
	nic_mtu = 0;
	merger_init(&merger, NULL, &stats);
}

static void add(uint8_t flow, uint8_t number, uint8_t flags, uint8_t data)
{
	uint8_t *f = frames[n_frames++];

	make(f, flow, number, flags, data);
	ck_assert_int_eq(merger_add(&merger, f, HEADERS + (size_t)data), 0);
}

static void expect(int i, uint8_t flow, size_t len, bool large)
{
	ck_assert_int_lt(i, n_sent);
	ck_assert_uint_eq(sent[i].flow, flow);
	ck_assert_uint_eq(sent[i].len, HEADERS + len);
	ck_assert_int_eq(sent[i].header.gso_type == VNET_GSO_TCPV4, large);
}

START_TEST(flows_are_merged_side_by_side)
{
	int i;

	begin();
	for (i = 0; i < 10; i++) {
		add(1, (uint8_t)i, 0x10, DATA);
		add(2, (uint8_t)i, 0x10, DATA);
	}
	ck_assert_int_eq(n_sent, 0);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 2);
	expect(0, 1, 10 * DATA, true);
	expect(1, 2, 10 * DATA, true);
	ck_assert_uint_eq(stats.packets, 20);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 2);
}
END_TEST

START_TEST(order_within_a_flow_is_kept)
{
	begin();
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x10, DATA);
	add(1, 2, 0x10, 0); /* an ACK: what came before goes first */
	add(2, 0, 0x10, 0); /* of another flow: at once */
	add(1, 2, 0x10, DATA);
	add(1, 4, 0x10, DATA); /* one is missing */
	add(1, 5, 0x11, DATA); /* FIN */
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 6);
	expect(0, 1, 2 * DATA, true);
	expect(1, 1, 0, false);
	expect(2, 2, 0, false);
	expect(3, 1, DATA, false);
	expect(4, 1, DATA, false);
	expect(5, 1, DATA, false);
	ck_assert_uint_eq(sent[3].seq, 2 * DATA % 256);
	ck_assert_uint_eq(sent[5].seq, 5 * DATA % 256);
}
END_TEST

START_TEST(short_and_pushed_segments_end_a_merge)
{
	begin();
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x18, DATA);
	add(1, 2, 0x10, DATA);
	add(1, 3, 0x10, DATA / 2);
	add(1, 4, 0x10, DATA);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 3);
	expect(0, 1, 2 * DATA, true);
	expect(1, 1, DATA + DATA / 2, true);
	expect(2, 1, DATA, false);
}
END_TEST

START_TEST(what_is_cut_to_the_mtu_begins_with_full_segments)
{
	begin();
	nic_mtu = HEADERS - 14 + DATA;
	merger_init(&merger, NULL, &stats);
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x10, DATA);
	add(1, 2, 0x10, DATA / 2); /* the last one may be shorter */
	add(2, 0, 0x10, DATA - 1);
	add(2, 1, 0x10, DATA - 1);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 3);
	expect(0, 2, DATA - 1, false);
	expect(1, 2, DATA - 1, false);
	expect(2, 1, 2 * DATA + DATA / 2, true);
}
END_TEST

START_TEST(others_pass_and_fragments_wait)
{
	uint8_t frame[64] = { 0 };

	begin();
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x10, DATA);
	frame[12] = 8;
	frame[13] = 6; /* ARP may overtake */
	ck_assert_int_eq(merger_add(&merger, frame, sizeof(frame)), 0);
	ck_assert_int_eq(n_sent, 1);
	frame[13] = 0;
	frame[14] = 0x45;
	frame[17] = 50;	  /* bytes */
	frame[20] = 0x20; /* a fragment of TCP may not */
	frame[23] = 6;
	ck_assert_int_eq(merger_add(&merger, frame, sizeof(frame)), 0);
	ck_assert_int_eq(n_sent, 3);
	expect(1, 1, 2 * DATA, true);
}
END_TEST

START_TEST(more_flows_than_places)
{
	uint8_t flow;

	begin();
	for (flow = 0; flow < MERGER_FLOWS + 3; flow++) {
		add(flow, 0, 0x10, DATA);
		add(flow, 1, 0x10, DATA);
	}
	ck_assert_int_eq(n_sent, 3);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, MERGER_FLOWS + 3);
	ck_assert_uint_eq(stats.packets, 2 * (MERGER_FLOWS + 3));
}
END_TEST

START_TEST(refusals_are_counted_by_frame)
{
	begin();
	nic_result = 0;
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x10, DATA);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_uint_eq(stats.drops[DROP_REFUSED], 2);
	ck_assert_uint_eq(stats.packets, 0);
	nic_result = -ENODEV;
	add(1, 0, 0x10, DATA);
	ck_assert_int_eq(merger_flush(&merger), -ENODEV);
}
END_TEST

START_TEST(a_network_without_large_frames_gets_none)
{
	begin();
	nic_large = false;
	merger_init(&merger, NULL, &stats);
	add(1, 0, 0x10, DATA);
	add(1, 1, 0x10, DATA);
	ck_assert_int_eq(n_sent, 2);
	expect(0, 1, DATA, false);
	expect(1, 1, DATA, false);
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_int_eq(n_sent, 2);
}
END_TEST

START_TEST(frames_lost_while_they_waited_are_counted)
{
	begin();
	add(1, 0, 0x10, 0);
	add(2, 0, 0x10, 0);
	add(3, 0, 0x10, 0);
	flush_result = 2;
	ck_assert_int_eq(merger_flush(&merger), 0);
	ck_assert_uint_eq(stats.packets, 1);
	ck_assert_uint_eq(stats.drops[DROP_REFUSED], 2);
	flush_result = -ENODEV;
	add(1, 0, 0x10, 0);
	ck_assert_int_eq(merger_flush(&merger), -ENODEV);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		flows_are_merged_side_by_side,
		order_within_a_flow_is_kept,
		short_and_pushed_segments_end_a_merge,
		what_is_cut_to_the_mtu_begins_with_full_segments,
		others_pass_and_fragments_wait,
		more_flows_than_places,
		refusals_are_counted_by_frame,
		a_network_without_large_frames_gets_none,
		frames_lost_while_they_waited_are_counted,
		NULL,
	};

	return check_main("merger", tests);
}
