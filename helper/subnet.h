/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subnet.h - the IPv4 range of a shared or host network
 *
 * Pure arithmetic.  All addresses are in host byte order.
 */
#ifndef HELPER_SUBNET_H
#define HELPER_SUBNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IPV4_TEXT 16 /* "255.255.255.255" with its NUL */

struct subnet {
	uint32_t start; /* the gateway; DHCP hands out start + 1 to end */
	uint32_t end;	/* last address DHCP hands out */
	uint32_t mask;
};

/**
 * ipv4_parse() - Read an address in dotted decimal form
 * @text:	Four decimal numbers without leading zeros
 * @addr:	Set on success, host byte order
 *
 * Return: 0 or -EINVAL.
 */
int ipv4_parse(const char *text, uint32_t *addr);

/**
 * ipv4_format() - Write an address in dotted decimal form
 * @addr:	Host byte order
 * @text:	Receives the text
 *
 * Return: @text.
 */
const char *ipv4_format(uint32_t addr, char text[IPV4_TEXT]);

/**
 * subnet_base() - The network address
 * @s:		Subnet
 *
 * Return: start with all host bits cleared.
 */
uint32_t subnet_base(const struct subnet *s);

/**
 * subnet_prefix_len() - Number of ones in the mask
 * @s:		Subnet with a contiguous mask
 *
 * Return: 0 to 32.
 */
unsigned int subnet_prefix_len(const struct subnet *s);

/**
 * subnet_overlaps() - Tell whether two ranges share an address
 * @base:	Network address of one
 * @mask:	Its mask
 * @other:	Network address of the other
 * @other_mask:	Its mask
 *
 * Return: true if one holds the other.
 */
bool subnet_overlaps(uint32_t base, uint32_t mask, uint32_t other,
		     uint32_t other_mask);

/**
 * subnet_check() - Decide whether a network can be made of these addresses
 * @s:		What the user asked for
 * @error:	Receives the reason: the option, its value, what is wrong
 * @size:	Size of @error
 *
 * Wanted are: a contiguous mask that leaves two host addresses; a subnet
 * inside one private range (RFC 1918 section 3); start and end host addresses
 * of it; start below end.
 *
 * Return: 0 or -EINVAL.
 */
int subnet_check(const struct subnet *s, char *error, size_t size);

/**
 * subnet_candidate() - The subnets to try when the user named none
 * @first:	Third byte of the preferred 192.168.x.0/24
 * @i:		0 for the preferred one, then upwards
 * @s:		Set to gateway .1, end .254, mask /24
 *
 * Return: true, or false when all have been offered.
 */
bool subnet_candidate(unsigned int first, unsigned int i, struct subnet *s);

/**
 * subnet_ula() - The IPv6 prefix that goes with a subnet
 * @s:		Subnet
 * @prefix:	Receives a /64 below fd00::/8 (RFC 4193 section 3.1), network
 *		byte order; the same for the same subnet
 */
void subnet_ula(const struct subnet *s, uint8_t prefix[16]);

#endif
