/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_framing.c - frames in a stream of bytes, however it is cut */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "helper/framing.h"

#define MAX_FRAME 100

static uint8_t buf[256];
static struct framing f;

static void begin(void)
{
	framing_init(&f, buf, sizeof(buf), MAX_FRAME);
}

static void feed(const void *bytes, size_t n)
{
	struct iovec room = framing_room(&f);

	ck_assert_uint_ge(room.iov_len, n);
	memcpy(room.iov_base, bytes, n);
	framing_fill(&f, n);
}

START_TEST(whole_frames)
{
	struct iovec frame;

	begin();
	feed("\0\0\0\3abc\0\0\0\0\0\0\0\1d", 16);
	ck_assert_int_eq(framing_next(&f, &frame), 1);
	ck_assert_uint_eq(frame.iov_len, 3);
	ck_assert_mem_eq(frame.iov_base, "abc", 3);
	ck_assert_int_eq(framing_next(&f, &frame), 1);
	ck_assert_uint_eq(frame.iov_len, 0);
	ck_assert_int_eq(framing_next(&f, &frame), 1);
	ck_assert_mem_eq(frame.iov_base, "d", 1);
	ck_assert_int_eq(framing_next(&f, &frame), 0);
}
END_TEST

START_TEST(limits)
{
	uint32_t limit = htonl(FRAMING_LIMIT), above = htonl(FRAMING_LIMIT + 1);
	struct iovec frame;

	begin();
	feed(&limit, 4);
	ck_assert_int_eq(framing_next(&f, &frame), 1);
	ck_assert_uint_eq(frame.iov_len, FRAMING_LIMIT);
	begin();
	feed(&above, 4);
	ck_assert_int_eq(framing_next(&f, &frame), -EPROTO);
	ck_assert_int_eq(framing_next(&f, &frame), -EPROTO);
}
END_TEST

/* Bytes of the stream, and the lengths that are in it. */
static uint8_t stream[40000];
static size_t lens[200], stream_len;

static void make_stream(unsigned int *seed)
{
	size_t i, n;

	stream_len = 0;
	for (i = 0; i < 200; i++) {
		uint32_t prefix;

		n = (size_t)rand_r(seed) % (MAX_FRAME + 60); /* some too long */
		prefix = htonl((uint32_t)n);
		memcpy(stream + stream_len, &prefix, 4);
		memset(stream + stream_len + 4, (int)i, n);
		stream_len += 4 + n;
		lens[i] = n;
	}
}

static size_t take(size_t i)
{
	struct iovec frame;
	int ret;

	while ((ret = framing_next(&f, &frame)) == 1) {
		const uint8_t *bytes = frame.iov_base;

		ck_assert_uint_lt(i, 200);
		ck_assert_uint_eq(frame.iov_len, lens[i]);
		if (frame.iov_len > 0 && frame.iov_len <= MAX_FRAME) {
			ck_assert_uint_eq(bytes[0], i);
			ck_assert_uint_eq(bytes[frame.iov_len - 1], i);
		}
		i++;
	}
	ck_assert_int_eq(ret, 0);
	return i;
}

/* Any split of the bytes into reads gives the same frames. */
START_TEST(every_split_is_the_same)
{
	unsigned int seed;

	for (seed = 1; seed <= 200; seed++) {
		unsigned int random = seed;
		size_t done = 0, got = 0;

		make_stream(&random);
		begin();
		while (done < stream_len) {
			size_t room = framing_room(&f).iov_len;
			size_t n = 1 + (size_t)rand_r(&random) % room;

			if (n > stream_len - done)
				n = stream_len - done;
			feed(stream + done, n);
			done += n;
			got = take(got);
		}
		ck_assert_uint_eq(got, 200);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		whole_frames,
		limits,
		every_split_is_the_same,
		NULL,
	};

	return check_main("framing", tests);
}
