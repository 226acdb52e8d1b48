/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lan.h - the network that guests in bridged mode join
 *
 * In the sandbox there is no NIC, so there is a bridge with the host and a
 * DHCP server on it: the LAN, and the host as one of its machines.  Networks
 * that are not of vmnet-helper are ports of it, too.  On macOS it is an
 * interface of the machine, and nothing is made.
 */
#ifndef HARNESS_LAN_H
#define HARNESS_LAN_H

#include <net/if.h>
#include <sys/types.h>

struct lan {
	char name[IF_NAMESIZE];
	pid_t dnsmasq; /* 0: none */
};

/**
 * lan_open() - Make the LAN in the present network namespace
 * @lan:	Filled in; end it with lan_close()
 * @name:	Of its bridge
 * @dir:	Existing folder for the log of its DHCP server
 *
 * It has a default route, to a machine that does not exist: passt(1) looks for
 * the interface of such a route.
 *
 * Return: 0 or -errno; -ENXIO when there is no such interface to use.
 */
int lan_open(struct lan *lan, const char *name, const char *dir);

/**
 * lan_close() - Remove the LAN, if there is one
 * @lan:	All zero, or from lan_open()
 */
void lan_close(struct lan *lan);

#endif
