/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_merger.c - frames of a guest on their way to the network
 *
 * Whatever goes out is cut again by the segmenter and must give the frames
 * that came in, each once, in the order of its flow, bit by bit.  Free to
 * differ are what a large frame says only once: the IPv4 id with its sum (they
 * count up), and padding.  A frame that is not merged keeps even these.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fuzz_frame.h"
#include "helper/inet.h"
#include "helper/merger.h"

#define FRAMES 160 /* in one batch, more than the pump's */
#define ETHER  14

enum order {
	ORDER_FLOW, /* behind what came before it in its flow */
	ORDER_FREE, /* behind its like only: no piece of a TCP flow */
	ORDER_ALL,  /* who knows: behind all before, before all behind */
};

struct input {
	uint8_t *original;
	uint8_t *given; /* may be changed by the merger */
	size_t len;
	enum order order;
	bool ipv6;
	size_t tcp;
	bool done;
};

static struct input inputs[FRAMES];
static int n_inputs;
static uint8_t script; /* what the network does, bit by bit: 1 refuses */
static int life;       /* frames until the network is gone; -1: it stays */
static bool gone;
static struct stats counted;

static size_t datagram_len(const uint8_t *p, size_t len, struct input *in)
{
	const uint8_t *ip = p + ETHER;
	uint16_t type = fuzz_be16(p + 12);

	in->ipv6 = type == 0x86dd;
	if (in->ipv6) {
		in->tcp = ETHER + 40;
		if (len < ETHER + 60 || ip[0] >> 4 != 6 || ip[6] != 6)
			return 0;
		return 40 + (size_t)fuzz_be16(ip + 4);
	}
	in->tcp = ETHER + (ip[0] & 15) * 4u;
	if (type != 0x0800 || ip[0] >> 4 != 4 || (ip[0] & 15) < 5 ||
	    ip[9] != 6 || fuzz_be16(ip + 6) & 0x3fff)
		return 0;
	return fuzz_be16(ip + 2);
}

static bool is_whole_segment(const uint8_t *p, size_t len, struct input *in)
{
	size_t end = datagram_len(p, len, in), headers;

	if (!end || ETHER + end > len || in->tcp + 20 > ETHER + end)
		return false;
	headers = (p[in->tcp + 12] >> 4) * 4u;
	return headers >= 20 && in->tcp + headers <= ETHER + end;
}

static enum order order_of(const uint8_t *p, size_t len, struct input *in)
{
	uint16_t type = fuzz_be16(p + 12);
	uint8_t protocol;

	if (len < ETHER + 40 || type == 0x0806)
		return ORDER_FREE;
	if (is_whole_segment(p, len, in))
		return ORDER_FLOW;
	if (type != 0x0800 && type != 0x86dd)
		return ORDER_ALL;
	protocol = p[type == 0x0800 ? ETHER + 9 : ETHER + 6];
	return protocol == 1 || protocol == 17 || protocol == 58 ? ORDER_FREE
								 : ORDER_ALL;
}

static bool same_flow(const struct input *a, const struct input *b)
{
	const uint8_t *p = a->original, *q = b->original;
	size_t at = a->ipv6 ? ETHER + 8 : ETHER + 12;

	return a->ipv6 == b->ipv6 && !memcmp(p, q, ETHER) &&
	       !memcmp(p + at, q + at, a->ipv6 ? 32 : 8) &&
	       !memcmp(p + a->tcp, q + b->tcp, 4);
}

/* Does it contradict itself?  Then it is dropped, and counted by this reason.
 */
static enum stats_drop fault_of(const uint8_t *p, size_t len)
{
	const uint8_t *ip = p + ETHER;
	uint16_t type = fuzz_be16(p + 12);
	size_t room = len - ETHER, headers;

	if (type < 0x600 && type > room)
		return DROP_ETHERTYPE;
	if (type == 0x86dd &&
	    (room < 40 || ip[0] >> 4 != 6 || fuzz_be16(ip + 4) > room - 40))
		return DROP_IP;
	if (type != 0x0800)
		return DROP_REASONS;
	if (room < 20 || ip[0] >> 4 != 4 || fuzz_be16(ip + 2) > room)
		return DROP_IP;
	headers = (ip[0] & 15) * 4u;
	return headers < 20 || headers > fuzz_be16(ip + 2) ? DROP_IP
							   : DROP_REASONS;
}

static bool must_follow(const struct input *late, const struct input *early)
{
	if (late->order == ORDER_ALL || early->order == ORDER_ALL)
		return true;
	if (late->order != early->order)
		return false;
	return late->order == ORDER_FREE || same_flow(late, early);
}

/* A sum of 0 and one of 0xffff are the same number, and both are valid. */
static bool same_sum(const uint8_t *a, const uint8_t *b)
{
	uint16_t x = fuzz_be16(a), y = fuzz_be16(b);

	return (x == 0xffff ? 0 : x) == (y == 0xffff ? 0 : y);
}

/* Is @p, cut from a large frame, the frame that came in? */
static bool is_segment_of(const struct input *in, const uint8_t *p, size_t len)
{
	const uint8_t *q = in->original;
	size_t sum = in->tcp + 16;

	if (in->order != ORDER_FLOW || in->len < len ||
	    memcmp(p, q, ETHER + 4) != 0)
		return false;
	if (in->ipv6 && memcmp(p + ETHER + 4, q + ETHER + 4, 4) != 0)
		return false;
	if (!in->ipv6 && (memcmp(p + ETHER + 6, q + ETHER + 6, 4) != 0 ||
			  fuzz_sum(q + ETHER, 20, 0) != 0xffff))
		return false;
	return !memcmp(p + ETHER + 12, q + ETHER + 12, sum - ETHER - 12) &&
	       (!in->ipv6 || !memcmp(p + ETHER + 8, q + ETHER + 8, 4)) &&
	       same_sum(p + sum, q + sum) &&
	       !memcmp(p + sum + 2, q + sum + 2, len - sum - 2);
}

static void take(int i)
{
	int j;

	for (j = 0; j < i; j++)
		fuzz_check(inputs[j].done ||
			   !must_follow(&inputs[i], &inputs[j]));
	inputs[i].done = true;
}

static unsigned int take_plain(const uint8_t *p, size_t len)
{
	int i;

	for (i = 0; i < n_inputs; i++) {
		if (!inputs[i].done && inputs[i].len == len &&
		    !memcmp(inputs[i].original, p, len))
			break;
	}
	fuzz_check(i < n_inputs); /* the frame came in like this */
	take(i);
	return 1;
}

static void check_header(const struct vnet_header *h, const struct segmenter *s)
{
	const uint8_t *ip = s->frame + ETHER;

	fuzz_check(h->flags == VNET_NEEDS_CSUM);
	fuzz_check(from_le16(h->hdr_len) == s->first);
	fuzz_check(from_le16(h->csum_start) == s->transport);
	fuzz_check(from_le16(h->csum_offset) == 16);
	fuzz_check(s->ipv6 || fuzz_sum(ip, 20, 0) == 0xffff);
	fuzz_check(
		fuzz_be16(s->frame + s->transport + 16) ==
		fuzz_pseudo_sum(ip, s->ipv6, FUZZ_TCP, s->len - s->transport));
}

static unsigned int take_large(const struct vnet_header *h, const uint8_t *p,
			       size_t len)
{
	static uint8_t whole[SEGMENT_HEADERS + 65535];
	uint8_t headers[SEGMENT_HEADERS];
	struct iovec iov[2];
	struct segmenter s;
	unsigned int n = 0;
	size_t size;
	int i;

	fuzz_check(segment_init(&s, h, p, len) == 0);
	fuzz_check(s.len == len);
	check_header(h, &s);
	while (segment_next(&s, headers, iov)) {
		memcpy(whole, iov[0].iov_base, iov[0].iov_len);
		memcpy(whole + iov[0].iov_len, iov[1].iov_base, iov[1].iov_len);
		size = iov[0].iov_len + iov[1].iov_len;
		for (i = 0; i < n_inputs; i++) {
			if (!inputs[i].done &&
			    is_segment_of(&inputs[i], whole, size))
				break;
		}
		fuzz_check(i < n_inputs); /* the segment came in */
		take(i);
		n++;
	}
	return n;
}

static int next_result(void)
{
	bool refused = script & 1;

	if (life == 0) {
		gone = true;
		return -EIO;
	}
	if (life > 0)
		life--;
	script = (uint8_t)(script >> 1 | script << 7);
	return !refused;
}

bool nic_is_large(const struct nic *nic)
{
	(void)nic;
	return true;
}

unsigned int nic_cut_mtu(const struct nic *nic)
{
	(void)nic;
	return 0;
}

int nic_flush(struct nic *nic)
{
	(void)nic;
	return 0; /* no frame waits here */
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	static uint8_t whole[2 * 65536];
	const struct vnet_header none = { 0 };
	struct vnet_header header;
	unsigned int frames;
	size_t len = 0;
	int i, ret;

	(void)nic;
	fuzz_check(!gone);
	fuzz_check(n >= 2 && n <= NIC_PIECES);
	fuzz_check(iov[0].iov_len == sizeof(header));
	memcpy(&header, iov[0].iov_base, sizeof(header));
	for (i = 1; i < n; i++) {
		fuzz_check(len + iov[i].iov_len <= sizeof(whole));
		memcpy(whole + len, iov[i].iov_base, iov[i].iov_len);
		len += iov[i].iov_len;
	}
	if (memcmp(&header, &none, sizeof(none)) == 0)
		frames = take_plain(whole, len);
	else
		frames = take_large(&header, whole, len);
	fuzz_check((int)frames == n - 1);
	ret = next_result();
	if (ret > 0) {
		stats_add(&counted.packets, frames);
		stats_add(&counted.bytes, len);
	} else if (ret == 0) {
		stats_add(&counted.drops[DROP_REFUSED], frames);
	}
	return ret;
}

static void forget(void)
{
	int i;

	for (i = 0; i < n_inputs; i++) {
		free(inputs[i].original);
		free(inputs[i].given);
	}
	n_inputs = 0;
}

/* Nothing is held beyond a flush, and what is not sent is counted. */
static void end_batch(struct merger *m, struct stats *stats)
{
	int i, err;

	if (!gone) {
		err = merger_flush(m);
		fuzz_check(err == (gone ? -EIO : 0));
	}
	for (i = 0; i < n_inputs && !gone; i++)
		fuzz_check(inputs[i].done);
	/* With the network gone, what waited for its flush is not counted. */
	if (gone) {
		fuzz_check(stats_get(&stats->packets) <=
			   stats_get(&counted.packets));
		atomic_store(&stats->packets, stats_get(&counted.packets));
	}
	fuzz_check(memcmp(stats, &counted, sizeof(counted)) == 0);
	forget();
}

static void add(struct merger *m, struct fuzz_flows *flows,
		struct fuzz_input *in)
{
	struct input *input = &inputs[n_inputs];
	enum stats_drop fault;
	struct fuzz_frame f;
	int err;

	fuzz_frame_make(&f, flows, in, 0);
	fault = fault_of(f.bytes, f.len);
	if (fault != DROP_REASONS) {
		fuzz_check(merger_add(m, f.bytes, f.len) == 0);
		stats_add(&counted.drops[fault], 1);
		free(f.bytes);
		return;
	}
	*input = (struct input){ .given = f.bytes, .len = f.len };
	input->original = fuzz_alloc(f.len);
	memcpy(input->original, f.bytes, f.len);
	input->order = order_of(f.bytes, f.len, input);
	n_inputs++;
	err = merger_add(m, input->given, input->len);
	fuzz_check(err == (gone ? -EIO : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct merger merger;
	struct fuzz_input in = { data, size };
	struct fuzz_flows flows = { 0 };
	struct stats stats = { 0 };

	memset(&counted, 0, sizeof(counted));
	gone = false;
	script = fuzz_byte(&in);
	life = script >= 0xf0 ? script & 15 : -1;
	merger_init(&merger, NULL, &stats);
	while (in.left && !gone) {
		if (*in.at == 0xff || n_inputs == FRAMES) {
			fuzz_byte(&in);
			end_batch(&merger, &stats);
		} else {
			add(&merger, &flows, &in);
		}
	}
	end_batch(&merger, &stats);
	return 0;
}
