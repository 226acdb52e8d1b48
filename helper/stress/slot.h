/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* slot.h - one helper of many, from its start to its death */
#ifndef HELPER_STRESS_SLOT_H
#define HELPER_STRESS_SLOT_H

#include "helper/stress/stress.h"

/**
 * slot_number() - Name a slot
 * @s:		Has the slot
 * @slot:	One of @s
 *
 * Return: its number, from 0.
 */
int slot_number(const struct stress *s, const struct slot *slot);

/**
 * slot_start() - Start a helper
 * @s:		Gives program and random numbers; counts it
 * @slot:	An empty one; now and then the helper is to be killed soon
 *
 * Return: 0, or -EIO after a message.
 */
int slot_start(struct stress *s, struct slot *slot);

/**
 * slot_kill() - Send a helper SIGTERM or SIGKILL
 * @s:		Gives random numbers; counts it
 * @slot:	With a living helper
 */
void slot_kill(struct stress *s, struct slot *slot);

/**
 * slot_follow() - Look at what has become of each helper
 * @s:		All slots are brought up to date
 *
 * Return: how many are neither ready nor gone, or -EIO after a message when
 * one has ended that should not have.
 */
int slot_follow(struct stress *s);

#endif
