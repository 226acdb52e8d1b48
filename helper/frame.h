/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h - the Ethernet frames of a guest without a network stack
 *
 * For tests that have nothing but a helper's socket: what a guest says first,
 * byte by byte, and whether a frame is the answer.  Pure.
 */
#ifndef HELPER_FRAME_H
#define HELPER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/ifid.h"

#define FRAME_MAX 1514 /* bytes */

/**
 * frame_arp_request() - Ask who has an address
 * @frame:	Receives the frame
 * @mac:	Guest
 * @ip:		Address asked for, host byte order
 *
 * The guest has no address yet: it is the probe of RFC 5227.
 *
 * Return: length of the frame.
 */
size_t frame_arp_request(uint8_t frame[FRAME_MAX], const uint8_t mac[MAC_SIZE],
			 uint32_t ip);

/**
 * frame_is_arp_reply() - Is this the answer to frame_arp_request()?
 * @frame:	Frame received
 * @len:	Its length
 * @mac:	Guest
 * @ip:		Address asked for, host byte order
 *
 * Return: true when it is.
 */
bool frame_is_arp_reply(const uint8_t *frame, size_t len,
			const uint8_t mac[MAC_SIZE], uint32_t ip);

/**
 * frame_dhcp_discover() - Ask for an address
 * @frame:	Receives the frame
 * @mac:	Guest
 * @xid:	Number that the answer repeats
 *
 * Return: length of the frame.
 */
size_t frame_dhcp_discover(uint8_t frame[FRAME_MAX],
			   const uint8_t mac[MAC_SIZE], uint32_t xid);

/**
 * frame_dhcp_offer() - The address that a frame offers
 * @frame:	Frame received
 * @len:	Its length
 * @mac:	Guest
 * @xid:	As given to frame_dhcp_discover()
 *
 * Return: address in host byte order, or 0 when it is no offer to this guest.
 */
uint32_t frame_dhcp_offer(const uint8_t *frame, size_t len,
			  const uint8_t mac[MAC_SIZE], uint32_t xid);

#endif
