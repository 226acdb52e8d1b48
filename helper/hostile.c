/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile.c - vmnet-hostile: a guest that means harm, at full rate
 *
 * usage: vmnet-hostile FD SECONDS SEED
 *
 * Sends nonsense into a helper's datagram socket: random bytes of every
 * length, and frames of every protocol the data path looks at, with bytes
 * changed, cut short or made longer.  Prints how many were sent.  Ends when
 * time is up or the helper has gone, which is exit status 1.
 */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "helper/batch.h"
#include "helper/frame.h"
#include "helper/util.h"

#define BATCH	 64
#define LONGEST	 4000  /* most are shorter; some are of HUGE bytes */
#define HUGE	 60000 /* bytes */
#define PATTERNS 6

static uint64_t state;
static uint8_t patterns[PATTERNS][FRAME_MAX];
static size_t lens[PATTERNS];
static uint8_t frames[BATCH][HUGE];

/* xorshift64*, Vigna 2016: fast, and the same everywhere for a seed. */
static uint32_t random32(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 32);
}

static void put16(uint8_t *p, unsigned int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* A whole TCP or UDP datagram of IPv4, checksums left to chance. */
static size_t make_ipv4(uint8_t *f, uint8_t protocol, size_t len)
{
	memset(f, 0, len);
	memset(f, 0xff, 6);
	f[6] = 2;
	put16(f + 12, 0x800);
	f[14] = 0x45;
	put16(f + 16, (unsigned int)(len - 14));
	f[22] = 64;
	f[23] = protocol;
	memcpy(f + 26, "\xc0\xa8\x40\x63\xc0\xa8\x40\x01", 8);
	put16(f + 34, 4000);
	put16(f + 36, 5201);
	f[46] = 0x50;
	f[47] = 0x10;
	return len;
}

static size_t make_ipv6(uint8_t *f, uint8_t next, size_t len)
{
	memset(f, 0, len);
	memcpy(f, "\x33\x33\0\0\0\1\2", 7);
	put16(f + 12, 0x86dd);
	f[14] = 0x60;
	put16(f + 18, (unsigned int)(len - 54));
	f[20] = next;
	f[21] = 64;
	f[22] = 0xfe;
	f[23] = 0x80;
	memcpy(f + 38, "\xff\2\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	f[66] = 0x50;
	f[67] = 0x10;
	return len;
}

static void make_patterns(void)
{
	static const uint8_t mac[MAC_SIZE] = { 2, 0, 0, 0, 0, 9 };

	lens[0] = make_ipv4(patterns[0], 6, 1514);
	lens[1] = make_ipv4(patterns[1], 17, 400);
	lens[2] = make_ipv6(patterns[2], 6, 1514);
	lens[3] = make_ipv6(patterns[3], 58, 86);
	lens[4] = frame_dhcp_discover(patterns[4], mac, 1);
	/* Nobody's address: a stolen one would be a quarrel between guests. */
	lens[5] = frame_arp_request(patterns[5], mac, 0xc0a840fe);
}

static void fill(uint8_t *f, size_t len)
{
	size_t i;

	for (i = 0; i + 4 <= len; i += 4) {
		uint32_t value = random32();

		memcpy(f + i, &value, 4);
	}
}

static size_t make_random(uint8_t *f)
{
	uint32_t dice = random32();
	size_t len = dice % 64 == 0 ? dice / 64 % HUGE : dice / 64 % LONGEST;

	fill(f, len);
	return len;
}

static size_t make_mutant(uint8_t *f)
{
	uint32_t kind = random32() % PATTERNS, n = random32() % 6;
	size_t len = lens[kind];

	memcpy(f, patterns[kind], len);
	fill(f + 6, 4); /* a sender never seen before */
	f[6] &= 0xfe;
	while (n--)
		f[random32() % (len < 80 ? len : 80)] = (uint8_t)random32();
	switch (random32() % 4) {
	case 0:
		return random32() % (len + 1);
	case 1:
		return len + random32() % 200;
	default:
		return len;
	}
}

static int flood(int fd, int64_t until, uint64_t *total)
{
	struct datagram out[BATCH] = { 0 };
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	struct batch *batch = batch_new(BATCH);
	int i, n, err = batch ? 0 : -ENOMEM;

	while (!err && clock_ms() < until) {
		for (i = 0; i < BATCH; i++) {
			size_t len = random32() % 2 ? make_random(frames[i])
						    : make_mutant(frames[i]);

			out[i].iov[0] = (struct iovec){ frames[i], len };
		}
		n = batch_send(batch, fd, out, BATCH);
		if (n > 0)
			*total += (uint64_t)n;
		else if (n == -EAGAIN)
			poll(&ready, 1, 100);
		else if (n != -EMSGSIZE && n != -ENOBUFS)
			err = n;
	}
	batch_free(batch);
	return err;
}

int main(int argc, char *argv[])
{
	uint64_t fd, seconds, seed, total = 0;
	int err;

	if (argc != 4 || parse_uint(argv[1], 0, 1024, &fd) < 0 ||
	    parse_uint(argv[2], 1, 86400, &seconds) < 0 ||
	    parse_uint(argv[3], 1, UINT64_MAX, &seed) < 0) {
		fputs("usage: vmnet-hostile FD SECONDS SEED\n", stderr);
		return EXIT_FAILURE;
	}
	state = seed * UINT64_C(0x9e3779b97f4a7c15);
	make_patterns();
	err = flood((int)fd, clock_ms() + (int64_t)seconds * 1000, &total);
	printf("%llu frames, seed %llu\n", (unsigned long long)total,
	       (unsigned long long)seed);
	if (err)
		fprintf(stderr, "vmnet-hostile: %s\n", strerror(-err));
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
