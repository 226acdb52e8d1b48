/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanity.h - is a frame what it says it is?
 *
 * Whatever a guest sends, the host's stack can take; it throws broken frames
 * away in silence.  We do so first, and count them by reason, because a guest
 * whose frames vanish is hard to understand otherwise.  Only what contradicts
 * itself is refused: a cable has no opinion on protocols.
 *
 * Pure.
 */
#ifndef HELPER_SANITY_H
#define HELPER_SANITY_H

#include <stddef.h>
#include <stdint.h>

#include "helper/stats.h"

#define SANITY_OK DROP_REASONS

/**
 * sanity_check() - Look at the headers of a frame
 * @frame:	Frame
 * @len:	Its length in bytes, at least that of an Ethernet header
 *
 * An 802.3 length (below 0x600, IEEE 802.3 section 3.2.6) must be within the
 * frame; an IPv4 or IPv6 header must be whole, of its version, and promise no
 * more than there is (RFC 791 section 3.1, RFC 8200 section 3).
 *
 * Return: SANITY_OK, DROP_ETHERTYPE or DROP_IP.
 */
enum stats_drop sanity_check(const uint8_t *frame, size_t len);

#endif
