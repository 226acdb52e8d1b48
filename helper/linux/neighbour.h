/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * neighbour.h - firewalls of others on the same host
 *
 * A packet that our own rules accept still passes the chains of everybody
 * else, and any of them may drop it: Docker, ufw and firewalld do so with what
 * is forwarded, the last two also with DHCP and DNS.
 *
 * Docker has a documented place for rules of others, the chain DOCKER-USER.
 * There a shared network lets its guests pass, in rules that carry the name of
 * the bridge as their comment.  Two things about these rules:
 *
 *  - They are of kinds that iptables can read back.  One that it cannot, such
 *    as a "ct state" of nftables, makes iptables refuse the whole table, and
 *    that would be the end of Docker's network.  So answers are not told from
 *    new connections there; the network's own table does that.
 *  - What guests send to networks of Docker goes on to Docker's own rules.
 *
 * Nobody else's rules are touched; there the user is told what to run.
 */
#ifndef HELPER_LINUX_NEIGHBOUR_H
#define HELPER_LINUX_NEIGHBOUR_H

#include <stdbool.h>

#include "helper/linux/network.h"

#define NEIGHBOUR_MAX 8 /* more than anybody has */

struct neighbour {
	char who[160];
	const char
		*what;	/* what it does, for a sentence that starts with who */
	char cure[640]; /* commands for a shell, in one line */
};

/**
 * neighbour_find() - Look for firewalls that drop what a network needs
 * @net:	Network, built or not
 * @running:	Whether neighbour_greet() has been called for it; if not, what
 *		that would settle is not counted
 * @found:	Filled in
 *
 * A shared network needs forwarding and the input of DHCP and DNS, a host
 * network only input.  A firewall that has a rule for the bridge is taken to
 * know what it does.  Needs CAP_NET_ADMIN.
 *
 * Return: how many were found, or -EPERM.
 */
int neighbour_find(const struct network *net, bool running,
		   struct neighbour found[NEIGHBOUR_MAX]);

/**
 * neighbour_greet() - Ask the neighbours to let a network's packets pass
 * @net:	Network that is being built
 *
 * Replaces what an earlier life of it has left.  Where there is nobody to ask,
 * a warning names the command to run.
 */
void neighbour_greet(const struct network *net);

/**
 * neighbour_leave() - Take back what neighbour_greet() asked for
 * @net:	Network
 */
void neighbour_leave(const struct network *net);

#endif
