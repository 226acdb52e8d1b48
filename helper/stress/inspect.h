/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.h - what has to hold for a network of helpers */
#ifndef HELPER_STRESS_INSPECT_H
#define HELPER_STRESS_INSPECT_H

#include "helper/stress/stress.h"

/**
 * inspect_links() - Bridge and TAPs are there, up and connected
 * @s:		Helpers; nothing has to hold while none is ready
 *
 * Return: 0, or -EIO after a message.
 */
int inspect_links(struct stress *s);

/**
 * inspect_rules() - The table of the network is there
 * @s:		As inspect_links()
 *
 * Return: 0, or -EIO after a message.
 */
int inspect_rules(struct stress *s);

/**
 * inspect_answers() - Every guest is answered
 * @s:		Helpers; the guests of the ready ones ask
 * @dhcp:	Whether they ask for an address, or for the gateway by ARP
 *
 * Return: 0, or -EIO after a message.
 */
int inspect_answers(struct stress *s, bool dhcp);

#endif
