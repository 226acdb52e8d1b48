/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sum.c - the internet checksum with AVX2 where the CPU has it */

#include <immintrin.h>

#include "helper/checksum.h"

#define BLOCK	64  /* bytes per round */
#define AVX_MIN 256 /* below, setting it up costs more than it gains */

/*
 * Sums 32-bit words into 64-bit lanes, which cannot overflow below 16 GiB, so
 * there is no carry to care for until the end.
 */
__attribute__((target("avx2"))) static uint64_t sum_avx2(const uint8_t *p,
							 size_t blocks)
{
	const __m256i low = _mm256_set1_epi64x(0xffffffff);
	__m256i a = _mm256_setzero_si256(), b = a;
	uint64_t lanes[4];

	for (; blocks; blocks--, p += BLOCK) {
		__m256i x = _mm256_loadu_si256((const __m256i *)p);
		__m256i y = _mm256_loadu_si256((const __m256i *)(p + 32));

		a = _mm256_add_epi64(a, _mm256_and_si256(x, low));
		b = _mm256_add_epi64(b, _mm256_srli_epi64(x, 32));
		a = _mm256_add_epi64(a, _mm256_and_si256(y, low));
		b = _mm256_add_epi64(b, _mm256_srli_epi64(y, 32));
	}
	_mm256_storeu_si256((__m256i *)lanes, _mm256_add_epi64(a, b));
	return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

uint64_t checksum_add(const void *data, size_t len, uint64_t sum)
{
	const uint8_t *p = data;
	size_t blocks = len / BLOCK;
	uint64_t part;

	if (len < AVX_MIN || !__builtin_cpu_supports("avx2"))
		return checksum_add_scalar(data, len, sum);
	part = sum_avx2(p, blocks);
	sum += part;
	sum += sum < part;
	p += blocks * BLOCK;
	return checksum_add_scalar(p, len % BLOCK, sum);
}
