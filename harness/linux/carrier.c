/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carrier.c - what carries the frames of guests that have no vmnet-helper
 *
 * tap, vde and flood are ports of the LAN's bridge, where its dnsmasq serves
 * them.  passt takes the address and the default route of the sandbox, and has
 * guests reached by ports.  A TAP that is given away lives as long as its VMM.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/spawn.h"
#include "harness/carrier.h"
#include "harness/setup.h"
#include "helper/linux/netlink.h"
#include "helper/linux/tap.h"
#include "helper/util.h"

#define CARRIER_TAP   "carrier0"
#define CARRIER_FLOOD "/run/flood.socket"
#define CARRIER_VDE   "/run/vde"
#define CARRIER_MS    5000 /* for a process to have its socket */
#define CARRIER_GRACE 1000

static int carrier_fail(struct carrier *c, const char *what, int err)
{
	if (err != -ECANCELED)
		snprintf(c->problem, sizeof(c->problem), "%s: %s (%s)", what,
			 strerror(-err), strrchr(c->log, '/') + 1);
	return err;
}

static bool carrier_in_path(const char *program)
{
	char path[PATH_MAX], *dirs = getenv("PATH"), *copy, *dir, *next;
	bool found = false;

	copy = dirs ? strdup(dirs) : NULL;
	for (dir = copy ? strtok_r(copy, ":", &next) : NULL; dir && !found;
	     dir = strtok_r(NULL, ":", &next)) {
		snprintf(path, sizeof(path), "%s/%s", dir, program);
		found = access(path, X_OK) == 0;
	}
	free(copy);
	return found;
}

bool carrier_check(const struct network *network, const char *build)
{
	char path[PATH_MAX + 16];

	if (network->program)
		return carrier_in_path(network->program);
	snprintf(path, sizeof(path), "%s/vmnet-flood", build);
	return network->kind != NETWORK_FLOOD || access(path, X_OK) == 0;
}

/* Its input is @input, or /dev/null if that is negative. */
static int carrier_spawn(struct carrier *c, char *const argv[], int input)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), err;
	int log = open(c->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	const struct session_fd fds[] = {
		{ input >= 0 ? input : null, STDIN_FILENO },
		{ log, STDOUT_FILENO },
		{ log, STDERR_FILENO },
	};
	const struct spawn spawn = {
		.argv = argv,
		.fds = fds,
		.n_fds = ARRAY_SIZE(fds),
		.place = SPAWN_GROUP,
	};

	err = null < 0 || log < 0 ? -errno
				  : spawn_start(&spawn, &c->pids[c->n]);
	if (!err)
		c->n++;
	if (null >= 0)
		close(null);
	if (log >= 0)
		close(log);
	return err ? carrier_fail(c, argv[0], err) : 0;
}

static bool is_file(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool is_interface(const char *name)
{
	return if_nametoindex(name) != 0;
}

/* Wait until a process has made its socket, or its TAP. */
static int carrier_await(struct carrier *c, const char *what,
			 bool (*is_there)(const char *what))
{
	int64_t deadline = clock_ms() + CARRIER_MS;
	int err;

	while (!is_there(what)) {
		if (c->problem[0])
			return -ECHILD;
		if (clock_ms() > deadline)
			return carrier_fail(c, what, -ETIMEDOUT);
		err = events_sleep(c->ev, 10);
		if (err)
			return c->problem[0] ? err : carrier_fail(c, what, err);
	}
	return 0;
}

static int carrier_join_lan(struct carrier *c, const char *tap)
{
	int index = (int)if_nametoindex(tap), err;
	struct netlink *nl;

	err = netlink_open(&nl);
	if (err)
		return carrier_fail(c, tap, err);
	err = netlink_set_port(nl, index, (int)if_nametoindex(c->config.lan));
	if (!err)
		err = netlink_set_up(nl, index);
	netlink_close(nl);
	return err ? carrier_fail(c, tap, err) : 0;
}

static int carrier_flood(struct carrier *c)
{
	char program[PATH_MAX + 16];
	char *const argv[] = { program, (char *)CARRIER_FLOOD,
			       (char *)CARRIER_TAP, NULL };
	int err;

	snprintf(program, sizeof(program), "%s/vmnet-flood", c->config.build);
	unlink(CARRIER_FLOOD);
	err = carrier_spawn(c, argv, -1);
	if (!err)
		err = carrier_await(c, CARRIER_FLOOD, is_file);
	return err ? err : carrier_join_lan(c, CARRIER_TAP);
}

/* It ends when its input does, so that is a pipe which stays silent. */
static int carrier_vde(struct carrier *c)
{
	char *const argv[] = { (char *)"vde_switch", (char *)"--sock",
			       (char *)CARRIER_VDE,  (char *)"--tap",
			       (char *)CARRIER_TAP,  (char *)"--numports",
			       (char *)"64",	     NULL };
	int fds[2], err;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return carrier_fail(c, argv[0], -errno);
	c->input = fds[1];
	err = carrier_spawn(c, argv, fds[0]);
	close(fds[0]);
	if (!err)
		err = carrier_await(c, CARRIER_VDE "/ctl", is_file);
	if (!err) /* which it makes after the socket */
		err = carrier_await(c, CARRIER_TAP, is_interface);
	return err ? err : carrier_join_lan(c, CARRIER_TAP);
}

int carrier_open(struct carrier *c, const struct carrier_config *config,
		 struct events *ev)
{
	*c = (struct carrier){ .config = *config, .ev = ev, .input = -1 };
	if ((size_t)snprintf(c->log, sizeof(c->log), "%s", config->log) >=
	    sizeof(c->log))
		return -ENAMETOOLONG;
	if (config->network->kind == NETWORK_FLOOD)
		return carrier_flood(c);
	if (config->network->kind == NETWORK_VDE)
		return carrier_vde(c);
	return 0;
}

static int carrier_tap(struct carrier *c, struct carrier_port *port)
{
	int err;

	port->fd = tap_open("guest%d", port->tap);
	if (port->fd < 0)
		return carrier_fail(c, "cannot create a TAP", port->fd);
	err = carrier_join_lan(c, port->tap);
	if (err) {
		close(port->fd);
		port->fd = -1;
	}
	return err;
}

static int carrier_passt(struct carrier *c, struct carrier_port *port)
{
	char ports[24];
	char *const argv[] = {
		(char *)"passt",
		(char *)"--foreground",
		(char *)"--quiet",
		(char *)"--stderr",
		(char *)"--ipv4-only",
		(char *)"--mtu",
		(char *)SETUP_MTU,
		(char *)"--runas",
		(char *)"0:0",
		(char *)"--tcp-ports",
		ports,
		(char *)"--udp-ports",
		ports,
		(char *)"--socket",
		port->socket,
		NULL,
	};
	int err;

	snprintf(ports, sizeof(ports), "%u:5201", port->port);
	unlink(port->socket);
	err = carrier_spawn(c, argv, -1);
	return err ? err : carrier_await(c, port->socket, is_file);
}

int carrier_attach(struct carrier *c, unsigned int number,
		   struct carrier_port *port)
{
	const struct network *network = c->config.network;

	*port = (struct carrier_port){ .fd = -1 };
	if (network->forwards)
		port->port = CARRIER_PORT + number - 1;
	switch (network->kind) {
	case NETWORK_TAP:
		return carrier_tap(c, port);
	case NETWORK_PASST:
		snprintf(port->socket, sizeof(port->socket),
			 "/run/passt-%u.socket", number);
		return carrier_passt(c, port);
	case NETWORK_VDE:
		strcpy(port->socket, CARRIER_VDE);
		return 0;
	case NETWORK_FLOOD:
		strcpy(port->socket, CARRIER_FLOOD);
		return 0;
	case NETWORK_USER:
	case NETWORK_HELPER:
		break;
	}
	return 0;
}

bool carrier_reaped(struct carrier *c, pid_t pid)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->pids[i] != pid)
			continue;
		c->pids[i] = 0;
		snprintf(c->problem, sizeof(c->problem), "%s ended (%s)",
			 c->config.network->name, strrchr(c->log, '/') + 1);
		return true;
	}
	return false;
}

static void carrier_end(pid_t pid)
{
	int64_t deadline = clock_ms() + CARRIER_GRACE;

	kill(pid, SIGTERM);
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (clock_ms() > deadline)
			kill(pid, SIGKILL);
		usleep(2000);
	}
}

void carrier_close(struct carrier *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->pids[i])
			carrier_end(c->pids[i]);
	}
	if (c->ev && c->input >= 0)
		close(c->input);
	*c = (struct carrier){ .input = -1 };
}
