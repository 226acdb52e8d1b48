/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire.h - the interfaces between which a contender is measured
 *
 * All in the present network namespace, which is the sandbox's.
 */
#ifndef PERF_LINUX_WIRE_H
#define PERF_LINUX_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/events.h"
#include "helper/ifid.h"

#define WIRE_BRIDGE "br0"
#define WIRE_VETH   "veth0"
#define WIRE_MTU    1500  /* bytes, of all interfaces */
#define WIRE_QUEUE  10000 /* frames, as the helper gives its TAP */

/**
 * wire_bridge() - Make the bridge, up, and keep IPv6 off the namespace
 * @address:	IPv4 address of the host on it, network byte order; 0 for none
 *
 * Without IPv6 no kernel sends frames of its own between those we count.
 *
 * Return: 0 or -errno.
 */
int wire_bridge(uint32_t address);

/**
 * wire_tap() - Create a TAP, down
 * @name:	Its name
 * @offload:	As tap_open() makes it: large frames, each with a vnet header;
 *		else plain frames only
 *
 * Return: non-blocking, close-on-exec descriptor, or -errno.
 */
int wire_tap(const char *name, bool offload);

/**
 * wire_up() - Bring an interface up
 * @name:	Interface
 * @port:	Make it a port of the bridge
 * @queue:	Frames that may wait in it
 *
 * Return: 0 or -errno.
 */
int wire_up(const char *name, bool port, unsigned int queue);

/**
 * wire_guest() - Set up the interface of a guest
 * @name:	Interface of the present namespace
 * @mac:	Its MAC address, NULL to leave it
 * @address:	IPv4 address in a /24, network byte order
 *
 * Return: 0 or -errno.
 */
int wire_guest(const char *name, const uint8_t *mac, uint32_t address);

/**
 * wire_received() - What the kernel has taken from a TAP's process
 * @name:	TAP
 * @frames:	Set to the count
 * @bytes:	Set to their bytes, Ethernet headers included
 *
 * A large frame counts as one.
 *
 * Return: 0 or -errno.
 */
int wire_received(const char *name, uint64_t *frames, uint64_t *bytes);

/**
 * wire_veth() - Create a veth pair from here to a guest
 * @ev:		Where to wait
 * @guest:	A process of the guest; its end is eth0 there
 *
 * Our end is WIRE_VETH, down; it goes with the guest.
 *
 * Return: 0, or -errno as of command_run(); -EIO when ip(8) failed.
 */
int wire_veth(struct events *ev, pid_t guest);

/**
 * wire_remove() - Remove an interface
 * @name:	Interface; one that is not there is ignored
 */
void wire_remove(const char *name);

/**
 * wire_cut() - Make an interface send and take frames of the MTU only
 * @name:	Interface: no TSO, GSO, GRO nor checksums left out
 *
 * Return: 0 or -errno.
 */
int wire_cut(const char *name);

#endif
