/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c - forward for one client after another, until told to stop */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "helper/framing.h"
#include "helper/guest.h"
#include "helper/log.h"
#include "helper/peer.h"
#include "helper/pump.h"
#include "helper/report.h"
#include "helper/serve.h"
#include "helper/signals.h"
#include "helper/util.h"

#define PEER_CHECK_MS	 250 /* a dead VM is noticed within this time */
#define REFUSED_PAUSE_MS 100 /* between two clients that may not come in */
#define CLIENT_GONE	 1   /* how serving a client ends well */

struct server {
	struct serve_config config;
	struct guest *guest;
	struct pump *pump;
	struct stats host; /* of all clients together */
	struct stats vm;
	struct report report;
	int64_t stats_due; /* clock_ms() */
};

/* Returns true when a signal asks for the end. */
static bool stop_requested(const struct server *s)
{
	int sig = signals_next(s->config.signals, NULL);

	if (sig <= 0)
		return false;
	log_info("received signal %s: %d", strsignal(sig), sig);
	return true;
}

static void answer(const struct server *s)
{
	if (signals_next(s->config.asks, NULL) > 0)
		report_stats(&s->report);
}

/* Returns 1 when there is a client, 0 when there is none, or -errno. */
static int accept_client(struct server *s)
{
	int ret = endpoint_accept(s->config.endpoint);

	if (ret == -EACCES) {
		log_warn("--socket %s: refused a client of uid %u",
			 s->config.path, endpoint_refused(s->config.endpoint));
		poll(NULL, 0, REFUSED_PAUSE_MS); /* they may be many */
		return 0;
	}
	if (ret < 0)
		log_error("--socket %s: %s", s->config.path, strerror(-ret));
	else if (ret > 0)
		log_info("serving client \"%s\"",
			 endpoint_peer(s->config.endpoint));
	return ret;
}

/* Returns 1 when there is a client, 0 when told to stop, or -errno. */
static int wait_client(struct server *s)
{
	struct pollfd fds[3] = {
		{ .fd = s->config.signals, .events = POLLIN },
		{ .fd = s->config.asks, .events = POLLIN },
		{ .fd = endpoint_wait_fd(s->config.endpoint),
		  .events = POLLIN },
	};
	int ret = 0;

	log_info("waiting for client on \"%s\"", s->config.path);
	while (ret == 0) {
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return -errno;
		if (stop_requested(s))
			return 0;
		answer(s);
		if (fds[2].revents)
			ret = accept_client(s);
	}
	/* What came for the guest meanwhile, or for the one before, is old. */
	if (ret > 0)
		nic_reset(s->config.nic);
	return ret;
}

/* Lines that were due while nobody was served, or we were stopped, are one. */
static void report_due(struct server *s)
{
	int64_t interval = (int64_t)s->config.stats_interval * 1000;
	int64_t late;

	report_drops(&s->report);
	if (!interval)
		return;
	late = clock_ms() - s->stats_due;
	if (late < 0)
		return;
	s->stats_due += (late / interval + 1) * interval;
	report_stats(&s->report);
}

static int next_timeout(const struct server *s)
{
	int64_t left;

	if (!s->config.stats_interval)
		return PEER_CHECK_MS;
	left = s->stats_due - clock_ms();
	if (left < 0)
		left = 0;
	return left < PEER_CHECK_MS ? (int)left : PEER_CHECK_MS;
}

static int network_gone(int err)
{
	log_error("the network is gone: %s", strerror(-err));
	return err;
}

/* Returns CLIENT_GONE or -errno. */
static int explain_end(struct server *s)
{
	int err = pump_result(s->pump);

	if (err == -ECONNRESET) {
		log_info("socket closed by peer");
		return CLIENT_GONE;
	}
	if (err != -EPROTO)
		return network_gone(err);
	log_error("the VM's stream makes no sense: a frame above %d bytes",
		  FRAMING_LIMIT);
	return s->config.reconnect ? CLIENT_GONE : err;
}

static bool has_hung_up(int fd)
{
	struct pollfd end = { .fd = fd, .events = 0 };

	return poll(&end, 1, 0) > 0 && end.revents & POLLHUP;
}

/* Without a VM's frames, a stream has to be asked, too. */
static int hold(struct server *s)
{
	struct pollfd fds[2] = {
		{ .fd = s->config.signals, .events = POLLIN },
		{ .fd = s->config.asks, .events = POLLIN },
	};
	int fd = endpoint_socket(s->config.endpoint);

	log_info("running");
	for (;;) {
		if (poll(fds, 2, PEER_CHECK_MS) < 0 && errno != EINTR)
			return -errno;
		if (stop_requested(s))
			return 0;
		/* All of them would be zero, and look like a dead network. */
		if (signals_next(s->config.asks, NULL) > 0)
			log_info("no counters: the VM has the interface");
		if (has_hung_up(fd) || peer_gone(fd)) {
			log_info("socket closed by peer");
			return 0;
		}
	}
}

/* Of a stream the pump is told by itself. */
static bool client_gone(const struct server *s)
{
	return !endpoint_is_stream(s->config.endpoint) &&
	       peer_gone(endpoint_socket(s->config.endpoint));
}

/*
 * One VM at a time.  But who asked whether somebody is there may be gone, his
 * end only not seen yet, when the VM that he asked for connects: it waits.
 * Returns false when the next client is to wait.
 */
static bool turn_away(const struct server *s)
{
	if (has_hung_up(endpoint_socket(s->config.endpoint)))
		return false;
	endpoint_turn_away(s->config.endpoint);
	return true;
}

/* Returns CLIENT_GONE, 0 when told to stop, or -errno. */
static int wait_end(struct server *s)
{
	struct pollfd fds[4] = {
		{ .fd = s->config.signals, .events = POLLIN },
		{ .fd = pump_event_fd(s->pump), .events = POLLIN },
		{ .fd = endpoint_wait_fd(s->config.endpoint),
		  .events = POLLIN },
		{ .fd = s->config.asks, .events = POLLIN },
	};
	int n;

	for (;;) {
		n = poll(fds, 4, next_timeout(s));
		if (n < 0 && errno != EINTR)
			return -errno;
		if (stop_requested(s))
			return 0;
		answer(s);
		report_due(s);
		if (n > 0 && fds[1].revents)
			return explain_end(s);
		if (n > 0 && fds[2].revents && !turn_away(s))
			fds[2].fd = -1;
		if (client_gone(s)) {
			log_info("socket closed by peer");
			return CLIENT_GONE;
		}
		if (nic_gone(s->config.nic))
			return network_gone(-ENODEV);
	}
}

static int start_forwarding(struct server *s)
{
	struct pump_config config = {
		.nic = s->config.nic,
		.kind = s->config.kind,
		.infer = s->config.infer,
		.max_frame = s->config.max_frame,
		.host = &s->host,
		.vm = &s->vm,
	};
	unsigned int front = config.kind == GUEST_HEADER ? VNET_LEN : 0;
	int err;

	err = guest_open(&s->guest, endpoint_socket(s->config.endpoint),
			 endpoint_is_stream(s->config.endpoint),
			 front + config.max_frame);
	config.guest = s->guest;
	if (!err)
		err = pump_start(&s->pump, &config);
	if (err) {
		log_error("cannot start forwarding: %s", strerror(-err));
		return err;
	}
	log_info("started host forwarding");
	log_info("started vm forwarding");
	return 0;
}

/* As wait_end(), for one client. */
static int serve_client(struct server *s)
{
	int ret;

	ret = start_forwarding(s);
	if (!ret) {
		log_info("running");
		ret = wait_end(s);
		pump_stop(s->pump);
		s->pump = NULL;
	}
	guest_close(s->guest);
	s->guest = NULL;
	return ret;
}

/*
 * Is the next one to be waited for?  A client of a stream that went without a
 * frame was none: many programs connect to see whether somebody is there.
 */
static bool serves_next(struct server *s, uint64_t batches)
{
	if (!s->config.path)
		return false;
	if (s->config.reconnect)
		return true;
	return endpoint_is_stream(s->config.endpoint) &&
	       stats_get(&s->vm.fast) == batches;
}

int serve_run(const struct serve_config *config)
{
	struct server s = {
		.config = *config,
		.report = { .host = &s.host, .vm = &s.vm },
	};
	uint64_t batches;
	int ret;

	if (config->hold)
		return hold(&s);
	if (config->stats_interval)
		log_info("reporting stats every %u seconds",
			 config->stats_interval);
	s.stats_due = clock_ms() + (int64_t)config->stats_interval * 1000;
	do {
		ret = config->path ? wait_client(&s) : 1;
		if (ret <= 0)
			return ret;
		batches = stats_get(&s.vm.fast);
		ret = serve_client(&s);
		if (ret != CLIENT_GONE)
			return ret;
		if (!serves_next(&s, batches))
			return 0;
		ret = endpoint_disconnect(config->endpoint);
	} while (!ret);
	log_error("--socket %s: %s", config->path, strerror(-ret));
	return ret;
}
