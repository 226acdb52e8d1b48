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
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "helper/confine.h"
#include "helper/doctor.h"
#include "helper/endpoint.h"
#include "helper/handover.h"
#include "helper/info.h"
#include "helper/inherited.h"
#include "helper/log.h"
#include "helper/nic.h"
#include "helper/opts.h"
#include "helper/peer.h"
#include "helper/priv.h"
#include "helper/serve.h"
#include "helper/signals.h"
#include "helper/util.h"
#include "helper/version.h"

struct helper {
	struct opts opts;
	struct endpoint *endpoint;
	struct nic *nic;
	struct nic_info info;
	int signals; /* that end us */
	int asks;    /* that ask for the counters */
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

static int open_network(struct helper *h)
{
	struct nic_config config = {
		.mode = h->opts.mode,
		.parent = h->opts.shared_interface,
		.has_subnet = h->opts.has_subnet,
		.subnet = h->opts.subnet,
		.isolate = h->opts.isolate,
		.tso = h->opts.tso,
		.checksum = h->opts.checksum,
		.vnet_header = h->opts.vnet_header,
		.software_offload = h->opts.software_offload,
		.network = h->opts.network,
		.own = h->opts.own[0] ? h->opts.own : NULL,
		.mtu = h->opts.mtu,
		.reserved = h->opts.reserved,
		.no_dhcp = h->opts.no_dhcp,
		.cancel = h->signals,
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
	if (err == -ECANCELED)
		return err;
	if (err) {
		log_error("%s", error);
		return err;
	}
	log_info("started vmnet interface");
	return 0;
}

static int open_fd(struct helper *h)
{
	char error[ENDPOINT_ERROR_MAX];
	int err;

	if (h->opts.fd == STDOUT_FILENO || h->opts.fd == STDERR_FILENO) {
		log_error("--fd %d: is our standard output or error",
			  h->opts.fd);
		return -EINVAL;
	}
	err = endpoint_open_fd(&h->endpoint, h->opts.fd, error);
	if (err)
		log_error("%s", error);
	return err;
}

static int open_path(struct helper *h)
{
	char error[ENDPOINT_ERROR_MAX];
	int err;

	err = endpoint_open_path(&h->endpoint, h->opts.socket, h->opts.stream,
				 error);
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

static int confine(const struct helper *h)
{
	const struct confine_config config = { .socket = h->opts.socket };
	char error[CONFINE_ERROR_MAX];
	int err;

	peer_prepare();
	err = confine_helper(&config, error);
	if (err)
		log_error("%s", error);
	return err;
}

/*
 * A caller whose end is closed still wants its VM connected.  Returns 0, or
 * -ECANCELED when a signal came before there was room for the line.
 */
static int print_info(const struct helper *h)
{
	char line[INFO_MAX];
	int len, err;

	err = wait_writable(STDOUT_FILENO, h->signals);
	if (err)
		return err;
	len = info_format(&h->info, line, sizeof(line));
	err = len < 0 ? len : write_full(STDOUT_FILENO, line, (size_t)len);
	if (err)
		log_warn("cannot write interface info to stdout: %s",
			 strerror(-err));
	return 0;
}

static int open_signals(struct helper *h)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	static const int asks[] = { SIGUSR1 };

	/* Apart: to be asked for the counters must not cancel a start. */
	h->asks = signals_open(asks, ARRAY_SIZE(asks));
	h->signals =
		h->asks < 0 ? h->asks : signals_open(ends, ARRAY_SIZE(ends));
	if (h->signals < 0)
		log_error("cannot receive signals: %s", strerror(-h->signals));
	return h->signals < 0 ? h->signals : 0;
}

static enum guest_frames frames_kind(const struct helper *h)
{
	if (h->opts.vnet_header)
		return GUEST_HEADER;
	if (!h->opts.tso && !h->opts.checksum)
		return GUEST_PLAIN;
	/* A network that takes no header understands such frames by itself. */
	return nic_is_large(h->nic) ? GUEST_LARGE : GUEST_BARE;
}

static int serve(const struct helper *h)
{
	const struct serve_config config = {
		.endpoint = h->endpoint,
		.path = h->opts.socket,
		.reconnect = h->opts.reconnect,
		.nic = h->nic,
		.hold = h->opts.attach_tap,
		.kind = frames_kind(h),
		.infer = {
			.tso = h->opts.tso,
			.checksum = h->opts.checksum,
			.mtu = h->info.mtu,
		},
		.max_frame = h->info.max_frame,
		.signals = h->signals,
		.asks = h->asks,
		.stats_interval = h->opts.stats_interval,
	};

	return serve_run(&config);
}

/* The VM gets the TAP itself; what is left to us is its network's life. */
static int hand_over(struct helper *h)
{
	int fd = nic_detach(h->nic), err;

	err = fd < 0 ? fd : handover_send(endpoint_socket(h->endpoint), fd);
	if (fd >= 0)
		close(fd);
	if (err)
		log_error("--attach tap: %s", strerror(-err));
	else
		log_info("handed %s over", h->info.name);
	return err;
}

static int run(struct helper *h)
{
	int err = 0;

	if (h->opts.fd >= 0)
		err = open_fd(h);
	if (!err)
		err = open_network(h);
	if (!err)
		err = drop(h);
	if (!err && h->opts.socket)
		err = open_path(h);
	if (!err && h->opts.attach_tap)
		err = hand_over(h);
	if (!err)
		err = print_info(h);
	if (!err)
		err = confine(h);
	return err ? err : serve(h);
}

/* A signal came before we were ready. */
static int report_cancel(const struct helper *h)
{
	int sig = signals_next(h->signals, NULL);

	log_info("received signal %s: %d", strsignal(sig), sig);
	return 0;
}

static void close_all(struct helper *h)
{
	if (h->nic) {
		nic_close(h->nic);
		log_info("stopped vmnet interface");
	}
	endpoint_close(h->endpoint);
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
	inherited_close(h->opts.fd);
	/* First of all: the reader of the first line may not want a second. */
	err = open_signals(h);
	if (err)
		return EXIT_FAILURE;
	log_start();
	err = run(h);
	if (err == -ECANCELED)
		err = report_cancel(h);
	close_all(h);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	struct helper h = { .signals = -1 };
	char error[OPTS_ERROR_MAX];

	/* Ignored by our caller, it would not tell us of a child's end. */
	signal(SIGCHLD, SIG_DFL);
	if (open_standard_fds() < 0)
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
