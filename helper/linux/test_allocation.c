/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_allocation.c - no memory is allocated or freed while frames move
 *
 * The pump runs between real sockets, for every kind of guest and both kinds of
 * socket, while all calls of our code to the allocator go through wrappers (the
 * linker's --wrap) that count them.  Both directions have what makes the data
 * path work most: large frames to be cut and passed, checksums to be completed,
 * flows to be merged, more of them than are merged at once, and frames that are
 * dropped.
 */

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/fuzz_frame.h"
#include "helper/guest.h"
#include "helper/inet.h"
#include "helper/linux/sockets_fixture.h"
#include "helper/linux/tap.h"
#include "helper/log.h"
#include "helper/pump.h"
#include "helper/util.h"

#define ROUNDS	  50
#define FRAMES	  24 /* per round and direction */
#define MTU	  1500
#define ROUND_MS  5000
#define LARGE_MAX 6000 /* bytes; more would not fit a socket's queue */

static _Atomic bool armed;
static _Atomic int calls;

/* Of our own thread, that is: libcheck allocates with every check. */
static _Thread_local bool is_exempt;

static void count(void)
{
	if (atomic_load(&armed) && !is_exempt)
		atomic_fetch_add(&calls, 1);
}

#define WRAP(type, name, parameters, ...)                                      \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters                                          \
	{                                                                      \
		count();                                                       \
		return __real_##name(__VA_ARGS__);                             \
	}

WRAP(void *, malloc, (size_t n), n)
WRAP(void *, calloc, (size_t n, size_t size), n, size)
WRAP(void *, realloc, (void *p, size_t n), p, n)
WRAP(char *, strdup, (const char *s), s)
WRAP(void *, mmap, (void *p, size_t n, int prot, int flags, int fd, off_t at),
     p, n, prot, flags, fd, at)
WRAP(int, munmap, (void *p, size_t n), p, n)

void __real_free(void *p);
void __wrap_free(void *p);
void __wrap_free(void *p)
{
	count();
	__real_free(p);
}

static enum guest_frames kind;
static bool stream;
static struct stats host, guest_side;

/* What is sent again and again: a header and a frame, as the network's end. */
static struct vnet_header headers[FRAMES];
static struct fuzz_frame to_vm[FRAMES], to_net[FRAMES];

static void make(struct fuzz_frame *f, struct fuzz_flows *flows,
		 unsigned int flow, size_t payload)
{
	const uint8_t script[] = { (uint8_t)(flow << 4 | 8),
				   (uint8_t)(payload >> 8), (uint8_t)payload };
	struct fuzz_input in = { script, sizeof(script) };

	fuzz_frame_make(f, flows, &in, 0);
	ck_assert(f->correct);
}

/* Large ones to be cut or passed, small ones whose checksum is left out. */
static void ask(struct vnet_header *h, const struct fuzz_frame *f)
{
	size_t offset = f->udp ? UDP_CHECK : TCP_CHECK;

	*h = (struct vnet_header){ .flags = VNET_NEEDS_CSUM };
	h->csum_start = to_le16(f->transport);
	h->csum_offset = to_le16(offset);
	if (f->payload > 1000) {
		h->gso_type = f->ipv6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
		if (f->udp)
			h->gso_type = VNET_GSO_UDP_L4;
		h->gso_size = to_le16(700);
		h->hdr_len = to_le16(f->headers);
	}
}

static void make_all(void)
{
	struct fuzz_flows up = { 0 }, down = { 0 };
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		make(&to_vm[i], &down, i % FUZZ_FLOWS,
		     i % 3 ? 100 : LARGE_MAX / 4 + 100 * i);
		ask(&headers[i], &to_vm[i]);
		/* Two of a flow behind each other, so that they are merged. */
		make(&to_net[i], &up, i / 2 % FUZZ_FLOWS, 200);
	}
	to_net[FRAMES - 1].bytes[ETHER_LEN] = 0x15; /* to be dropped */
}

static void free_all(void)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		free(to_vm[i].bytes);
		free(to_net[i].bytes);
	}
}

/* Room for all of a round at once. */
static void enlarge(int fd)
{
	int size = 1 << 20;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

static void put_to_net(const struct fuzz_frame *f)
{
	static const struct vnet_header none;
	size_t front = kind == GUEST_HEADER ? sizeof(none) : 0;
	uint8_t prefix[4] = { 0 };
	struct iovec iov[3] = {
		{ prefix, sizeof(prefix) },
		{ (void *)(uintptr_t)&none, front },
		{ f->bytes, f->len },
	};

	put32(prefix, (uint32_t)(front + f->len));
	ck_assert_int_gt(writev(vm_far, iov + !stream, 2 + stream), 0);
}

static void put_round(void)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		struct iovec down[2] = {
			{ &headers[i], sizeof(headers[i]) },
			{ to_vm[i].bytes, to_vm[i].len },
		};

		ck_assert_int_gt(writev(net_far, down, 2), 0);
		put_to_net(&to_net[i]);
	}
}

static void drain(void)
{
	static uint8_t buf[1 << 20];

	while (recv(vm_far, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
	while (recv(net_far, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

/* Wait until all of @rounds was counted, each way. */
static void settle(int rounds)
{
	uint64_t up = (uint64_t)rounds * FRAMES, down = up;
	int64_t limit = clock_ms() + ROUND_MS;

	while (clock_ms() < limit) {
		drain();
		if (stats_get(&host.packets) + stats_drops(&host) >= down &&
		    stats_get(&guest_side.packets) + stats_drops(&guest_side) ==
			    up)
			return;
		poll(NULL, 0, 1);
	}
	ck_abort_msg("not all frames came through");
}

/*
 * A large frame becomes several, so settle() may leave some of them in the
 * queue: of all that was cut the last ones are still to come.
 */
static void settle_cut(void)
{
	int64_t limit = clock_ms() + ROUND_MS;

	while (kind == GUEST_PLAIN && clock_ms() < limit &&
	       stats_get(&host.packets) <= ROUNDS * FRAMES * 3 / 2) {
		drain();
		poll(NULL, 0, 1);
	}
}

static void run_traffic(void)
{
	const struct pump_config config = {
		.kind = kind,
		.infer = { .tso = true, .checksum = true, .mtu = MTU },
		.max_frame =
			kind == GUEST_PLAIN ? MTU + ETHER_LEN : NIC_FRAME_MAX,
		.host = &host,
		.vm = &guest_side,
	};
	struct pump_config open = config;
	struct pump *pump;
	int i;

	memset(&host, 0, sizeof(host));
	memset(&guest_side, 0, sizeof(guest_side));
	ck_assert_int_eq(tap_nic(&open.nic, net), 0);
	ck_assert_int_eq(
		guest_open(&open.guest, vm, stream,
			   config.max_frame +
				   (kind == GUEST_HEADER ? VNET_LEN : 0)),
		0);
	ck_assert_int_eq(pump_start(&pump, &open), 0);
	atomic_store(&calls, 0);
	atomic_store(&armed, true);
	for (i = 1; i <= ROUNDS; i++) {
		put_round();
		settle(i);
	}
	settle_cut();
	atomic_store(&armed, false);
	ck_assert_int_eq(pump_result(pump), 0);
	pump_stop(pump);
	guest_close(open.guest);
	nic_close(open.nic);
}

static void check_kind(void)
{
	open_sockets(stream);
	enlarge(net_far);
	enlarge(vm_far);
	run_traffic();
	close_sockets();
	ck_assert_int_eq(atomic_load(&calls), 0);
	/* The frames were not just dropped. */
	ck_assert_uint_ge(stats_get(&host.packets), ROUNDS * FRAMES);
	ck_assert_uint_eq(stats_drops(&host), 0);
	ck_assert_uint_eq(stats_get(&guest_side.packets),
			  ROUNDS * (FRAMES - 1));
	ck_assert_uint_eq(stats_get(&guest_side.drops[DROP_IP]), ROUNDS);
	/* Large frames were cut for this one only, and but for UDP. */
	if (kind == GUEST_PLAIN)
		ck_assert_uint_gt(stats_get(&host.packets),
				  ROUNDS * FRAMES * 3 / 2);
}

START_TEST(none_while_frames_move)
{
	static const enum guest_frames kinds[] = {
		GUEST_PLAIN,
		GUEST_LARGE,
		GUEST_HEADER,
		GUEST_BARE,
	};
	unsigned int i;

	is_exempt = true;
	make_all();
	for (i = 0; i < 2 * ARRAY_SIZE(kinds); i++) {
		kind = kinds[i / 2];
		stream = i % 2;
		check_kind();
	}
	free_all();
}
END_TEST

/* The wrappers are there: what is known to allocate is noticed. */
START_TEST(allocations_are_noticed)
{
	int opening, closing, err;
	struct guest *guest;

	open_sockets(false);
	atomic_store(&calls, 0);
	atomic_store(&armed, true);
	err = guest_open(&guest, vm, false, 1514);
	opening = atomic_exchange(&calls, 0);
	ck_assert_int_eq(err, 0);
	atomic_store(&calls, 0);
	guest_close(guest);
	closing = atomic_load(&calls);
	atomic_store(&armed, false);
	ck_assert_int_ge(opening, 4);
	ck_assert_int_ge(closing, 4);
	close_sockets();
	close(net);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		none_while_frames_move,
		allocations_are_noticed,
		NULL,
	};

	log_set_level(LOG_WARN);
	return check_main("allocation", tests);
}
