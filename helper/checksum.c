/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* checksum.c - the internet checksum in plain C, RFC 1071 */

#include <string.h>

#include "helper/checksum.h"

/* What is left over when 64 bits overflow comes in again at the bottom. */
static uint64_t add_carry(uint64_t sum, uint64_t value)
{
	sum += value;
	return sum + (sum < value);
}

uint64_t checksum_add_scalar(const void *data, size_t len, uint64_t sum)
{
	const uint8_t *p = data;
	uint64_t word;

	for (; len >= sizeof(word); p += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		sum = add_carry(sum, word);
	}
	if (len) {
		word = 0;
		memcpy(&word, p, len);
		sum = add_carry(sum, word);
	}
	return sum;
}

uint16_t checksum_fold(uint64_t sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}
