/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_checksum.c - the internet checksum, in every way it is computed */

#include <string.h>

#include "helper/check.h"
#include "helper/checksum.h"
#include "helper/offload_fixture.h"

START_TEST(checksum_variants_agree)
{
	static uint8_t data[70000];
	int i;

	srand(1);
	fill(data, sizeof(data));
	memset(data + 1000, 0xff, 20000); /* carries */
	for (i = 0; i < ROUNDS; i++) {
		size_t start = pick(64), len = pick(4096);
		uint8_t want[2];
		uint16_t a, b;

		if (i % 50 == 0)
			len = pick(sizeof(data) - 64);
		be16(want, slow_sum(data + start, len, 0));
		a = checksum_fold(checksum_add(data + start, len, 0));
		b = checksum_fold(checksum_add_scalar(data + start, len, 0));
		ck_assert_mem_eq(&a, want, 2);
		ck_assert_mem_eq(&b, want, 2);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		checksum_variants_agree,
		NULL,
	};

	return check_main("checksum", tests);
}
