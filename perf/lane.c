/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* lane.c - one guest, its contender, and the network behind it */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "perf/entrant.h"
#include "perf/frames.h"
#include "perf/lane.h"
#include "perf/linux/wire.h"
#include "perf/load.h"

/* Nobody reads from the far TAP: a short queue is full at once, and warm. */
#define DEAD_END 8

#define LOOK_NS 200000 /* that counting may take */
#define LOOKS	50

struct lane {
	struct lane_config config;
	struct entrant entrant;
	struct load *load;
	char tap[IFNAMSIZ];
	int sock; /* the guest's end */
	int far;
	int echo;
	int wall; /* the other end, if it is ours */
};

static unsigned int max_frame(const struct lane_config *c)
{
	unsigned int most = contender_max_frame(c->contender);

	return c->size > most ? c->size : most;
}

static int open_tap(const char *name, unsigned int number, bool offload,
		    unsigned int queue, char full[IFNAMSIZ])
{
	int fd, err;

	snprintf(full, IFNAMSIZ, "%s%u", name, number);
	fd = wire_tap(full, offload);
	if (fd < 0)
		return fd;
	err = wire_up(full, true, queue);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static int start_entrant(struct lane *lane, int sock)
{
	const struct contender *c = lane->config.contender;
	struct contender_ends ends = {
		.sock = sock,
		.max_frame = max_frame(&lane->config),
		.confined = lane->config.confined,
	};
	int err;

	ends.tap = open_tap("tap", lane->config.number, c->offload, WIRE_QUEUE,
			    lane->tap);
	if (ends.tap < 0)
		return ends.tap;
	err = entrant_start(&lane->entrant, c, &ends);
	close(ends.tap);
	return err;
}

static int open_network(struct lane *lane)
{
	char name[IFNAMSIZ];

	lane->far = open_tap("far", lane->config.number, true, DEAD_END, name);
	if (lane->far < 0)
		return lane->far;
	if (lane->config.ping)
		lane->echo = open_tap("echo", lane->config.number, true,
				      WIRE_QUEUE, name);
	return lane->config.ping && lane->echo < 0 ? lane->echo : 0;
}

static int open_lane(struct lane *lane)
{
	const struct contender *c = lane->config.contender;
	int fds[2], err;

	err = entrant_sockets(c->stream, fds);
	if (err)
		return err;
	lane->sock = fds[0];
	if (c->wall) {
		lane->wall = fds[1];
		return 0;
	}
	err = start_entrant(lane, fds[1]);
	close(fds[1]);
	return err ? err : open_network(lane);
}

int lane_prepare(struct lane **out, const struct lane_config *config)
{
	struct lane *lane = calloc(1, sizeof(*lane));
	int err;

	if (!lane)
		return -ENOMEM;
	lane->config = *config;
	lane->sock = lane->far = lane->echo = lane->wall = -1;
	err = open_lane(lane);
	if (err)
		lane_close(lane);
	else
		*out = lane;
	return err;
}

int lane_start(struct lane *lane)
{
	const struct lane_config *c = &lane->config;
	const uint8_t number = (uint8_t)c->number;
	const struct load_config load = {
		.sock = lane->sock,
		.stream = c->contender->stream,
		.large = c->contender->kind != GUEST_PLAIN,
		.front = contender_front(c->contender),
		.far = lane->far,
		.echo = lane->echo,
		.wall = lane->wall,
		.to_host = c->to_host,
		.to_vm = c->to_vm,
		.tcp = c->tcp,
		.size = c->size,
		.flows = c->flows,
		.guest = { 2, 0, 0, 0, 1, number },
		.network = { 2, 0, 0, 0, 2, number },
		.answerer = { 2, 0, 0, 0, 3, number },
	};

	return load_start(&lane->load, &load);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Large frames count as the frames that the guest has sent. */
static int count_delivered(const struct lane *lane, uint64_t *frames)
{
	const struct lane_config *c = &lane->config;
	uint64_t bytes, headers;
	int err;

	err = wire_received(lane->tap, frames, &bytes);
	if (err || !c->tcp || c->contender->kind != GUEST_PLAIN)
		return err;
	headers = *frames * FRAMES_TCP_HEADERS;
	*frames = bytes > headers
			  ? (bytes - headers) / (c->size - FRAMES_TCP_HEADERS)
			  : 0;
	return 0;
}

static int look(struct lane *lane, struct lane_count *count)
{
	struct load_count load;
	struct entrant_use use;
	int err;

	count->ns = now_ns();
	err = entrant_use(&lane->entrant, &use);
	if (err)
		return err;
	count->cpu = use.cpu;
	count->calls = use.calls;
	err = load_count(lane->load, &load);
	if (err)
		return err;
	count->sent_to_host = load.sent_to_host;
	count->sent_to_vm = load.sent_to_vm;
	count->to_vm = load.got_by_vm;
	count->to_host = load.got_by_wall;
	return lane->config.contender->wall
		       ? 0
		       : count_delivered(lane, &count->to_host);
}

/*
 * Frames, calls and time belong together only if they are of one moment: who
 * lost the processor in between looks again.
 */
int lane_count(struct lane *lane, struct lane_count *count)
{
	int i, err;

	for (i = 0; i < LOOKS; i++) {
		err = look(lane, count);
		if (err || now_ns() - count->ns < LOOK_NS)
			return err;
	}
	return 0; /* as good as this machine can */
}

int lane_begin(struct lane *lane, struct lane_count *count)
{
	load_begin(lane->load);
	return lane_count(lane, count);
}

void lane_pause(struct lane *lane)
{
	load_pause(lane->load);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void lane_pings(struct lane *lane, double **ns, size_t *n, size_t *lost)
{
	load_pings(lane->load, ns, n, lost);
	qsort(*ns, *n, sizeof(**ns), compare);
}

static void close_end(int fd)
{
	if (fd >= 0)
		close(fd);
}

void lane_close(struct lane *lane)
{
	if (!lane)
		return;
	entrant_stop(&lane->entrant);
	load_stop(lane->load);
	close_end(lane->sock);
	close_end(lane->far);
	close_end(lane->echo);
	close_end(lane->wall);
	free(lane);
}
