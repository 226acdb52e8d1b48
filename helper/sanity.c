/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sanity.c - is a frame what it says it is? */

#include <net/ethernet.h>
#include <stdbool.h>

#include "helper/sanity.h"

#define TYPE_MIN  0x600 /* below, it is a length */
#define TYPE_IPV4 0x800
#define TYPE_IPV6 0x86dd
#define IPV4_MIN  20
#define IPV6_MIN  40

static unsigned int get16(const uint8_t *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static bool is_ipv4(const uint8_t *ip, size_t len)
{
	unsigned int header, total;

	if (len < IPV4_MIN || ip[0] >> 4 != 4)
		return false;
	header = (ip[0] & 15U) * 4;
	total = get16(ip + 2);
	return header >= IPV4_MIN && header <= total && total <= len;
}

static bool is_ipv6(const uint8_t *ip, size_t len)
{
	return len >= IPV6_MIN && ip[0] >> 4 == 6 &&
	       IPV6_MIN + get16(ip + 4) <= len;
}

enum stats_drop sanity_check(const uint8_t *frame, size_t len)
{
	unsigned int type = get16(frame + 12);

	frame += ETHER_HDR_LEN;
	len -= ETHER_HDR_LEN;
	if (type < TYPE_MIN)
		return type <= len ? SANITY_OK : DROP_ETHERTYPE;
	if (type == TYPE_IPV4)
		return is_ipv4(frame, len) ? SANITY_OK : DROP_IP;
	if (type == TYPE_IPV6)
		return is_ipv6(frame, len) ? SANITY_OK : DROP_IP;
	return SANITY_OK;
}
