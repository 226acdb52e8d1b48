/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_offload.c - the pure functions of the data path, without a system call
 *
 * Of each frame: the checksum by the machine's fastest code and in plain C, a
 * copy to compare it with, cutting 64 KiB into frames, and merging frames that
 * follow each other, which verifies them.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "helper/checksum.h"
#include "helper/offload.h"
#include "helper/util.h"
#include "perf/bench.h"
#include "perf/frames.h"

#define CHUNK_NS    1000000 /* between two looks at the clock */
#define SEGMENTS    44
#define OFFSETS_END 64
#define HEADERS	    (FRAMES_VNET + FRAMES_TCP_HEADERS)

struct desk {
	unsigned int size;	   /* bytes of a frame */
	uint8_t *bytes;		   /* where one frame begins; others follow */
	struct vnet_header header; /* of the large frame in @bytes */
	size_t large;		   /* bytes of that */
	struct merge merge;
	uint8_t first[HEADERS]; /* of the first frame, before it was merged */
	uint8_t *other;		/* room for a copy */
	uint64_t sink;		/* keeps the compiler from leaving work out */
};

/* Each works on some frames and returns how many. */
static unsigned int sum_fast(struct desk *d)
{
	d->sink += checksum_add(d->bytes, d->size, 0);
	return 1;
}

static unsigned int sum_scalar(struct desk *d)
{
	d->sink += checksum_add_scalar(d->bytes, d->size, 0);
	return 1;
}

static unsigned int copy(struct desk *d)
{
	memcpy(d->other, d->bytes, d->size);
	d->sink += d->other[d->size / 2];
	return 1;
}

static unsigned int cut(struct desk *d)
{
	uint8_t headers[SEGMENT_HEADERS];
	struct iovec iov[2];
	struct segmenter s;
	unsigned int n = 0;

	if (segment_init(&s, &d->header, d->bytes, d->large) < 0)
		return 0;
	while (segment_next(&s, headers, iov)) {
		d->sink += headers[SEGMENT_HEADERS / 2];
		n++;
	}
	return n;
}

static unsigned int merge(struct desk *d)
{
	struct vnet_header header;
	struct segment seg;
	unsigned int i, n;

	memcpy(d->bytes, d->first + FRAMES_VNET, FRAMES_TCP_HEADERS);
	for (i = 0; i < SEGMENTS; i++) {
		if (!segment_parse(&seg, d->bytes + (size_t)i * d->size,
				   d->size))
			return 0;
		if (i == 0)
			merge_start(&d->merge, &seg);
		else if (!merge_append(&d->merge, &seg))
			return 0;
	}
	n = d->merge.n;
	merge_finish(&d->merge, &header);
	d->sink += header.gso_size;
	return n;
}

struct work {
	const char *name;
	const char *what; /* one line for the help text */
	unsigned int (*run)(struct desk *d);
	bool small;   /* frames of the MTU only */
	bool offsets; /* at more than one alignment, too */
};

static const struct work works[] = {
	{ "checksum", "the machine's fastest checksum", sum_fast, false, true },
	{ "scalar", "the checksum in plain C", sum_scalar, false, true },
	{ "copy", "memcpy, to compare with", copy, false, true },
	{ "cut", "one large frame into frames of this size", cut, true, false },
	{ "merge", "frames into a large one, verified", merge, true, false },
};

/* --- set-up -------------------------------------------------------------- */

/* Frames of a flow, one after the other. */
static void lay_frames(struct desk *d, const uint8_t *payload)
{
	const struct flow_config config = {
		.from = { 2 }, .to = { 2, 1 }, .tcp = true, .size = d->size
	};
	uint8_t headers[HEADERS];
	struct flow flow;
	unsigned int i;

	flow_init(&flow, &config, payload);
	for (i = 0; i < SEGMENTS; i++) {
		uint8_t *frame = d->bytes + (size_t)i * d->size;

		flow_next(&flow, headers);
		memcpy(frame, headers + FRAMES_VNET, FRAMES_TCP_HEADERS);
		memcpy(frame + FRAMES_TCP_HEADERS, payload, flow.payload);
	}
	memcpy(d->first, d->bytes - FRAMES_VNET, sizeof(d->first));
}

static void lay_large(struct desk *d, const uint8_t *payload)
{
	unsigned int segment = d->size - FRAMES_TCP_HEADERS;
	const struct flow_config config = {
		.from = { 2 },
		.to = { 2, 1 },
		.tcp = true,
		.size = FRAMES_TCP_HEADERS + SEGMENTS * segment,
		.segment = segment,
	};
	uint8_t headers[HEADERS];
	struct flow flow;

	flow_init(&flow, &config, payload);
	flow_next(&flow, headers);
	memcpy(&d->header, headers, FRAMES_VNET);
	memcpy(d->bytes, headers + FRAMES_VNET, FRAMES_TCP_HEADERS);
	d->large = config.size;
}

static int64_t cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* How often to run between two looks at the clock. */
static unsigned int calibrate(const struct work *w, struct desk *d)
{
	unsigned int n = 1, i;
	int64_t start;

	for (;; n *= 2) {
		start = cpu_ns();
		for (i = 0; i < n; i++)
			w->run(d);
		if (cpu_ns() - start > CHUNK_NS || n > 1u << 24)
			return n;
	}
}

static int run(const struct work *w, struct desk *d, unsigned int ms,
	       struct outcome *o)
{
	unsigned int i, n = calibrate(w, d);
	int64_t start = cpu_ns(), ns;
	double frames = 0;

	do {
		for (i = 0; i < n; i++)
			frames += w->run(d);
		ns = cpu_ns() - start;
	} while (ns < (int64_t)ms * 1000000);
	if (frames <= 0) {
		snprintf(o->problem, sizeof(o->problem),
			 "the frames are not as they should be");
		return -EBADMSG;
	}
	o->seconds = (double)ns * 1e-9;
	bench_number(o, METRIC_THROUGHPUT, "bit/s", "higher",
		     frames * d->size * 8 / o->seconds);
	bench_number(o, "cpu_per_frame", "s/frame", "lower",
		     o->seconds / frames);
	return 0;
}

static int measure(struct bench *b, const struct trial *t, struct outcome *o)
{
	const struct work *w = t->contender;
	size_t offset = (size_t)atoi(t->cell.proto + strlen("offset-"));
	uint8_t *payload = calloc(1, SEGMENTS * FRAMES_PLAIN);
	uint8_t *room = NULL, *other = NULL;
	struct desk d = { .size = t->cell.size };
	int err = -ENOMEM;

	/* An aligned line before the first frame, for its vnet header. */
	if (!payload ||
	    posix_memalign((void **)&room, OFFSETS_END,
			   2 * OFFSETS_END + SEGMENTS * FRAMES_PLAIN) ||
	    posix_memalign((void **)&other, OFFSETS_END, FRAMES_LONGEST))
		goto out;
	memset(payload, 0x5a, SEGMENTS * FRAMES_PLAIN);
	memset(room, 0x5a, 2 * OFFSETS_END + SEGMENTS * FRAMES_PLAIN);
	d.bytes = room + OFFSETS_END + offset;
	d.other = other;
	if (w->run == merge)
		lay_frames(&d, payload);
	if (w->run == cut)
		lay_large(&d, payload);
	err = events_sleep(&b->events, 0);
	if (!err)
		err = run(w, &d, b->args.ms, o);
out:
	free(other);
	free(room);
	free(payload);
	return err;
}

/* --- what is measured ---------------------------------------------------- */

static int add(struct trials *trials, const struct work *w, unsigned int size,
	       unsigned int offset)
{
	struct trial *t = bench_trial(trials, w->name, w, "offload");

	if (!t)
		return -ENOMEM;
	snprintf(t->cell.proto, CSV_TEXT, "offset-%u", offset);
	t->cell.size = size;
	return 0;
}

static int add_work(struct trials *trials, const struct work *w,
		    const struct args_numbers *sizes)
{
	/* Aligned; as odd as can be; where a payload begins in a buffer. */
	static const unsigned int offsets[] = { 0, 1, FRAMES_TCP_HEADERS };
	size_t s, i;
	int err = 0;

	for (s = 0; s < sizes->n; s++) {
		if (w->small && sizes->v[s] > FRAMES_PLAIN)
			continue;
		for (i = 0; i < (w->offsets ? ARRAY_SIZE(offsets) : 1) && !err;
		     i++)
			err = add(trials, w, sizes->v[s], offsets[i]);
	}
	return err;
}

static int run_all(struct bench *b)
{
	static const struct args_numbers sizes = {
		6, { 64, 256, 512, 1024, FRAMES_PLAIN, FRAMES_LARGE }
	};
	struct trials trials = { 0 };
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(works) && !err; i++) {
		if (bench_wanted(&b->args.contenders, works[i].name))
			err = add_work(&trials, &works[i],
				       b->args.sizes.n ? &b->args.sizes
						       : &sizes);
	}
	if (!err)
		err = bench_rounds(b, &trials, measure);
	free(trials.list);
	return err;
}

static const char *name(size_t n, const char **help)
{
	if (n >= ARRAY_SIZE(works))
		return NULL;
	*help = works[n].what;
	return works[n].name;
}

const struct bench_kind bench_offload = {
	.what = ARGS_OFFLOAD,
	.ms = 20,
	.run = run_all,
	.name = name,
};
