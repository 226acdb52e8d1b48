/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sum.c - the internet checksum with NEON, which every 64-bit ARM has */

#include <arm_neon.h>

#include "helper/checksum.h"

#define BLOCK 64 /* bytes per round */

static uint64x2_t add_words(uint64x2_t sum, const uint8_t *p)
{
	return vpadalq_u32(sum, vreinterpretq_u32_u8(vld1q_u8(p)));
}

/*
 * Adds pairs of 32-bit words to 64-bit lanes, which cannot overflow below
 * 16 GiB, so there is no carry to care for until the end.  Two sums, so that no
 * addition waits for the one before.
 */
static uint64_t sum_neon(const uint8_t *p, size_t blocks)
{
	uint64x2_t a = vdupq_n_u64(0), b = a;

	for (; blocks; blocks--, p += BLOCK) {
		a = add_words(a, p);
		b = add_words(b, p + 16);
		a = add_words(a, p + 32);
		b = add_words(b, p + 48);
	}
	return vaddvq_u64(vaddq_u64(a, b));
}

uint64_t checksum_add(const void *data, size_t len, uint64_t sum)
{
	const uint8_t *p = data;
	size_t blocks = len / BLOCK;
	uint64_t part = sum_neon(p, blocks);

	sum += part;
	sum += sum < part;
	return checksum_add_scalar(p + blocks * BLOCK, len % BLOCK, sum);
}
