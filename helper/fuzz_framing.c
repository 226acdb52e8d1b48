/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_framing.c - frames in a stream of bytes
 *
 * The first bytes choose the longest frame and in what pieces the rest is
 * read.  However it is cut, the frames must be those that a reader of the
 * whole stream finds.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "helper/framing.h"
#include "helper/fuzz.h"

#define PIECES 8

/* The stream as a whole. */
struct stream {
	const uint8_t *data;
	size_t size;
	size_t at;
	unsigned int max_frame;
};

static uint32_t length_at(const struct stream *s)
{
	uint32_t len;

	memcpy(&len, s->data + s->at, sizeof(len));
	return ntohl(len);
}

/* The frame that is next must be this one. */
static void check_frame(struct stream *s, const struct iovec *frame)
{
	fuzz_check(s->at + FRAMING_PREFIX <= s->size);
	fuzz_check(frame->iov_len == length_at(s));
	s->at += FRAMING_PREFIX;
	if (frame->iov_len <= s->max_frame) {
		fuzz_check(s->at + frame->iov_len <= s->size);
		fuzz_check(!frame->iov_len ||
			   memcmp(frame->iov_base, s->data + s->at,
				  frame->iov_len) == 0);
	}
	s->at += frame->iov_len;
}

/* At the end of the stream: there is no frame that was not told. */
static void check_end(const struct stream *s)
{
	if (s->at >= s->size || s->size - s->at < FRAMING_PREFIX)
		return;
	fuzz_check(length_at(s) <= s->max_frame);
	fuzz_check(s->size - s->at < FRAMING_PREFIX + length_at(s));
}

/* Returns false when the stream makes no sense any more. */
static bool take_frames(struct framing *f, struct stream *s)
{
	struct iovec frame;
	int ret;

	while ((ret = framing_next(f, &frame)) == 1)
		check_frame(s, &frame);
	fuzz_check(ret == 0 || ret == -EPROTO);
	if (ret == 0)
		return true;
	fuzz_check(s->at + FRAMING_PREFIX <= s->size);
	fuzz_check(length_at(s) > FRAMING_LIMIT);
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	uint8_t pieces[PIECES], *buf;
	struct framing f;
	struct stream s;
	struct iovec room;
	size_t n, i, spare;
	bool sane = true;

	s.max_frame = 14 + fuzz_word(&in) % 2048u;
	spare = 1 + (size_t)fuzz_byte(&in);
	fuzz_copy(&in, pieces, PIECES);
	s.data = in.at;
	s.size = in.left;
	s.at = 0;
	buf = fuzz_alloc(FRAMING_PREFIX + s.max_frame + spare);
	framing_init(&f, buf, FRAMING_PREFIX + s.max_frame + spare,
		     s.max_frame);
	for (i = 0; in.left && sane; i++) {
		room = framing_room(&f);
		fuzz_check(room.iov_len > 0);
		fuzz_check((uint8_t *)room.iov_base + room.iov_len ==
			   buf + FRAMING_PREFIX + s.max_frame + spare);
		n = 1 + (size_t)pieces[i % PIECES] * 9;
		n = n < room.iov_len ? n : room.iov_len;
		n = n < in.left ? n : in.left;
		fuzz_copy(&in, room.iov_base, n);
		framing_fill(&f, n);
		sane = take_frames(&f, &s);
	}
	if (sane)
		check_end(&s);
	free(buf);
	return 0;
}
