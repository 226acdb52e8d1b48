/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - vmnet-stress: start and kill helpers in random order, and see
 * that none of the living ones ever loses its network
 *
 * In a round some slots change: an empty one gets a helper, a living helper
 * gets a signal, at times before it is ready.  While the starting ones get
 * ready, the links of the living ones are looked at without a pause; after
 * that each guest asks for its gateway by ARP, and now and then for an address
 * by DHCP, in frames built by hand.
 *
 * With --chaos the processes behind the network are killed as well.
 *
 * Run it in namespaces only, see test_stress.sh: it takes every vmnet-keeper
 * and dnsmasq it sees for one of its own.
 */

#include <errno.h>
#include <getopt.h>
#include <nftables/libnftables.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "helper/util.h"
#include "helper/stress/chaos.h"
#include "helper/stress/inspect.h"
#include "helper/stress/slot.h"

#define SETTLE_LIMIT_MS 60000
#define DHCP_EVERY	4 /* rounds */

int stress_broken(const char *fmt, ...)
{
	va_list ap;

	fputs("vmnet-stress: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -EIO;
}

static int change(struct stress *s, struct slot *slot)
{
	if (slot->state == EMPTY)
		return slot_start(s, slot);
	if (slot->state == READY)
		slot_kill(s, slot);
	return 0;
}

static int change_some(struct stress *s)
{
	uint32_t n = 1 + dice_roll(&s->dice, SLOTS / 2);
	struct slot *slot;
	int err = 0;

	if (dice_roll(&s->dice, 4) == 0) {
		for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
			if (slot->state == READY)
				slot_kill(s, slot);
		}
	}
	while (n-- > 0 && !err)
		err = change(s, &s->slots[dice_roll(&s->dice, SLOTS)]);
	return err;
}

/* Until all that start are ready and all that die are dead. */
static int settle(struct stress *s)
{
	int64_t deadline = clock_ms() + SETTLE_LIMIT_MS;
	const struct timespec pause = { .tv_nsec = 500000 };
	int n, err;

	while ((n = slot_follow(s)) > 0) {
		err = inspect_links(s);
		if (err)
			return err;
		if (clock_ms() >= deadline)
			return stress_broken("%d helpers do not settle", n);
		if (s->chaos && dice_roll(&s->dice, 50) == 0)
			chaos_do(s);
		nanosleep(&pause, NULL);
	}
	return n;
}

static int do_round(struct stress *s, uint64_t round)
{
	int err;

	err = change_some(s);
	if (!err)
		err = settle(s);
	s->keeper_hit = false;
	if (!err)
		err = inspect_links(s);
	if (!err && !s->chaos)
		err = inspect_rules(s);
	if (!err)
		err = inspect_answers(s, false);
	if (!err && !s->orphaned && round % DHCP_EVERY == 0)
		err = inspect_answers(s, true);
	return err;
}

/*
 * One more helper comes and goes: nobody else repairs a double kill, or takes
 * the lock's file away that a helper leaves which is killed holding it.
 */
static int kill_all(struct stress *s)
{
	struct slot *slot;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			slot_kill(s, slot);
	}
	return settle(s);
}

static int end_all(struct stress *s)
{
	int err;

	s->chaos = false;
	err = kill_all(s);
	if (!err)
		err = slot_start(s, s->slots);
	s->slots[0].kill_at = 0;
	if (!err)
		err = settle(s);
	if (!err)
		err = inspect_answers(s, true);
	return err ? err : kill_all(s);
}

static int run(struct stress *s)
{
	uint64_t round;
	int err = 0;

	for (round = 1; !err && round <= s->rounds; round++) {
		err = do_round(s, round);
		if (err)
			stress_broken("round %lu of seed %lu",
				      (unsigned long)round,
				      (unsigned long)s->seed);
	}
	return err ? err : end_all(s);
}

static int parse_number(const char *text, uint64_t *value)
{
	return text && *text ? parse_uint(text, 1, INT64_MAX, value) : -EINVAL;
}

static int parse(struct stress *s, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "chaos", no_argument, NULL, 'c' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 },
	};
	int key, err = 0;

	while (!err && (key = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (key == 'c')
			s->chaos = true;
		else if (key == 'r')
			err = parse_number(optarg, &s->rounds);
		else if (key == 's')
			err = parse_number(optarg, &s->seed);
		else
			err = -EINVAL;
	}
	if (err || argc - optind != 2)
		return -EINVAL;
	s->helper = argv[optind];
	s->dir = argv[optind + 1];
	return 0;
}

static int open_sources(struct stress *s)
{
	if (netlink_open(&s->nl) < 0)
		return stress_broken("cannot open rtnetlink");
	s->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!s->nft)
		return stress_broken("cannot use nftables");
	nft_ctx_buffer_output(s->nft);
	return 0;
}

int main(int argc, char *argv[])
{
	struct stress s = { .rounds = 200 };
	int err;

	/* Until --seed says otherwise; short, as a human will type it. */
	if (getrandom(&s.seed, 3, 0) < 0 || parse(&s, argc, argv) < 0) {
		fputs("usage: vmnet-stress [--chaos] [--rounds N] [--seed N] "
		      "vmnet-helper log-folder\n",
		      stderr);
		return EXIT_FAILURE;
	}
	dice_seed(&s.dice, s.seed);
	printf("seed %lu\n", (unsigned long)s.seed);
	fflush(stdout);
	err = open_sources(&s);
	if (!err)
		err = run(&s);
	nft_ctx_free(s.nft);
	netlink_close(s.nl);
	printf("%lu starts, %lu kills, links looked at %lu times, %lu starts "
	       "failed with their keeper\n",
	       (unsigned long)s.starts, (unsigned long)s.kills,
	       (unsigned long)s.checks, (unsigned long)s.failed_starts);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
