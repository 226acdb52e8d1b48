/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* chaos.h - kill the processes behind a network */
#ifndef HELPER_STRESS_CHAOS_H
#define HELPER_STRESS_CHAOS_H

#include "helper/stress/stress.h"

/**
 * chaos_do() - Kill keeper, spare, both, dnsmasq, or nobody
 * @s:		Notes what follows from it for helpers that start
 */
void chaos_do(struct stress *s);

#endif
