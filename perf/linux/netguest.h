/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * netguest.h - a guest that is a network namespace with an iperf3 server
 *
 * Its eth0 is a TAP behind a contender, or the end of a veth pair that the
 * caller has put there.  A process of its own holds it all and is the parent of
 * contender and server; all die with it, and it dies with its parent.
 */
#ifndef PERF_LINUX_NETGUEST_H
#define PERF_LINUX_NETGUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "perf/contenders/contender.h"

struct netguest {
	pid_t pid;   /* 0: none */
	int control; /* socket to it */
};

struct netguest_config {
	const struct contender *contender; /* behind eth0; NULL: a veth is */
	int sock;			   /* the contender's; or -1 */
	bool cut;	  /* no offload on the veth, see wire_cut() */
	uint32_t address; /* IPv4 in a /24, network byte order */
};

/**
 * netguest_start() - Make the namespace
 * @g:		Set on success; end it with netguest_stop()
 * @config:	Kept until netguest_run()
 *
 * The caller has one thread only.  @g->pid names the namespace.
 *
 * Return: 0 or -errno.
 */
int netguest_start(struct netguest *g, const struct netguest_config *config);

/**
 * netguest_run() - Set eth0 up, start contender and server
 * @g:		From netguest_start(); if it has a veth, eth0 is in its
 *		namespace by now
 *
 * Return: 0 or -errno.
 */
int netguest_run(struct netguest *g);

/**
 * netguest_drops() - Frames that eth0 has dropped because nobody fetched them
 * @g:		Running
 * @frames:	Set to the count since its start
 *
 * Return: 0, or -errno; -EPIPE when it has ended.
 */
int netguest_drops(struct netguest *g, uint32_t *frames);

/**
 * netguest_stop() - Kill it and all in it
 * @g:		All zero, or from netguest_start(); all zero afterwards
 */
void netguest_stop(struct netguest *g);

#endif
