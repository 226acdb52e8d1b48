/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* sum.c - the internet checksum where there is no faster code */

#include "helper/checksum.h"

uint64_t checksum_add(const void *data, size_t len, uint64_t sum)
{
	return checksum_add_scalar(data, len, sum);
}
