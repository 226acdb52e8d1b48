/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_complete.c - completing a checksum where any header says it is
 *
 * The first 12 bytes are the header, the rest is the frame.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fuzz_frame.h"
#include "helper/inet.h"
#include "helper/offload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct vnet_header header;
	uint8_t *frame, *want;
	size_t start, at, len;
	uint32_t sum;
	int err;

	fuzz_copy(&in, &header, sizeof(header));
	len = in.left;
	frame = fuzz_alloc(len);
	want = fuzz_alloc(len);
	fuzz_copy(&in, frame, len);
	memcpy(want, frame, len);
	start = from_le16(header.csum_start);
	at = start + from_le16(header.csum_offset);
	err = offload_complete(&header, frame, len);
	fuzz_check(err == (at + 2 <= len ? 0 : -EINVAL));
	if (!err) {
		sum = ~fuzz_sum(want + start, len - start, 0) & 0xffff;
		fuzz_put16(want + at, sum ? sum : 0xffff);
	}
	fuzz_check(memcmp(frame, want, len) == 0);
	free(frame);
	free(want);
	return 0;
}
