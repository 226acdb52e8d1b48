/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* mach_time.h - the part we use, done on Linux by doubles/usage.c */
#ifndef DOUBLES_MACH_TIME_H
#define DOUBLES_MACH_TIME_H

#include <stdint.h>

struct mach_timebase_info {
	uint32_t numer;
	uint32_t denom;
};

int mach_timebase_info(struct mach_timebase_info *info);

#endif
