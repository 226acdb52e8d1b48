/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* stream.c - many frames per system call on a stream socket */

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "helper/framing.h"
#include "helper/nic.h"
#include "helper/stream.h"

#define FRAME_PIECES (1 + DATAGRAM_PIECES) /* its length comes first */
#define IN_BYTES     (256 * 1024)	   /* above any frame */

struct stream {
	struct framing framing;
	uint8_t *in;
	uint32_t lens[NIC_BATCH]; /* network byte order */
	struct iovec iov[NIC_BATCH * FRAME_PIECES];
	uint8_t *rest; /* of a frame of which a part was sent */
	size_t rest_len;
};

struct stream *stream_new(unsigned int max_frame)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->in = malloc(IN_BYTES);
	s->rest = malloc(FRAMING_PREFIX + (size_t)max_frame);
	if (!s->in || !s->rest) {
		stream_free(s);
		return NULL;
	}
	framing_init(&s->framing, s->in, IN_BYTES, max_frame);
	return s;
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	free(s->in);
	free(s->rest);
	free(s);
}

/* What is whole in the buffer: a count, 0 when nothing is, or -EPROTO. */
static int take_frames(struct stream *s, struct iovec *frames, int n)
{
	int i, ret = 1;

	for (i = 0; i < n && ret > 0; i++)
		ret = framing_next(&s->framing, &frames[i]);
	if (ret > 0)
		return n;
	/* What came before the nonsense is good. */
	return i > 1 ? i - 1 : ret;
}

int stream_recv(struct stream *s, int fd, struct iovec *frames, int n)
{
	struct iovec room;
	ssize_t got;
	int taken;

	taken = take_frames(s, frames, n);
	if (taken)
		return taken;
	room = framing_room(&s->framing);
	do {
		got = recv(fd, room.iov_base, room.iov_len, MSG_DONTWAIT);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	if (got == 0)
		return -ECONNRESET;
	framing_fill(&s->framing, (size_t)got);
	taken = take_frames(s, frames, n);
	return taken ? taken : -EAGAIN;
}

/* Signals SIGPIPE are ignored, see signals_open(). */
static ssize_t send_pieces(int fd, struct iovec *iov, size_t n)
{
	struct msghdr msg = { .msg_iov = iov };
	ssize_t sent;

	msg.msg_iovlen = n;
	do {
		sent = sendmsg(fd, &msg, MSG_DONTWAIT);
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : sent;
}

static int send_rest(struct stream *s, int fd)
{
	struct iovec iov = { s->rest, s->rest_len };
	ssize_t sent;

	if (!s->rest_len)
		return 0;
	sent = send_pieces(fd, &iov, 1);
	if (sent < 0)
		return (int)sent;
	s->rest_len -= (size_t)sent;
	memmove(s->rest, s->rest + sent, s->rest_len);
	return s->rest_len ? -EAGAIN : 0;
}

static size_t datagram_len(const struct datagram *d)
{
	size_t len = 0;
	int i;

	for (i = 0; i < DATAGRAM_PIECES; i++)
		len += d->iov[i].iov_len;
	return len;
}

/* Keep what follows the first @done bytes of a frame. */
static void keep_rest(struct stream *s, const struct iovec *pieces, size_t done)
{
	int i;

	for (i = 0; i < FRAME_PIECES; i++) {
		size_t len = pieces[i].iov_len;
		size_t gone = done < len ? done : len;

		if (len > gone)
			memcpy(s->rest + s->rest_len,
			       (const uint8_t *)pieces[i].iov_base + gone,
			       len - gone);
		s->rest_len += len - gone;
		done -= gone;
	}
}

/* How many frames are in the first @sent bytes; the last one's rest is kept. */
static int count_sent(struct stream *s, int n, size_t sent)
{
	int i;

	for (i = 0; i < n && sent; i++) {
		size_t len = FRAMING_PREFIX + ntohl(s->lens[i]);

		if (sent < len) {
			keep_rest(s, &s->iov[i * FRAME_PIECES], sent);
			return i + 1;
		}
		sent -= len;
	}
	return i;
}

int stream_send(struct stream *s, int fd, const struct datagram *datagrams,
		int n)
{
	ssize_t sent;
	int i, err;

	err = send_rest(s, fd);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		struct iovec *pieces = &s->iov[i * FRAME_PIECES];

		s->lens[i] = htonl((uint32_t)datagram_len(&datagrams[i]));
		pieces[0] = (struct iovec){ &s->lens[i], FRAMING_PREFIX };
		memcpy(pieces + 1, datagrams[i].iov, sizeof(datagrams[i].iov));
	}
	sent = send_pieces(fd, s->iov, (size_t)n * FRAME_PIECES);
	return sent < 0 ? (int)sent : count_sent(s, n, (size_t)sent);
}
