/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_large.c - large frames of vmnet for a guest without offload
 *
 * A pump between the doubles and a socket: what the guest sends and gets are
 * plain frames, what vmnet gets and gives are large ones without any header.
 */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vmnet/vmnet.h>

#include "helper/check.h"
#include "helper/checksum.h"
#include "helper/inet.h"
#include "helper/infer.h"
#include "helper/macos/doubles/doubles.h"
#include "helper/pump.h"
#include "helper/util.h"

#define MTU	 1500
#define SEGMENTS 8 /* a queue of Linux takes no more */

static struct nic *nic;
static struct nic_info info;
static struct guest *guest;
static struct pump *pump;
static struct stats host, vm;
static int fds[2];
static bool ipv6;

static uint8_t frames[SEGMENTS][ETHER_LEN + MTU];
static size_t frame_len;
static uint8_t large[70000], got[70000];

static size_t headers(void)
{
	return ETHER_LEN + (ipv6 ? IPV6_LEN : IPV4_LEN) + TCP_LEN;
}

static void open_all(void)
{
	const struct nic_config config = {
		.mode = NIC_SHARED,
		.software_offload = true,
		.cancel = -1,
	};
	struct timeval limit = { .tv_sec = 5 };
	char error[NIC_ERROR_MAX];

	host = (struct stats){ 0 };
	vm = (struct stats){ 0 };
	double_control.max_packet = NIC_FRAME_MAX;
	ck_assert_int_eq(nic_open(&nic, &config, &info, error), 0);
	ck_assert_ptr_nonnull(strstr(double_record.desc,
				     "vmnet_enable_tso=1 "
				     "vmnet_enable_checksum_offload=1 "));
	ck_assert_uint_eq(info.max_frame, ETHER_LEN + MTU);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	ck_assert_int_eq(guest_open(&guest, fds[0], false, info.max_frame), 0);
}

static void start(void)
{
	const struct pump_config config = {
		.nic = nic,
		.guest = guest,
		.kind = GUEST_PLAIN,
		.max_frame = info.max_frame,
		.host = &host,
		.vm = &vm,
	};

	ck_assert_int_eq(pump_start(&pump, &config), 0);
}

static void close_all(void)
{
	pump_stop(pump);
	guest_close(guest);
	close(fds[0]);
	close(fds[1]);
	nic_close(nic);
	ck_assert_int_eq(double_alive(), 0);
}

static void store_sum(uint8_t *p, uint64_t sum)
{
	uint16_t value = (uint16_t)~checksum_fold(sum);

	memcpy(p, &value, sizeof(value));
}

static void put_seq(uint8_t *p, size_t seq)
{
	put16(p, (unsigned int)(seq >> 16));
	put16(p + 2, (unsigned int)(seq & 0xffff));
}

static void make_ip(uint8_t *ip, size_t tcp_len, unsigned int number)
{
	if (ipv6) {
		ip[0] = 0x60;
		put16(ip + IPV6_PAYLOAD, (unsigned int)tcp_len);
		ip[IPV6_NEXT] = PROTOCOL_TCP;
		ip[7] = 64;
		memset(ip + IPV6_ADDRS, 0xfd, 32);
		return;
	}
	ip[0] = 0x45;
	put16(ip + IPV4_TOTAL, (unsigned int)(IPV4_LEN + tcp_len));
	put16(ip + 4, number);
	ip[8] = 64;
	ip[IPV4_PROTOCOL] = PROTOCOL_TCP;
	memset(ip + IPV4_ADDRS, 10, 8);
	store_sum(ip + 10, checksum_add(ip, IPV4_LEN, 0));
}

/* The segment with @payload bytes from @seq on; returns its length. */
static size_t make(uint8_t *f, size_t payload, size_t seq, unsigned int number)
{
	uint8_t *tcp = f + headers() - TCP_LEN;
	size_t i;

	memset(f, 0, headers());
	memset(f, 2, 12);
	put16(f + ETHER_TYPE, ipv6 ? TYPE_IPV6 : TYPE_IPV4);
	make_ip(f + ETHER_LEN, TCP_LEN + payload, number);
	put16(tcp, 4711);
	put16(tcp + 2, 80);
	put_seq(tcp + 4, seq);
	tcp[TCP_OFFSET] = 0x50;
	tcp[13] = 0x10; /* ACK */
	for (i = 0; i < payload; i++)
		tcp[TCP_LEN + i] = (uint8_t)((seq + i) * 7 + (seq + i) / 256);
	store_sum(tcp + TCP_CHECK,
		  checksum_add(tcp, TCP_LEN + payload,
			       offload_pseudo_sum(f + ETHER_LEN, ipv6,
						  PROTOCOL_TCP,
						  TCP_LEN + payload)));
	return headers() + payload;
}

static void make_all(size_t payload)
{
	unsigned int i;

	for (i = 0; i < SEGMENTS; i++)
		frame_len = make(frames[i], payload, i * payload, i);
}

static void send_all(void)
{
	int i;

	for (i = 0; i < SEGMENTS; i++)
		ck_assert_int_eq(send(fds[1], frames[i], frame_len, 0),
				 (ssize_t)frame_len);
}

static void expect_all(void)
{
	int i;

	for (i = 0; i < SEGMENTS; i++) {
		ck_assert_int_eq(recv(fds[1], got, sizeof(got), 0),
				 (ssize_t)frame_len);
		ck_assert_mem_eq(got, frames[i], frame_len);
	}
}

static void wait_for(_Atomic uint64_t *count, uint64_t n)
{
	int64_t deadline = clock_ms() + 5000;

	while (atomic_load(count) < n && clock_ms() < deadline)
		poll(NULL, 0, 1);
	ck_assert_uint_eq(atomic_load(count), n);
}

START_TEST(a_large_frame_reaches_the_guest_in_frames_of_the_mtu)
{
	size_t payload, len;

	ipv6 = _i % 2;
	payload = ETHER_LEN + MTU - headers();
	open_all();
	start();
	make_all(payload);
	len = make(large, SEGMENTS * payload, 0, 0);
	/* Nothing is to be expected of what the sender left out. */
	memset(large + headers() - TCP_LEN + TCP_CHECK, _i / 2 * 0x5a, 2);
	double_push(large, len);
	expect_all();
	close_all();
	ck_assert_uint_eq(host.packets, SEGMENTS);
}
END_TEST

START_TEST(a_small_frame_gets_its_checksum)
{
	size_t len;

	ipv6 = _i % 2;
	open_all();
	start();
	len = make(frames[0], 10 + (size_t)_i, 99, 1);
	memcpy(large, frames[0], len);
	memset(large + headers() - TCP_LEN + TCP_CHECK, 0x77, 2);
	memset(large + len, 0, 20); /* padding, which is no data */
	double_push(large, len + 20);
	ck_assert_int_eq(recv(fds[1], got, sizeof(got), 0), (ssize_t)len);
	ck_assert_mem_eq(got, frames[0], len);
	memset(large, 0xff, 60); /* of no protocol we know */
	double_push(large, 60);
	ck_assert_int_eq(recv(fds[1], got, sizeof(got), 0), 60);
	ck_assert_mem_eq(got, large, 60);
	close_all();
}
END_TEST

START_TEST(what_cannot_be_cut_costs_only_itself)
{
	size_t len;

	ipv6 = _i;
	open_all();
	start();
	len = make(large, 5000, 0, 0);
	put16(large + ETHER_TYPE, 0x88b5); /* no IP */
	double_push(large, len);
	len = make(large, 5000, 0, 0);
	large[ETHER_LEN] = 0; /* of no version */
	double_push(large, len);
	len = make(large, 100, 0, 0);
	double_push(large, len);
	ck_assert_int_eq(recv(fds[1], got, sizeof(got), 0), (ssize_t)len);
	ck_assert_mem_eq(got, large, len);
	close_all();
	ck_assert_uint_eq(host.drops[DROP_OVERSIZE], 2);
}
END_TEST

START_TEST(full_segments_of_the_guest_become_one_frame)
{
	size_t payload, total, i;

	ipv6 = _i;
	payload = ETHER_LEN + MTU - headers();
	total = headers() + SEGMENTS * payload;
	open_all();
	make_all(payload);
	send_all(); /* before the start, to be one batch */
	start();
	wait_for(&double_record.written, 1);
	close_all();
	ck_assert_uint_eq(vm.packets, SEGMENTS);
	ck_assert_uint_eq(double_record.most_pieces, 1);
	ck_assert_uint_eq(double_record.last_len, total);
	for (i = 0; i < SEGMENTS; i++)
		ck_assert_mem_eq(double_record.last + headers() + i * payload,
				 frames[i] + headers(), payload);
	ck_assert_uint_eq(get16(double_record.last + ETHER_LEN +
				(ipv6 ? IPV6_PAYLOAD : IPV4_TOTAL)),
			  total - ETHER_LEN - (ipv6 ? IPV6_LEN : 0));
}
END_TEST

START_TEST(shorter_segments_stay_as_they_are)
{
	ipv6 = _i;
	open_all();
	make_all(1000);
	send_all();
	start();
	wait_for(&double_record.written, SEGMENTS);
	close_all();
	ck_assert_uint_eq(double_record.last_len, frame_len);
	ck_assert_mem_eq(double_record.last, frames[SEGMENTS - 1], frame_len);
}
END_TEST

/* More often than there is room for merges in one buffer. */
START_TEST(what_went_out_large_comes_back_as_it_was)
{
	int i;

	ipv6 = _i;
	double_control.echo = true;
	open_all();
	make_all(ETHER_LEN + MTU - headers());
	send_all();
	start();
	expect_all();
	for (i = 0; i < 40; i++) {
		send_all();
		expect_all();
	}
	close_all();
	ck_assert_uint_eq(vm.packets, 41 * SEGMENTS);
	ck_assert_uint_eq(host.packets, 41 * SEGMENTS);
}
END_TEST

START_TEST(a_wrong_checksum_is_not_made_right)
{
	ipv6 = _i;
	open_all();
	make_all(100);
	frames[3][headers() + 50] ^= 1;
	send_all();
	start();
	wait_for(&double_record.written, SEGMENTS - 1);
	close_all();
	ck_assert_uint_eq(vm.packets, SEGMENTS - 1);
	ck_assert_uint_eq(vm.drops[DROP_REFUSED], 1);
}
END_TEST

START_TEST(a_lost_merge_is_all_its_segments)
{
	open_all();
	make_all(ETHER_LEN + MTU - headers());
	send_all();
	atomic_store(&double_control.write_times, 1); /* no room */
	start();
	wait_for(&vm.drops[DROP_REFUSED], SEGMENTS);
	close_all();
	ck_assert_uint_eq(vm.packets, 0);
}
END_TEST

START_TEST(merges_are_written_when_there_is_no_room_for_more)
{
	static uint8_t piece[30000];
	struct vnet_header header = { .flags = VNET_NEEDS_CSUM };
	const struct iovec iov[3] = {
		{ &header, sizeof(header) },
		{ piece, sizeof(piece) },
		{ piece, sizeof(piece) },
	};
	int i;

	open_all();
	for (i = 0; i < 30; i++)
		ck_assert_int_eq(nic_send(nic, iov, 3), 1);
	ck_assert_int_eq(nic_flush(nic), 0);
	ck_assert_uint_eq(double_record.written, 30);
	ck_assert_uint_eq(double_record.written_bytes, 30 * 60000);
	/* Four at a time, which is what the buffer takes. */
	ck_assert_uint_eq(double_record.write_calls, 8);
	start();
	close_all();
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ a_large_frame_reaches_the_guest_in_frames_of_the_mtu, 4 },
		{ a_small_frame_gets_its_checksum, 4 },
		{ what_cannot_be_cut_costs_only_itself, 2 },
		{ full_segments_of_the_guest_become_one_frame, 2 },
		{ shorter_segments_stay_as_they_are, 2 },
		{ what_went_out_large_comes_back_as_it_was, 2 },
		{ a_wrong_checksum_is_not_made_right, 2 },
		{ a_lost_merge_is_all_its_segments, 1 },
		{ merges_are_written_when_there_is_no_room_for_more, 1 },
		{ NULL, 0 },
	};

	return check_main_rounds("large", tests);
}
