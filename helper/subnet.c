/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* subnet.c - the IPv4 range of a shared or host network */

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helper/util.h"
#include "helper/subnet.h"

struct private_range {
	uint32_t base;
	uint32_t mask;
	const char *text;
};

/* RFC 1918 section 3 */
static const struct private_range private_ranges[] = {
	{ 0x0a000000, 0xff000000, "10.0.0.0/8" },
	{ 0xac100000, 0xfff00000, "172.16.0.0/12" },
	{ 0xc0a80000, 0xffff0000, "192.168.0.0/16" },
};

int ipv4_parse(const char *text, uint32_t *addr)
{
	struct in_addr in;

	if (inet_pton(AF_INET, text, &in) != 1)
		return -EINVAL;
	*addr = ntohl(in.s_addr);
	return 0;
}

const char *ipv4_format(uint32_t addr, char text[IPV4_TEXT])
{
	snprintf(text, IPV4_TEXT, "%u.%u.%u.%u", addr >> 24,
		 (addr >> 16) & 0xff, (addr >> 8) & 0xff, addr & 0xff);
	return text;
}

uint32_t subnet_base(const struct subnet *s)
{
	return s->start & s->mask;
}

unsigned int subnet_prefix_len(const struct subnet *s)
{
	return (unsigned int)__builtin_popcount(s->mask);
}

bool subnet_overlaps(uint32_t base, uint32_t mask, uint32_t other,
		     uint32_t other_mask)
{
	uint32_t wider = mask & other_mask;

	return (base & wider) == (other & wider);
}

static const struct private_range *find_private(uint32_t addr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(private_ranges); i++) {
		if ((addr & private_ranges[i].mask) == private_ranges[i].base)
			return &private_ranges[i];
	}
	return NULL;
}

static bool is_host_address(const struct subnet *s, uint32_t addr)
{
	return (addr & s->mask) == subnet_base(s) && (addr & ~s->mask) != 0 &&
	       (addr & ~s->mask) != ~s->mask;
}

static int reject(char *error, size_t size, const char *option, uint32_t addr,
		  const char *reason)
{
	char text[IPV4_TEXT];

	snprintf(error, size, "%s %s: %s", option, ipv4_format(addr, text),
		 reason);
	return -EINVAL;
}

static int check_mask(const struct subnet *s, char *error, size_t size)
{
	uint32_t inverse = ~s->mask;

	if (inverse & (inverse + 1))
		return reject(error, size, "--subnet-mask", s->mask,
			      "not a contiguous mask");
	if (inverse < 3)
		return reject(error, size, "--subnet-mask", s->mask,
			      "leaves no room for a gateway and a guest");
	return 0;
}

static int check_private(const struct subnet *s, char *error, size_t size)
{
	const struct private_range *range = find_private(s->start);
	char reason[96];

	if (!range)
		return reject(error, size, "--start-address", s->start,
			      "not a private address (10.0.0.0/8, "
			      "172.16.0.0/12 or 192.168.0.0/16)");
	if ((s->mask & range->mask) == range->mask)
		return 0;
	snprintf(reason, sizeof(reason), "reaches outside the private range %s",
		 range->text);
	return reject(error, size, "--subnet-mask", s->mask, reason);
}

int subnet_check(const struct subnet *s, char *error, size_t size)
{
	char base[IPV4_TEXT], reason[80];
	int err;

	err = check_mask(s, error, size);
	if (!err)
		err = check_private(s, error, size);
	if (err)
		return err;
	snprintf(reason, sizeof(reason), "not a host address of %s/%u",
		 ipv4_format(subnet_base(s), base), subnet_prefix_len(s));
	if (!is_host_address(s, s->start))
		return reject(error, size, "--start-address", s->start, reason);
	if (!is_host_address(s, s->end))
		return reject(error, size, "--end-address", s->end, reason);
	if (s->end <= s->start)
		return reject(error, size, "--end-address", s->end,
			      "not above --start-address");
	return 0;
}

bool subnet_candidate(unsigned int first, unsigned int i, struct subnet *s)
{
	uint32_t base;

	if (i > 0xff)
		return false;
	base = 0xc0a80000 | ((first + i) & 0xff) << 8;
	s->start = base | 1;
	s->end = base | 0xfe;
	s->mask = 0xffffff00;
	return true;
}

void subnet_ula(const struct subnet *s, uint8_t prefix[16])
{
	uint32_t base = htonl(subnet_base(s));

	/*
	 * RFC 4193 wants a random global id.  Ours is the subnet itself,
	 * under a constant: two hosts choosing the same IPv4 subnet behind
	 * NAT choose the same prefix, and neither is ever seen outside.
	 */
	memset(prefix, 0, 16);
	prefix[0] = 0xfd;
	prefix[1] = 0x76;
	prefix[2] = 0x6e;
	memcpy(prefix + 3, &base, sizeof(base));
	prefix[7] = (uint8_t)subnet_prefix_len(s);
}
