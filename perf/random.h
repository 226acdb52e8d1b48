/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - numbers by chance that are the same on every machine
 *
 * SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators", 2014), unlike rand(3).  The state is the seed, and any will do.
 */
#ifndef PERF_RANDOM_H
#define PERF_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/**
 * random_next() - The next number
 * @state:	Changed
 *
 * Return: any of the 2^64 values.
 */
uint64_t random_next(uint64_t *state);

/**
 * random_below() - A number below a limit
 * @state:	Changed
 * @limit:	Above 0 and below 2^32, which keeps the bias below 2^-32
 *
 * Return: 0 to @limit - 1.
 */
size_t random_below(uint64_t *state, size_t limit);

/**
 * random_normal() - A number from the normal distribution
 * @state:	Changed
 *
 * By the method of Box and Muller.
 *
 * Return: mean 0, standard deviation 1.
 */
double random_normal(uint64_t *state);

/**
 * random_shuffle() - Put numbers into a random order
 * @state:	Changed
 * @item:	Receives 0 to @n - 1
 * @n:		How many
 */
void random_shuffle(uint64_t *state, size_t *item, size_t n);

#endif
