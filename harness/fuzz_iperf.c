/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_iperf.c - any bytes as a report of iperf3
 *
 * A result has numbers only, a failure one line that says why.
 */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iperf.h"
#include "helper/fuzz.h"

static void check_result(const struct iperf_result *r)
{
	size_t i;

	fuzz_check(isfinite(r->bits_per_second) && isfinite(r->seconds));
	fuzz_check(isfinite(r->bytes));
	fuzz_check(r->intervals);
	for (i = 0; i < r->n; i++) {
		fuzz_check(isfinite(r->intervals[i].end));
		fuzz_check(isfinite(r->intervals[i].seconds));
		fuzz_check(isfinite(r->intervals[i].bits_per_second));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct iperf_result result;
	char *text = fuzz_text(data, size);
	int err;

	err = iperf_parse(text, size, &result);
	fuzz_check(err == 0 || err == -ECONNREFUSED || err == -EIO ||
		   err == -EBADMSG);
	fuzz_error(err, result.error, sizeof(result.error));
	if (!err)
		check_result(&result);
	iperf_free(&result);
	fuzz_check(!result.intervals);
	free(text);
	return 0;
}
