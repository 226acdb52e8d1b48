/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checksum.h - the internet checksum, RFC 1071
 *
 * A sum here is the 16-bit one's complement sum of big-endian words as it
 * would be computed on a machine of our own byte order: RFC 1071 section 2(B)
 * says that only storing it decides about the order.  So fields are loaded
 * and stored with memcpy() and never swapped.  Pure.
 */
#ifndef HELPER_CHECKSUM_H
#define HELPER_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/**
 * checksum_add() - Add bytes to a sum
 * @data:	Bytes, at any alignment; they begin at an even offset of what
 *		is summed
 * @len:	How many; only the last piece may be odd
 * @sum:	Sum so far, 0 at first
 *
 * The platform's fastest code; the same result as checksum_add_scalar().
 *
 * Return: the sum, not folded.
 */
uint64_t checksum_add(const void *data, size_t len, uint64_t sum);

/**
 * checksum_add_scalar() - As checksum_add(), in plain C
 */
uint64_t checksum_add_scalar(const void *data, size_t len, uint64_t sum);

/**
 * checksum_fold() - Fold a sum to 16 bits
 * @sum:	From checksum_add()
 *
 * Return: the sum, not complemented, in the byte order of the wire.
 */
uint16_t checksum_fold(uint64_t sum);

#endif
