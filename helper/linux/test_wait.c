/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_wait.c - how long a frame waits for a VM that takes none */

#include <errno.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/guest.h"
#include "helper/linux/faults.h"
#include "helper/linux/sockets_fixture.h"
#include "helper/util.h"

#define MAX_FRAME 1514

/* The queue of a VM that never reads: every wait is bounded. */
START_TEST(poll_that_never_tells)
{
	const struct fault full = {
		.call = SENDMMSG,
		.error = ENOBUFS,
		.repeat = 1000000,
	};
	struct datagram frames[4] = { 0 };
	uint8_t bytes[60] = { 0 };
	uint64_t waits = 0;
	struct guest *guest;
	int64_t start;
	int i;

	for (i = 0; i < 4; i++)
		frames[i].iov[0] = (struct iovec){ bytes, sizeof(bytes) };
	open_sockets(false);
	ck_assert_int_eq(guest_open(&guest, vm, false, MAX_FRAME), 0);
	faults_start(&full);
	start = clock_ms();
	ck_assert_int_eq(guest_send(guest, frames, 4, &waits), 0);
	ck_assert_int_ge(clock_ms() - start, GUEST_WAIT_MS - 1);
	ck_assert_int_le(clock_ms() - start, 10 * GUEST_WAIT_MS);
	/* A pause for each try, not a loop as fast as it can. */
	ck_assert_int_le(faults_count(SENDMMSG), 3 * GUEST_WAIT_MS);
	faults_stop();
	guest_close(guest);
	close_sockets();
	close(net);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		poll_that_never_tells,
		NULL,
	};

	return check_main("wait", tests);
}
