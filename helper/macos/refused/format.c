/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format.c - uint64_t is not long here
 *
 * expect: format specifies type 'unsigned long'
 */

#include <stdint.h>
#include <stdio.h>

int main(void)
{
	uint64_t value = 1;

	return printf("%lu\n", value);
}
