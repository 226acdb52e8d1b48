/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* framing.c - frames in a stream of bytes */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "helper/framing.h"

void framing_init(struct framing *f, uint8_t *buf, size_t size,
		  unsigned int max_frame)
{
	*f = (struct framing){
		.buf = buf,
		.size = size,
		.max_frame = max_frame,
	};
}

struct iovec framing_room(struct framing *f)
{
	memmove(f->buf, f->buf + f->start, f->end - f->start);
	f->end -= f->start;
	f->start = 0;
	return (struct iovec){ f->buf + f->end, f->size - f->end };
}

void framing_fill(struct framing *f, size_t n)
{
	f->end += n;
}

/* Pass over what has come of a frame too long.  Returns what is there then. */
static size_t pass_over(struct framing *f)
{
	size_t there = f->end - f->start;
	size_t n = f->skip < there ? f->skip : there;

	f->start += n;
	f->skip -= n;
	return there - n;
}

int framing_next(struct framing *f, struct iovec *frame)
{
	size_t there = pass_over(f);
	uint32_t len;

	if (there < FRAMING_PREFIX)
		return 0;
	memcpy(&len, f->buf + f->start, sizeof(len));
	len = ntohl(len);
	if (len > FRAMING_LIMIT)
		return -EPROTO;
	if (len <= f->max_frame && there < FRAMING_PREFIX + len)
		return 0;
	f->start += FRAMING_PREFIX;
	*frame = (struct iovec){ f->buf + f->start, len };
	if (len <= f->max_frame)
		f->start += len;
	else
		f->skip = len;
	return 1;
}
