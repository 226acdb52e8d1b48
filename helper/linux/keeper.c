/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* keeper.c - the process that a network belongs to, see network.h */

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "helper/linux/caps.h"
#include "helper/linux/dhcp.h"
#include "helper/linux/elevate.h"
#include "helper/linux/guard.h"
#include "helper/linux/keeper.h"
#include "helper/linux/netlink.h"
#include "helper/linux/process.h"
#include "helper/linux/state.h"
#include "helper/lockfile.h"
#include "helper/util.h"

#define BUILD_LIMIT_MS 15000
#define RETRY_MS       1000 /* between two starts of a dying dnsmasq */
#define ORPHAN_MS      2000 /* longest life of dnsmasq after its keeper's */

/* Bridge and rules; signals to dnsmasq, and becoming its user again. */
#define KEEPER_CAPS                                                            \
	(CAP_BIT(CAP_NET_ADMIN) | CAP_BIT(CAP_KILL) | CAP_BIT(CAP_SETUID) |    \
	 CAP_BIT(CAP_SETGID) | CAP_BIT(CAP_SETPCAP))

struct keeper {
	struct network *net;
	struct netlink *nl;
	int alive;    /* holds <dir>/keeper */
	int links;    /* tells of changes */
	int children; /* signalfd of SIGCHLD */
	pid_t dnsmasq;
	int64_t restart_at; /* 0: none due */
	pid_t spare;
	int leash;    /* closed by our end, which wakes the spare; or -1 */
	bool remains; /* a network was there before this one was built */
};

/* What the keeper tells its parent once, through a pipe. */
struct report {
	int err;
	bool has_prefix;
	char error[NIC_ERROR_MAX];
};

static int start_dnsmasq(struct keeper *k, char *error)
{
	return dhcp_start(k->net, &k->dnsmasq, error);
}

static void stop_spare(struct keeper *k)
{
	if (k->spare <= 0)
		return;
	kill(k->spare, SIGKILL);
	waitpid(k->spare, NULL, 0);
	k->spare = 0;
}

/* The folder goes last but one: without it there is nothing left to do. */
static void remove_all(struct keeper *k)
{
	char path[STATE_PATH];

	dhcp_stop(k->dnsmasq);
	network_remove(k->net);
	dhcp_remove_files(k->net);
	state_path(k->net->dir, "network", path);
	unlink(path);
	state_path(k->net->dir, "keeper", path);
	lockfile_remove(path, k->alive);
	rmdir(k->net->dir);
	stop_spare(k);
}

static int count_ports(struct keeper *k)
{
	int bridge = (int)if_nametoindex(k->net->bridge);

	/* Somebody deleted the bridge: then nobody uses it. */
	return bridge ? netlink_count_ports(k->nl, bridge) : 0;
}

static void drain(int fd)
{
	char buf[8192];

	while (recv(fd, buf, sizeof(buf), 0) > 0 || errno == ENOBUFS)
		;
}

/* Returns 1 when the network has been removed, -errno to ask again. */
static int check_users(struct keeper *k)
{
	int lock, ports;

	ports = count_ports(k);
	if (ports != 0)
		return ports < 0 ? ports : 0;
	lock = state_lock(k->net, -1);
	if (lock < 0)
		return lock;
	/* A helper that held the lock may have added its port meanwhile. */
	ports = count_ports(k);
	if (ports != 0) {
		close(lock);
		return ports < 0 ? ports : 0;
	}
	remove_all(k);
	state_unlock(k->net, lock);
	return 1;
}

/*
 * A network that is not ready, its lock held by us.  Helpers that use it keep
 * bridge and rules, and the next one tries again.
 */
static void give_up(struct keeper *k)
{
	if (count_ports(k) == 0) {
		remove_all(k);
		return;
	}
	dhcp_stop(k->dnsmasq);
	close(k->alive);
}

static void check_dnsmasq(struct keeper *k)
{
	int status;

	if (k->dnsmasq <= 0 || waitpid(k->dnsmasq, &status, WNOHANG) <= 0)
		return;
	syslog(LOG_WARNING, "%s: dnsmasq ended with status 0x%x, restarting",
	       k->net->bridge, status);
	k->dnsmasq = 0;
	k->restart_at = clock_ms() + RETRY_MS;
}

static void restart_dnsmasq(struct keeper *k)
{
	char error[NIC_ERROR_MAX];

	k->restart_at = 0;
	if (start_dnsmasq(k, error) < 0) {
		syslog(LOG_ERR, "%s: %s", k->net->bridge, error);
		k->restart_at = clock_ms() + RETRY_MS;
	}
}

static void spare_main(struct network *net, int leash);

/* Without one, a keeper that is killed is missed by the next helper only. */
static void check_spare(struct keeper *k)
{
	int leash[2];

	if (k->spare > 0 && waitpid(k->spare, NULL, WNOHANG) == 0)
		return;
	if (k->leash >= 0)
		close(k->leash);
	k->leash = -1;
	k->spare = 0;
	if (pipe2(leash, O_CLOEXEC) < 0)
		return;
	k->spare = fork();
	if (k->spare == 0)
		spare_main(k->net, leash[0]);
	close(leash[0]);
	k->leash = leash[1];
}

static void run(struct keeper *k)
{
	struct pollfd fds[2] = {
		{ .fd = k->links, .events = POLLIN },
		{ .fd = k->children, .events = POLLIN },
	};
	struct signalfd_siginfo info;
	int timeout = 0; /* look once before the first wait */
	int ret;

	for (;;) {
		poll(fds, 2, timeout);
		drain(k->links);
		ret = check_users(k);
		if (ret > 0)
			return;
		while (read(k->children, &info, sizeof(info)) > 0)
			;
		check_dnsmasq(k);
		check_spare(k);
		if (k->restart_at && clock_ms() >= k->restart_at)
			restart_dnsmasq(k);
		timeout = k->restart_at || ret < 0 ? RETRY_MS : -1;
	}
}

static int open_sources(struct keeper *k)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	k->children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (k->children < 0)
		return -errno;
	k->links = netlink_watch_links();
	if (k->links < 0)
		return k->links;
	return netlink_open(&k->nl);
}

/* Who uses a network keeps it; one without users may be half of one. */
static void sort_remains(struct keeper *k)
{
	k->remains = if_nametoindex(k->net->bridge) != 0;
	if (k->remains && count_ports(k) == 0)
		network_remove(k->net);
}

/* A dnsmasq that dies with its keeper holds its ports a little longer. */
static int start_first_dnsmasq(struct keeper *k, char *error)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	int64_t deadline = clock_ms() + ORPHAN_MS;
	int err;

	while ((err = start_dnsmasq(k, error)) == -ECHILD && k->remains &&
	       clock_ms() < deadline)
		nanosleep(&pause, NULL);
	return err;
}

/* Between what is done once only and what a spare does, too. */
static int confine(struct keeper *k, char *error)
{
	int err = guard_keeper(k->net);

	if (err)
		snprintf(error, NIC_ERROR_MAX, "cannot confine the keeper: %s",
			 strerror(-err));
	return err;
}

static int build(struct keeper *k, struct report *report)
{
	int err;

	err = open_sources(k);
	if (err) {
		snprintf(report->error, sizeof(report->error),
			 "cannot watch links: %s", strerror(-err));
		return err;
	}
	sort_remains(k);
	err = network_build(k->net, report->error);
	if (!err)
		err = confine(k, report->error);
	if (!err)
		err = start_first_dnsmasq(k, report->error);
	if (err)
		return err;
	report->has_prefix = k->net->has_prefix;
	err = network_save(k->net);
	if (!err)
		err = caps_keep(KEEPER_CAPS | dhcp_capabilities());
	if (err)
		snprintf(report->error, sizeof(report->error),
			 "cannot keep %s: %s", k->net->dir, strerror(-err));
	return err;
}

static void keeper_main(struct network *net, int alive, int status, int lock)
{
	struct keeper k = { .net = net, .alive = alive, .leash = -1 };
	const int keep[] = { alive, status, lock };
	struct report report = { 0 };

	prctl(PR_SET_NAME, "vmnet-keeper");
	elevate_child();
	process_keep_fds(keep, 3);
	report.err = build(&k, &report);
	if (report.err)
		give_up(&k);
	process_detach();
	if (!report.err)
		check_spare(&k);
	/* The lock's file is the helper's to remove, or ours if it is gone. */
	if (write_full(status, &report, sizeof(report)) < 0 && report.err)
		state_unlock(net, lock);
	if (report.err)
		_exit(1);
	close(status);
	close(lock);
	run(&k);
	_exit(0);
}

/* What build() does, as far as it can be done: helpers use the network. */
static void rebuild(struct keeper *k)
{
	char error[NIC_ERROR_MAX];

	syslog(LOG_WARNING, "%s: the keeper was killed, taking over",
	       k->net->bridge);
	if (network_build(k->net, error) < 0)
		syslog(LOG_ERR, "%s: %s", k->net->bridge, error);
	k->remains = true;
	if (start_first_dnsmasq(k, error) < 0) {
		syslog(LOG_ERR, "%s: %s", k->net->bridge, error);
		k->restart_at = clock_ms() + RETRY_MS;
	}
}

/* With the lock and the keeper's file.  Returns when the network is gone. */
static void take_over(struct keeper *k, int lock)
{
	prctl(PR_SET_NAME, "vmnet-keeper");
	if (open_sources(k) < 0)
		return;
	/* Now: half of a network is not for the next one who gets the lock. */
	if (count_ports(k) == 0) {
		remove_all(k);
		state_unlock(k->net, lock);
		return;
	}
	check_spare(k);
	rebuild(k);
	close(lock);
	run(k);
}

/*
 * Returns -EWOULDBLOCK when there is another keeper, or a child of the one
 * that was killed which is about to die, too.
 */
static int try_take_over(struct network *net)
{
	struct keeper k = { .net = net, .leash = -1 };
	int lock;

	do {
		lock = state_lock(net, -1);
	} while (lock == -EWOULDBLOCK);
	if (lock < 0)
		return lock;
	k.alive = state_take_over(net, 0);
	if (k.alive >= 0)
		take_over(&k, lock);
	else if (k.alive == -ENOENT)
		state_unlock(net, lock); /* nothing is left */
	else
		close(lock);
	return k.alive < 0 ? k.alive : 0;
}

/*
 * The spare: when the pipe closes, the keeper is gone.  A keeper that ends as
 * it should takes its spare with it.
 */
static void spare_main(struct network *net, int leash)
{
	const struct timespec pause = { .tv_nsec = 50000000 };
	char byte;
	int i;

	prctl(PR_SET_NAME, "vmnet-spare");
	process_keep_fds(&leash, 1);
	while (read(leash, &byte, 1) < 0 && errno == EINTR)
		;
	close(leash);
	for (i = 0; i < 40 && try_take_over(net) == -EWOULDBLOCK; i++)
		nanosleep(&pause, NULL);
	_exit(0);
}

static int read_report(int fd, int cancel, struct report *report, char *error)
{
	struct pollfd fds[2] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = cancel, .events = POLLIN },
	};
	int n = poll(fds, 2, BUILD_LIMIT_MS);

	if (n > 0 && fds[1].revents)
		return -ECANCELED;
	if (n == 0) {
		snprintf(error, NIC_ERROR_MAX,
			 "the network was not ready in %d s",
			 BUILD_LIMIT_MS / 1000);
		return -ETIMEDOUT;
	}
	if (read_full(fd, report, sizeof(*report)) != sizeof(*report)) {
		snprintf(error, NIC_ERROR_MAX, "the keeper ended early");
		return -ECHILD;
	}
	memcpy(error, report->error, NIC_ERROR_MAX);
	return report->err;
}

/* The keeper was killed before it could clean up; the lock is ours. */
static void clean_up(struct network *net)
{
	struct keeper k = { .net = net, .leash = -1 };

	k.alive = state_take_over(net, ORPHAN_MS);
	if (k.alive >= 0 && netlink_open(&k.nl) == 0)
		give_up(&k);
	netlink_close(k.nl);
}

int keeper_start(struct network *net, int lock, int cancel,
		 char error[NIC_ERROR_MAX])
{
	struct report report;
	int status[2], alive, err;
	bool unfinished;
	pid_t pid;

	alive = state_take(net, error);
	if (alive < 0)
		return alive;
	if (pipe2(status, O_CLOEXEC) < 0) {
		err = -errno;
		close(alive);
		return err;
	}
	pid = fork();
	if (pid == 0)
		keeper_main(net, alive, status[1], lock);
	err = pid < 0 ? -errno : 0;
	close(alive);
	close(status[1]);
	if (!err)
		err = read_report(status[0], cancel, &report, error);
	else
		snprintf(error, NIC_ERROR_MAX, "cannot fork: %s",
			 strerror(-err));
	close(status[0]);
	unfinished = err == -ETIMEDOUT || err == -ECANCELED;
	if (unfinished)
		kill(pid, SIGKILL);
	if (err && pid > 0)
		waitpid(pid, NULL, 0);
	if (unfinished || err == -ECHILD)
		clean_up(net);
	if (!err)
		net->has_prefix = report.has_prefix;
	return err;
}
