/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sanity.c - is a frame what it says it is? */

#include <stdbool.h>

#include "helper/inet.h"
#include "helper/sanity.h"

static bool is_ipv4(const uint8_t *ip, size_t len)
{
	unsigned int header, total;

	if (len < IPV4_LEN || ip[0] >> 4 != 4)
		return false;
	header = (ip[0] & 15U) * 4;
	total = get16(ip + IPV4_TOTAL);
	return header >= IPV4_LEN && header <= total && total <= len;
}

static bool is_ipv6(const uint8_t *ip, size_t len)
{
	return len >= IPV6_LEN && ip[0] >> 4 == 6 &&
	       (size_t)IPV6_LEN + get16(ip + IPV6_PAYLOAD) <= len;
}

enum stats_drop sanity_check(const uint8_t *frame, size_t len)
{
	unsigned int type = get16(frame + ETHER_TYPE);

	frame += ETHER_LEN;
	len -= ETHER_LEN;
	if (type < TYPE_MIN)
		return type <= len ? SANITY_OK : DROP_ETHERTYPE;
	if (type == TYPE_IPV4)
		return is_ipv4(frame, len) ? SANITY_OK : DROP_IP;
	if (type == TYPE_IPV6)
		return is_ipv6(frame, len) ? SANITY_OK : DROP_IP;
	return SANITY_OK;
}
