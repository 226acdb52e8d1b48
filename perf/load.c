/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* load.c - what keeps a contender busy */

#include <errno.h>
#include <net/ethernet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/stats.h"
#include "helper/util.h"
#include "perf/frames.h"
#include "perf/load.h"

#define PING_NS	     1000000 /* from one ping to the next */
#define PINGS	     20000   /* kept, 20 s of them */
#define WINDOW	     2048 /* most frames on their way to the VM; a TCP has 3000 */
#define WINDOW_BYTES (4 << 20)
#define GIVE_UP_MS   500 /* then what is on its way is lost */
#define SEGMENTS     64	 /* most in a large frame */
#define WAIT_MS	     50	 /* of the answerer, to see a stop */

#define HEADERS (FRAMES_VNET + FRAMES_TCP_HEADERS)

struct load {
	struct load_config c;
	struct guest *guest;
	struct guest *wall;
	pthread_t threads[4];
	int n_threads;
	_Atomic bool paused;
	_Atomic bool stopping;
	_Atomic int error; /* that ended the guest */
	_Atomic uint64_t sent_to_host;
	_Atomic uint64_t sent_to_vm;
	_Atomic uint64_t got_by_vm;
	_Atomic uint64_t got_by_wall;
	_Atomic uint64_t awaited; /* frames of got_by_vm, then @room is told */
	int room;

	uint8_t *payload;
	struct flow to_host[LOAD_FLOWS];
	struct flow to_vm[LOAD_FLOWS];
	uint8_t headers[NIC_BATCH][HEADERS];
	uint8_t ping[FRAMES_VNET + FRAMES_PING];
	uint64_t due; /* of the next ping */

	_Atomic uint64_t n_pings; /* answered */
	_Atomic uint64_t pinged;  /* sent */
	uint64_t first_answer;	  /* of those that count */
	uint64_t first_ping;
	double pings[PINGS]; /* nanoseconds */
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void nap(uint64_t ns)
{
	const struct timespec ts = { .tv_nsec = (long)ns };

	nanosleep(&ts, NULL);
}

/* --- the guest sends ----------------------------------------------------- */

static int add_ping(struct load *l, struct datagram *d)
{
	size_t skip = FRAMES_VNET - l->c.front;
	uint64_t now;

	if (l->c.echo < 0)
		return 0;
	now = now_ns();
	if (now < l->due)
		return 0;
	if (!l->c.to_host) /* it slept, and may have slept too long */
		l->due = now;
	ping_make(l->ping + FRAMES_VNET, l->c.guest, l->c.answerer, l->due);
	l->due += PING_NS;
	if (l->due < now) /* there is one place in the queue, not more */
		l->due = now;
	d->iov[0] = (struct iovec){ l->ping + skip, sizeof(l->ping) - skip };
	d->iov[1] = (struct iovec){ NULL, 0 };
	stats_add(&l->pinged, 1);
	return 1;
}

/* The rest of a batch, in equal shares for the flows. */
static int add_frames(struct load *l, struct datagram *d, int n)
{
	size_t skip = FRAMES_VNET - l->c.front;
	int i, room = NIC_BATCH - n;

	for (i = 0; i < room; i++) {
		struct flow *f = &l->to_host[(unsigned int)i * l->c.flows /
					     (unsigned int)room];

		flow_next(f, l->headers[i]);
		d[i].iov[0] =
			(struct iovec){ l->headers[i] + skip,
					FRAMES_VNET + f->n_headers - skip };
		d[i].iov[1] = (struct iovec){ l->payload, f->payload };
	}
	return room;
}

static void nap_until_due(const struct load *l)
{
	uint64_t now = now_ns();

	nap(l->due > now && l->due - now < PING_NS ? l->due - now : PING_NS);
}

static void *guest_sends(void *ctx)
{
	struct datagram batch[NIC_BATCH];
	struct load *l = ctx;
	uint64_t waits = 0;
	int n, pings, sent;

	prctl(PR_SET_TIMERSLACK, 1);
	while (!l->stopping) {
		pings = l->paused ? 0 : add_ping(l, batch);
		n = pings;
		if (l->c.to_host && !l->paused)
			n += add_frames(l, batch + n, n);
		if (n == 0) {
			nap_until_due(l);
			continue;
		}
		sent = guest_send(l->guest, batch, n, &waits);
		if (sent < 0) {
			l->error = sent;
			break;
		}
		if (sent > pings)
			stats_add(&l->sent_to_host, (uint64_t)(sent - pings));
	}
	return NULL;
}

/* --- the guest receives -------------------------------------------------- */

static void take_ping(struct load *l, uint64_t due)
{
	uint64_t n = l->n_pings;

	if (n >= PINGS || !due) /* 0: an introduction */
		return;
	l->pings[n] = (double)(now_ns() - due);
	l->n_pings = n + 1;
}

static void count_arrivals(struct load *l, uint64_t n_frames)
{
	uint64_t one = 1;
	ssize_t n;

	/*
	 * In one order with await_room(): either we see what the sender waits
	 * for, or it what has arrived.  stats_add() promises no order.
	 */
	if (atomic_fetch_add(&l->got_by_vm, n_frames) + n_frames < l->awaited)
		return;
	l->awaited = UINT64_MAX;
	n = write(l->room, &one, sizeof(one));
	(void)n; /* a counter as large is as readable */
}

/* Of the size that was sent: what was cut wrongly does not count. */
static bool is_expected(const struct load *l, const uint8_t *frame, size_t len)
{
	return len == l->c.size && frame[12] == ETHERTYPE_IP >> 8 &&
	       frame[13] == (ETHERTYPE_IP & 255);
}

static void *guest_receives(void *ctx)
{
	struct iovec frames[NIC_BATCH];
	struct load *l = ctx;
	size_t skip = l->c.front;
	uint64_t due, got;
	int i, n;

	while ((n = guest_recv(l->guest, frames, NIC_BATCH)) > 0) {
		for (i = 0, got = 0; i < n; i++) {
			const uint8_t *frame =
				(const uint8_t *)frames[i].iov_base + skip;
			size_t len = frames[i].iov_len - skip;

			if (frames[i].iov_len <= skip)
				continue;
			if (ping_time(frame, len, &due))
				take_ping(l, due);
			else if (is_expected(l, frame, len))
				got++;
		}
		count_arrivals(l, got);
	}
	return NULL;
}

static void *wall_receives(void *ctx)
{
	struct iovec frames[NIC_BATCH];
	struct load *l = ctx;
	int n;

	while ((n = guest_recv(l->wall, frames, NIC_BATCH)) > 0)
		stats_add(&l->got_by_wall, (uint64_t)n);
	return NULL;
}

/* --- the network --------------------------------------------------------- */

/* How many frames of the guest one write to the far TAP becomes. */
static unsigned int segments(const struct load_config *c)
{
	unsigned int n;

	if (!c->tcp || c->large)
		return 1;
	n = (FRAMES_LARGE - FRAMES_TCP_HEADERS) /
	    (c->size - FRAMES_TCP_HEADERS);
	return n < SEGMENTS ? n : SEGMENTS;
}

static void write_frame(struct load *l, unsigned int i, unsigned int each)
{
	uint8_t headers[HEADERS];
	struct flow *f = &l->to_vm[i % l->c.flows];
	const struct iovec iov[2] = {
		{ headers, FRAMES_VNET + f->n_headers },
		{ l->payload, f->payload },
	};

	flow_next(f, headers);
	if (writev(l->c.far, iov, 2) > 0)
		stats_add(&l->sent_to_vm, each);
}

/*
 * The sender sleeps until half of the window has arrived, as TCP does that
 * waits for acknowledgements.  One that looks again every few microseconds
 * takes a processor from those that are measured.  Returns how many frames
 * are given up.
 */
static uint64_t await_room(struct load *l, uint64_t lost, uint64_t window)
{
	struct pollfd p = { l->room, POLLIN, 0 };
	uint64_t told, target = l->sent_to_vm - lost - window / 2;
	ssize_t n;
	int ready = 1;

	l->awaited = target;
	if (l->got_by_vm < target)
		ready = poll(&p, 1, GIVE_UP_MS);
	l->awaited = UINT64_MAX;
	n = read(l->room, &told, sizeof(told));
	(void)n; /* nothing was told, if there was room at once */
	return ready == 0 ? l->sent_to_vm - l->got_by_vm : lost;
}

static void *network_sends(void *ctx)
{
	struct load *l = ctx;
	unsigned int each = segments(&l->c), i = 0;
	uint64_t window = WINDOW_BYTES / l->c.size, lost = 0;

	window = window < WINDOW ? window : WINDOW;
	while (!l->stopping) {
		if (l->paused)
			nap(PING_NS);
		else if (l->sent_to_vm + each > l->got_by_vm + lost + window)
			lost = await_room(l, lost, window);
		else
			write_frame(l, i++, each);
	}
	return NULL;
}

/*
 * What is flooded is for others.  An answer to it would be from a MAC that is
 * not ours, and the bridge would look for its owner here.
 */
static bool is_ping_for_us(const struct load *l, const uint8_t *frame)
{
	uint64_t due;

	return memcmp(frame, l->c.answerer, MAC_SIZE) == 0 &&
	       ping_time(frame, FRAMES_PING, &due);
}

static void *answers(void *ctx)
{
	uint8_t buf[FRAMES_VNET + FRAMES_LARGE];
	struct load *l = ctx;
	struct pollfd p = { l->c.echo, POLLIN, 0 };
	ssize_t n;

	while (!l->stopping) {
		n = read(l->c.echo, buf, sizeof(buf));
		if (n < 0) {
			poll(&p, 1, WAIT_MS);
			continue;
		}
		if ((size_t)n != FRAMES_VNET + FRAMES_PING ||
		    !is_ping_for_us(l, buf + FRAMES_VNET))
			continue;
		ping_answer(buf + FRAMES_VNET);
		n = write(l->c.echo, buf, (size_t)n);
		(void)n; /* a lost answer is a lost ping */
	}
	return NULL;
}

/* --- set-up -------------------------------------------------------------- */

/* A bridge learns where we are; till then it would send to all its ports. */
static void introduce(int tap, const uint8_t *from, const uint8_t *to)
{
	uint8_t frame[FRAMES_VNET + FRAMES_PING] = { 0 };
	ssize_t n;

	if (tap < 0)
		return;
	ping_make(frame + FRAMES_VNET, from, to, 0);
	n = write(tap, frame, sizeof(frame));
	(void)n;
}

static void introduce_guest(struct load *l)
{
	size_t skip = FRAMES_VNET - l->c.front;
	struct datagram d = {
		.iov[0] = { l->ping + skip, sizeof(l->ping) - skip },
	};
	uint64_t waits;

	ping_make(l->ping + FRAMES_VNET, l->c.guest, l->c.network, 0);
	guest_send(l->guest, &d, 1, &waits);
}

static void init_flows(struct load *l)
{
	const struct load_config *c = &l->c;
	unsigned int i, each = segments(c);

	for (i = 0; i < c->flows; i++) {
		struct flow_config f = {
			.number = i,
			.tcp = c->tcp,
			.size = c->size,
			.segment = c->large ? FRAMES_PLAIN - FRAMES_TCP_HEADERS
					    : 0,
		};

		memcpy(f.from, c->guest, MAC_SIZE);
		memcpy(f.to, c->network, MAC_SIZE);
		flow_init(&l->to_host[i], &f, l->payload);
		memcpy(f.from, c->network, MAC_SIZE);
		memcpy(f.to, c->guest, MAC_SIZE);
		if (each > 1) {
			f.segment = c->size - FRAMES_TCP_HEADERS;
			f.size = FRAMES_TCP_HEADERS + each * f.segment;
		}
		flow_init(&l->to_vm[i], &f, l->payload);
	}
}

static int open_ends(struct load *l)
{
	unsigned int max = (unsigned int)l->c.front + l->c.size;
	int err;

	if (max < FRAMES_PLAIN)
		max = FRAMES_PLAIN;
	l->room = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->room < 0)
		return -errno;
	l->payload = calloc(1, FRAMES_LARGE);
	if (!l->payload)
		return -ENOMEM;
	memset(l->payload, 0x5a, FRAMES_LARGE);
	err = guest_open(&l->guest, l->c.sock, l->c.stream, max);
	if (!err && l->c.wall >= 0)
		err = guest_open(&l->wall, l->c.wall, l->c.stream, max);
	return err;
}

static int start_thread(struct load *l, void *(*run)(void *))
{
	int err = pthread_create(&l->threads[l->n_threads], NULL, run, l);

	if (!err)
		l->n_threads++;
	return -err;
}

int load_start(struct load **out, const struct load_config *config)
{
	struct load *l = calloc(1, sizeof(*l));
	int err;

	if (!l)
		return -ENOMEM;
	l->c = *config;
	l->awaited = UINT64_MAX;
	l->room = -1;
	err = open_ends(l);
	if (err) {
		load_stop(l);
		return err;
	}
	init_flows(l);
	l->due = now_ns();
	introduce(l->c.far, l->c.network, l->c.guest);
	introduce(l->c.echo, l->c.answerer, l->c.guest);
	introduce_guest(l);
	err = start_thread(l, guest_sends);
	if (!err)
		err = start_thread(l, l->wall ? wall_receives : guest_receives);
	if (!err && l->c.to_vm)
		err = start_thread(l, network_sends);
	if (!err && l->c.echo >= 0)
		err = start_thread(l, answers);
	if (err)
		load_stop(l);
	else
		*out = l;
	return err;
}

int load_count(struct load *l, struct load_count *count)
{
	count->sent_to_host = l->sent_to_host;
	count->sent_to_vm = l->sent_to_vm;
	count->got_by_vm = l->got_by_vm;
	count->got_by_wall = l->got_by_wall;
	return l->error;
}

void load_begin(struct load *l)
{
	l->first_answer = l->n_pings;
	l->first_ping = l->pinged;
}

void load_pause(struct load *l)
{
	l->paused = true;
}

void load_pings(struct load *l, double **ns, size_t *n, size_t *lost)
{
	uint64_t answered = l->n_pings, sent = l->pinged - l->first_ping;

	*ns = l->pings + l->first_answer;
	*n = (size_t)(answered - l->first_answer);
	*lost = sent > *n ? (size_t)(sent - *n) : 0;
}

void load_stop(struct load *l)
{
	int i;

	if (!l)
		return;
	l->stopping = true;
	if (l->guest)
		guest_stop(l->guest);
	if (l->wall)
		guest_stop(l->wall);
	for (i = 0; i < l->n_threads; i++)
		pthread_join(l->threads[i], NULL);
	guest_close(l->guest);
	guest_close(l->wall);
	if (l->room >= 0)
		close(l->room);
	free(l->payload);
	free(l);
}
