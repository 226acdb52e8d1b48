/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - vmnet-helper: the cable between a VM and the host's network
 *
 * The order of events is the design: everything is checked before anything
 * is opened; opening the network is the only step with privilege; what the
 * caller waits for is printed when nothing can fail any more; and every exit
 * closes what was opened, in reverse.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "helper/doctor.h"
#include "helper/guest.h"
#include "helper/info.h"
#include "helper/log.h"
#include "helper/nic.h"
#include "helper/opts.h"
#include "helper/peer.h"
#include "helper/priv.h"
#include "helper/pump.h"
#include "helper/signals.h"
#include "helper/util.h"
#include "helper/version.h"

#define PEER_CHECK_MS 250 /* a dead VM is noticed within this time */

struct helper {
	struct opts opts;
	struct guest *guest;
	struct nic *nic;
	struct nic_info info;
	struct pump *pump;
	int signals;
	int64_t stats_due; /* clock_ms() */
};

static void log_start(void)
{
	struct utsname os;

	if (uname(&os) < 0)
		return;
	log_info("running vmnet-helper %s on %s %s", version_text, os.sysname,
		 os.release);
	log_info("running as uid: %u gid: %u", (unsigned int)geteuid(),
		 (unsigned int)getegid());
}

/*
 * Without this, the next descriptor opened would become stdout or stderr, and
 * our lines would go into it.
 */
static int fill_standard_fds(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int check_supported(const struct opts *o)
{
	if (o->network) {
		log_error("--network %s: needs macOS 26 or later", o->network);
		return -EOPNOTSUPP;
	}
	if (o->tso || o->checksum) {
		log_error("%s: not available yet",
			  o->tso ? "--enable-tso"
				 : "--enable-checksum-offload");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int open_network(struct helper *h)
{
	struct nic_config config = {
		.mode = h->opts.mode,
		.parent = h->opts.shared_interface,
		.has_subnet = h->opts.has_subnet,
		.subnet = h->opts.subnet,
		.isolate = h->opts.isolate,
	};
	char error[NIC_ERROR_MAX] = "";
	int err;

	memcpy(config.id, h->opts.id, sizeof(config.id));
	if (!h->opts.has_id) {
		err = ifid_random(config.id);
		if (err) {
			log_error("cannot make an interface id: %s",
				  strerror(-err));
			return err;
		}
	}
	err = nic_open(&h->nic, &config, &h->info, error);
	if (err) {
		log_error("%s", error);
		return err;
	}
	log_info("started vmnet interface");
	return 0;
}

static int open_fd(struct helper *h)
{
	char error[GUEST_ERROR_MAX];
	int err;

	if (h->opts.fd == STDOUT_FILENO || h->opts.fd == STDERR_FILENO) {
		log_error("--fd %d: is our standard output or error",
			  h->opts.fd);
		return -EINVAL;
	}
	err = guest_open_fd(&h->guest, h->opts.fd, error);
	if (err)
		log_error("%s", error);
	return err;
}

static int open_path(struct helper *h)
{
	char error[GUEST_ERROR_MAX];
	int err;

	err = guest_open_path(&h->guest, h->opts.socket, error);
	if (err)
		log_error("%s", error);
	return err;
}

static int drop(const struct helper *h)
{
	char error[PRIV_ERROR_MAX];
	int err;

	err = priv_drop(h->opts.socket != NULL, error);
	if (err)
		log_error("%s", error);
	return err;
}

/* A caller that does not read its line still wants its VM connected. */
static void print_info(const struct helper *h)
{
	char line[INFO_MAX];
	int len, err;

	len = info_format(&h->info, line, sizeof(line));
	err = len < 0 ? len : write_full(STDOUT_FILENO, line, (size_t)len);
	if (err)
		log_warn("cannot write interface info to stdout: %s",
			 strerror(-err));
}

/* Returns true when a signal asks for the end. */
static bool stop_requested(const struct helper *h)
{
	int sig = signals_next(h->signals, NULL);

	if (sig <= 0)
		return false;
	log_info("received signal %s: %d", strsignal(sig), sig);
	return true;
}

/* Returns 1 when the client is known, 0 when told to stop, or -errno. */
static int wait_client(struct helper *h)
{
	struct pollfd fds[2] = {
		{ .fd = h->signals, .events = POLLIN },
		{ .fd = guest_fd(h->guest), .events = POLLIN },
	};
	int ret = 0;

	log_info("waiting for client on \"%s\"", h->opts.socket);
	while (ret == 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (stop_requested(h))
			return 0;
		if (fds[1].revents)
			ret = guest_accept(h->guest);
	}
	if (ret < 0)
		log_error("--socket %s: %s", h->opts.socket, strerror(-ret));
	else
		log_info("serving client \"%s\"", guest_peer(h->guest));
	return ret;
}

static void report_stats(struct helper *h)
{
	char line[STATS_LINE_MAX];
	struct timespec now;

	h->stats_due += (int64_t)h->opts.stats_interval * 1000;
	clock_gettime(CLOCK_REALTIME, &now);
	stats_format(pump_host(h->pump), pump_vm(h->pump), &now, line);
	log_set_thread("stats");
	log_info("%s", line);
	log_set_thread("main");
}

static int next_timeout(const struct helper *h)
{
	int64_t left;

	if (!h->opts.stats_interval)
		return PEER_CHECK_MS;
	left = h->stats_due - clock_ms();
	if (left < 0)
		left = 0;
	return left < PEER_CHECK_MS ? (int)left : PEER_CHECK_MS;
}

static int explain_end(struct helper *h)
{
	int err = pump_result(h->pump);

	if (err == -ECONNRESET) {
		log_info("socket closed by peer");
		return 0;
	}
	log_error("the network is gone: %s", strerror(-err));
	return err;
}

static int wait_end(struct helper *h)
{
	struct pollfd fds[2] = {
		{ .fd = h->signals, .events = POLLIN },
		{ .fd = pump_event_fd(h->pump), .events = POLLIN },
	};
	int n;

	for (;;) {
		n = poll(fds, 2, next_timeout(h));
		if (n < 0 && errno != EINTR)
			return -errno;
		if (stop_requested(h))
			return 0;
		if (n > 0 && fds[1].revents)
			return explain_end(h);
		if (h->opts.stats_interval && clock_ms() >= h->stats_due)
			report_stats(h);
		if (peer_gone(guest_fd(h->guest))) {
			log_info("socket closed by peer");
			return 0;
		}
	}
}

static int serve(struct helper *h)
{
	int err;

	err = pump_start(&h->pump, h->nic, h->guest, h->info.max_frame);
	if (err) {
		log_error("cannot start forwarding: %s", strerror(-err));
		return err;
	}
	log_info("started host forwarding");
	log_info("started vm forwarding");
	h->stats_due = clock_ms() + (int64_t)h->opts.stats_interval * 1000;
	if (h->opts.stats_interval)
		log_info("reporting stats every %u seconds",
			 h->opts.stats_interval);
	log_info("running");
	err = wait_end(h);
	pump_stop(h->pump);
	return err;
}

static int open_signals(struct helper *h)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

	h->signals = signals_open(ends, ARRAY_SIZE(ends));
	if (h->signals < 0)
		log_error("cannot receive signals: %s", strerror(-h->signals));
	return h->signals < 0 ? h->signals : 0;
}

static int run(struct helper *h)
{
	int err;

	err = open_signals(h);
	if (!err && h->opts.fd >= 0)
		err = open_fd(h);
	if (!err)
		err = open_network(h);
	if (!err)
		err = drop(h);
	if (!err && h->opts.socket)
		err = open_path(h);
	if (err)
		return err;
	print_info(h);
	err = guest_connected(h->guest) ? 1 : wait_client(h);
	return err > 0 ? serve(h) : err;
}

static void close_all(struct helper *h)
{
	if (h->nic) {
		nic_close(h->nic);
		log_info("stopped vmnet interface");
	}
	guest_close(h->guest);
}

static int list_interfaces(void)
{
	int err = nic_list_shared();

	if (err)
		log_error("cannot list interfaces: %s", strerror(-err));
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int serve_vm(struct helper *h)
{
	int err;

	if (h->opts.verbose)
		log_set_level(LOG_DEBUG);
	err = check_supported(&h->opts);
	if (err)
		return EXIT_FAILURE;
	log_start();
	err = run(h);
	close_all(h);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	struct helper h = { .signals = -1 };
	char error[OPTS_ERROR_MAX];

	if (fill_standard_fds() < 0)
		return EXIT_FAILURE;
	if (opts_parse(&h.opts, OPTS_HELPER, argc, argv, error) < 0) {
		log_error("%s", error);
		return EXIT_FAILURE;
	}
	switch (h.opts.action) {
	case OPTS_HELP:
		opts_usage(OPTS_HELPER, stdout);
		return EXIT_SUCCESS;
	case OPTS_VERSION:
		version_print();
		return EXIT_SUCCESS;
	case OPTS_LIST:
		return list_interfaces();
	case OPTS_DOCTOR:
		return doctor_run() ? EXIT_FAILURE : EXIT_SUCCESS;
	default:
		return serve_vm(&h);
	}
}
