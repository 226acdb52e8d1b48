/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* dice.c - random numbers that can be had again */

#include "helper/stress/dice.h"

void dice_seed(struct dice *dice, uint64_t seed)
{
	dice->state = seed * 0x9e3779b97f4a7c15u | 1;
}

/* xorshift64*: the same everywhere for one seed. */
uint32_t dice_roll(struct dice *dice, uint32_t below)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (uint32_t)(dice->state * 0x2545f4914f6cdd1du >> 33) % below;
}
