/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * netns_run.c - vmnet-netns: run a command in a network namespace whose eth0
 * is connected to a helper's socket
 *
 * A virtual machine without the virtualisation: the namespace is the guest,
 * a TAP is its network card, and the pump of the helper itself carries the
 * frames between the TAP and the socket.  So the cost that a benchmark sees
 * is that of the helper and not of an emulator.
 */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/endpoint.h"
#include "helper/guest.h"
#include "helper/ifid.h"
#include "helper/linux/netlink.h"
#include "helper/linux/tap.h"
#include "helper/log.h"
#include "helper/pump.h"
#include "helper/util.h"

#define ETHER_HEADER 14
#define TX_QUEUE     10000 /* as the helper's own TAP */

struct options {
	int fd;
	const char *socket;	/* NULL: @fd is connected already */
	bool stream;		/* @socket is a stream socket */
	struct sockaddr_un own; /* our name, if we connected to @socket */
	bool has_mac;
	uint8_t mac[MAC_SIZE];
	unsigned int mtu;
	enum guest_frames kind;
	char **command;
};

static int usage(FILE *out, int status)
{
	fputs("usage: vmnet-netns [--fd FD | --socket PATH [--stream]] "
	      "[--offload | --vnet-header] [--mac MAC] [--mtu BYTES] -- command [argument ...]\n",
	      out);
	return status;
}

static int parse_number(const char *option, const char *text, uint64_t min,
			uint64_t max, uint64_t *value)
{
	if (parse_uint(text, min, max, value) == 0)
		return 0;
	log_error("--%s %s: not a number from %lu to %lu", option, text,
		  (unsigned long)min, (unsigned long)max);
	return -EINVAL;
}

static int parse(int argc, char *argv[], struct options *o)
{
	static const struct option longs[] = {
		{ "fd", required_argument, NULL, 'f' },
		{ "socket", required_argument, NULL, 's' },
		{ "stream", no_argument, NULL, 'S' },
		{ "offload", no_argument, NULL, 'o' },
		{ "vnet-header", no_argument, NULL, 'v' },
		{ "mac", required_argument, NULL, 'm' },
		{ "mtu", required_argument, NULL, 't' },
		{ 0 },
	};
	uint64_t fd = 4, mtu = 1500;
	int key, err = 0;

	while (!err &&
	       (key = getopt_long(argc, argv, "+", longs, NULL)) != -1) {
		if (key == 'f') {
			err = parse_number("fd", optarg, 0, 1024, &fd);
		} else if (key == 's') {
			o->socket = optarg;
		} else if (key == 'S') {
			o->stream = true;
		} else if (key == 'o') {
			o->kind = GUEST_BARE;
		} else if (key == 'v') {
			o->kind = GUEST_HEADER;
		} else if (key == 't') {
			err = parse_number("mtu", optarg, 576, 65521, &mtu);
		} else if (key == 'm') {
			err = mac_parse(optarg, o->mac);
			o->has_mac = true;
			if (err)
				log_error("--mac %s: not a MAC address",
					  optarg);
		} else {
			err = -EINVAL;
		}
	}
	if (!err && optind == argc) {
		log_error("command is missing");
		err = -EINVAL;
	}
	o->fd = (int)fd;
	o->mtu = (unsigned int)mtu;
	o->command = argv + optind;
	return err;
}

static int connect_stream(const struct sockaddr_un *peer)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)peer, sizeof(*peer)) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* From a socket of our own beside it, for the answers; hello as of vfkit. */
static int connect_datagram(const struct sockaddr_un *peer,
			    struct sockaddr_un *own)
{
	int fd, err = 0;

	own->sun_family = AF_UNIX;
	if ((size_t)snprintf(own->sun_path, sizeof(own->sun_path), "%s.%d",
			     peer->sun_path,
			     (int)getpid()) >= sizeof(own->sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)own, sizeof(*own)) < 0 ||
	    connect(fd, (const struct sockaddr *)peer, sizeof(*peer)) < 0 ||
	    send(fd, "VFKT", 4, 0) < 0) {
		err = -errno;
		close(fd);
		unlink(own->sun_path);
	}
	return err ? err : fd;
}

static int connect_socket(const struct options *o, struct sockaddr_un *own)
{
	struct sockaddr_un peer = { .sun_family = AF_UNIX };

	if (strlen(o->socket) >= sizeof(peer.sun_path))
		return -ENAMETOOLONG;
	strcpy(peer.sun_path, o->socket);
	return o->stream ? connect_stream(&peer) : connect_datagram(&peer, own);
}

static int open_endpoint(struct options *o, struct endpoint **endpoint)
{
	char error[ENDPOINT_ERROR_MAX];
	int fd = o->fd, err;

	if (o->socket) {
		fd = connect_socket(o, &o->own);
		if (fd < 0) {
			log_error("--socket %s: %s", o->socket, strerror(-fd));
			return fd;
		}
	}
	err = endpoint_open_fd(endpoint, fd, error);
	if (err)
		log_error("%s", error);
	return err;
}

static int configure(const struct options *o, const char *name)
{
	int index = (int)if_nametoindex(name);
	struct netlink *nl;
	int err;

	err = netlink_open(&nl);
	if (err)
		return err;
	if (o->has_mac)
		err = netlink_set_mac(nl, index, o->mac);
	if (!err)
		err = netlink_set_mtu(nl, index, o->mtu);
	if (!err)
		err = netlink_set_tx_queue(nl, index, TX_QUEUE);
	if (!err)
		err = netlink_set_up(nl, index);
	if (!err)
		err = netlink_set_up(nl, (int)if_nametoindex("lo"));
	netlink_close(nl);
	return err;
}

static int open_nic(const struct options *o, struct nic **nic)
{
	char name[NIC_NAME_MAX];
	int fd, err;

	if (unshare(CLONE_NEWNET) < 0) {
		log_error("cannot make a network namespace: %s",
			  strerror(errno));
		return -errno;
	}
	/* Addresses at once, as in a guest that is alone on its link. */
	write_text("/proc/sys/net/ipv6/conf/default/accept_dad", "0");
	write_text("/proc/sys/net/ipv6/conf/default/router_solicitation_delay",
		   "0");
	fd = tap_open("eth0", name);
	if (fd < 0) {
		log_error("cannot create a TAP by /dev/net/tun: %s",
			  strerror(-fd));
		return fd;
	}
	err = configure(o, name);
	if (!err)
		err = tap_nic(nic, fd);
	if (err) {
		log_error("cannot configure eth0: %s", strerror(-err));
		close(fd);
	}
	return err;
}

/* Best effort: /proc and /sys that show the guest's own processes and links. */
static void mount_own(void)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return;
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
}

/*
 * The command is process 1 of a namespace of its own, so that nothing it
 * started outlives it, and it does not outlive us.
 */
static pid_t start(char *const command[])
{
	struct pollfd parent = { .events = POLLIN };
	int fds[2];
	sigset_t none;
	pid_t pid;

	if (unshare(CLONE_NEWPID) < 0 || pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid != 0)
		return pid; /* the write end stays open as long as we live */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(fds[1]);
	parent.fd = fds[0];
	if (poll(&parent, 1, 0) != 0)
		_exit(1); /* the parent was gone before the prctl() */
	mount_own();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execvp(command[0], command);
	log_error("%s: %s", command[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Wait for the command; SIGTERM and the like, deaf to process 1, kill it. */
static int wait_end(pid_t pid, const sigset_t *signals)
{
	int sig, status;

	for (;;) {
		if (sigwait(signals, &sig) != 0)
			continue;
		if (sig != SIGCHLD) {
			kill(pid, SIGKILL);
			continue;
		}
		if (waitpid(pid, &status, WNOHANG) == pid)
			break;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* As krunkit's guests, with the header or without. */
static unsigned int max_frame(const struct options *o)
{
	return o->kind == GUEST_PLAIN ? o->mtu + ETHER_HEADER : NIC_FRAME_MAX;
}

static int run_pump(const struct options *o, struct nic *nic,
		    struct guest *guest)
{
	static struct stats host, vm;
	const struct pump_config config = {
		.nic = nic,
		.guest = guest,
		.kind = o->kind,
		.max_frame = max_frame(o),
		.host = &host,
		.vm = &vm,
	};
	struct pump *pump;
	sigset_t signals;
	int err, status;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	err = pump_start(&pump, &config);
	if (err) {
		log_error("cannot start forwarding: %s", strerror(-err));
		return EXIT_FAILURE;
	}
	pid = start(o->command);
	if (pid < 0)
		log_error("cannot start %s: %s", o->command[0],
			  strerror(errno));
	status = pid > 0 ? wait_end(pid, &signals) : EXIT_FAILURE;
	pump_stop(pump);
	return status;
}

static int run(const struct options *o, struct endpoint *endpoint)
{
	struct guest *guest;
	struct nic *nic;
	int err, status;

	if (open_nic(o, &nic) < 0)
		return EXIT_FAILURE;
	err = guest_open(
		&guest, endpoint_socket(endpoint), endpoint_is_stream(endpoint),
		max_frame(o) + (o->kind == GUEST_HEADER ? VNET_LEN : 0));
	if (err) {
		log_error("--fd %d: %s", o->fd, strerror(-err));
		nic_close(nic);
		return EXIT_FAILURE;
	}
	status = run_pump(o, nic, guest);
	guest_close(guest);
	nic_close(nic);
	return status;
}

int main(int argc, char *argv[])
{
	struct options o = { 0 };
	struct endpoint *endpoint;
	int status;

	log_set_thread("netns");
	log_set_level(LOG_WARN);
	if (parse(argc, argv, &o) < 0)
		return usage(stderr, EXIT_FAILURE);
	if (open_endpoint(&o, &endpoint) < 0)
		return EXIT_FAILURE;
	status = run(&o, endpoint);
	endpoint_close(endpoint);
	if (o.own.sun_path[0])
		unlink(o.own.sun_path);
	return status;
}
