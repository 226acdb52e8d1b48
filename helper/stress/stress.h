/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stress.h - helpers that come and go on one network
 *
 * The state of vmnet-stress; the theory of operation is in main.c.
 */
#ifndef HELPER_STRESS_STRESS_H
#define HELPER_STRESS_STRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helper/ifid.h"
#include "helper/linux/netlink.h"
#include "helper/nic.h"
#include "helper/stress/dice.h"

#define SLOTS 32

enum state { EMPTY, STARTING, READY, DYING };

struct slot {
	enum state state;
	pid_t pid;
	int guest; /* our end of the socket pair */
	int out;   /* the helper's standard output */
	uint8_t mac[MAC_SIZE];
	char tap[NIC_NAME_MAX];
	bool arp;	/* the gateway has answered */
	uint32_t offer; /* address offered */
	int64_t kill_at;
	bool repairs; /* started when there was nobody else to do it */
};

struct nft_ctx;

struct stress {
	const char *helper; /* program */
	const char *dir;    /* of log files */
	bool chaos;
	uint64_t rounds;
	uint64_t seed;
	struct dice dice;
	uint32_t xid;
	struct netlink *nl;
	struct nft_ctx *nft;
	struct slot slots[SLOTS];
	uint64_t starts, kills, checks, failed_starts;
	char victim[16]; /* pid that kill_one() has killed last */
	bool orphaned; /* keeper and spare are killed: no DHCP until a start */
	bool keeper_hit; /* a helper that starts now may fail */
};

/**
 * stress_broken() - Say what does not hold
 * @fmt:	printf format, without a newline at the end
 *
 * Return: -EIO, for the caller to return.
 */
int stress_broken(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
