/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dice.h - random numbers that can be had again
 *
 * One seed gives the same numbers on every machine.
 */
#ifndef HELPER_STRESS_DICE_H
#define HELPER_STRESS_DICE_H

#include <stdint.h>

struct dice {
	uint64_t state;
};

/**
 * dice_seed() - Start a series
 * @dice:	Set
 * @seed:	Any number; the series are as different as the seeds
 */
void dice_seed(struct dice *dice, uint64_t seed);

/**
 * dice_roll() - The next number
 * @dice:	Advanced
 * @below:	More than 0
 *
 * Return: a number from 0 to @below - 1.
 */
uint32_t dice_roll(struct dice *dice, uint32_t below);

#endif
