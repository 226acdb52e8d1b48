/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* session.c - a helper and the command it serves, with one lifetime */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client/reply.h"
#include "client/session.h"
#include "client/spawn.h"
#include "client/user.h"
#include "helper/socket.h"
#include "helper/handover.h"
#include "helper/util.h"

#define DEFAULT_TIMEOUT_MS 30000
#define ARGS_MAX	   64

struct child {
	pid_t pid; /* 0: none, or reaped */
	int status;
	bool group; /* signal its process group: sudo(8) is of another user */
};

struct session {
	struct child helper;
	struct child command;
	int vm_fd; /* the VM's end until the command has it, then -1 */
	int tap;   /* what the command gets in its place, else -1 */
	char info[SESSION_INFO_MAX];
	char mac[18];
	bool stream;
	char attach[8];
	char socket[PATH_MAX]; /* "": none */
	bool has_user;
	struct user user; /* of the command */
};

static int make_sockets(bool stream, int fds[2])
{
	int type = stream ? SOCK_STREAM : SOCK_DGRAM;
	int i;

	if (socketpair(AF_UNIX, type, 0, fds) < 0)
		return -errno;
	for (i = 0; i < 2; i++) {
		set_cloexec(fds[i], true);
		socket_prepare(fds[i]); /* few VMs care for theirs */
	}
	return 0;
}

static int build_argv(const struct session_config *config,
		      const char *argv[ARGS_MAX])
{
	int n = 0, i;

	if (config->sudo) {
		argv[n++] = "sudo";
		argv[n++] = "--non-interactive";
	}
	argv[n++] = config->helper;
	argv[n++] = config->sudo ? "--fd=0" : "--fd=3"; /* as below */
	for (i = 0; config->helper_args && config->helper_args[i]; i++) {
		if (n == ARGS_MAX - 1)
			return -E2BIG;
		argv[n++] = config->helper_args[i];
	}
	argv[n] = NULL;
	return 0;
}

static int start_helper(struct session *s, const struct session_config *config,
			int socket, int info)
{
	const char *argv[ARGS_MAX];
	int null, err;

	err = build_argv(config, argv);
	if (err)
		return err;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return -errno;
	{
		const struct session_fd fds[] = {
			{ config->sudo ? socket : null, STDIN_FILENO },
			{ info, STDOUT_FILENO },
			{ config->helper_log >= 0 ? config->helper_log
						  : STDERR_FILENO,
			  STDERR_FILENO },
			{ socket, SESSION_HELPER_FD }, /* not for sudo */
		};
		const struct spawn spawn = {
			.argv = (char *const *)argv,
			.fds = fds,
			.n_fds = ARRAY_SIZE(fds) - (config->sudo ? 1 : 0),
			/* A terminal would be one to sudo, too. */
			.place = config->sudo ? SPAWN_SESSION : SPAWN_GROUP,
			.exact = !config->sudo,
		};

		s->helper.group = config->sudo;
		err = spawn_start(&spawn, &s->helper.pid);
	}
	close(null);
	return err;
}

/* Returns 1 when the pipe is readable, 0 when time is up, or -ECANCELED. */
static int wait_info(int fd, int cancel_fd, int64_t deadline)
{
	struct pollfd fds[2] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = cancel_fd, .events = POLLIN },
	};
	int64_t left = deadline - clock_ms();
	int n;

	do {
		n = poll(fds, 2, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (cancel_fd >= 0 && fds[1].revents)
		return -ECANCELED;
	return n > 0;
}

/* Read up to the first newline: more never comes. */
static int read_info(struct session *s, const struct session_config *config,
		     int fd)
{
	int64_t deadline =
		clock_ms() +
		(config->timeout_ms ? config->timeout_ms : DEFAULT_TIMEOUT_MS);
	size_t len = 0;
	char *end;
	ssize_t n;
	int ret;

	for (;;) {
		ret = wait_info(fd, config->cancel_fd, deadline);
		if (ret <= 0)
			return ret ? ret : -ETIMEDOUT;
		n = read(fd, s->info + len, sizeof(s->info) - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return len == sizeof(s->info) - 1 ? -EMSGSIZE : -ECHILD;
		len += (size_t)n;
		s->info[len] = '\0';
		end = strchr(s->info, '\n');
		if (end) {
			*end = '\0';
			return 0;
		}
	}
}

/* It was sent before the line that has been read. */
static int take_tap(struct session *s)
{
	s->tap = handover_receive(s->vm_fd, 1000);
	return s->tap < 0 ? s->tap : 0;
}

/* What another network than the helper's gives to the command. */
static int open_other(struct session *s, const struct session_config *config)
{
	const char *socket = config->socket ? config->socket : "";

	s->vm_fd = config->vm_fd;
	if (strlen(socket) >= sizeof(s->socket))
		return -ENAMETOOLONG;
	strcpy(s->socket, socket);
	snprintf(s->attach, sizeof(s->attach), "%s", config->attach);
	snprintf(s->mac, sizeof(s->mac), "%s", config->mac);
	return 0;
}

static int open_all(struct session *s, const struct session_config *config)
{
	int sockets[2], info[2], err;

	err = make_sockets(config->stream, sockets);
	if (err)
		return err;
	s->vm_fd = sockets[1];
	if (pipe(info) < 0) {
		err = -errno;
		close(sockets[0]);
		return err;
	}
	set_cloexec(info[0], true);
	set_cloexec(info[1], true);
	err = start_helper(s, config, sockets[0], info[1]);
	close(sockets[0]);
	close(info[1]);
	if (!err)
		err = read_info(s, config, info[0]);
	close(info[0]);
	if (!err && config->attach_tap)
		err = take_tap(s);
	if (!err)
		reply_find(s->info, "vmnet_mac_address", s->mac,
			   sizeof(s->mac));
	return err;
}

int session_open(struct session **out, const struct session_config *config)
{
	struct session *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->vm_fd = -1;
	s->tap = -1;
	s->stream = config->stream;
	if (config->run_as) {
		s->has_user = true;
		s->user = *config->run_as;
	}
	strcpy(s->attach, config->attach_tap ? "tap" : "socket");
	err = config->helper ? open_all(s, config) : open_other(s, config);
	if (err) {
		session_close(s, 5000);
		return err;
	}
	*out = s;
	return 0;
}

const char *session_info(const struct session *s)
{
	return s->info;
}

const char *session_mac(const struct session *s)
{
	return s->mac;
}

int session_run(struct session *s, char *const argv[],
		const struct session_fd *fds, size_t n_fds)
{
	const char *const env[] = {
		"VMNET_SOCKET_TYPE",
		s->stream ? "stream" : "dgram",
		"VMNET_ATTACH",
		s->attach,
		"VMNET_INFO",
		s->info,
		"VMNET_MAC_ADDRESS",
		s->mac,
		s->vm_fd >= 0 ? "VMNET_FD" : "VMNET_SOCKET",
		s->vm_fd >= 0 ? "4" : s->socket, /* SESSION_VM_FD */
		s->has_user ? "HOME" : NULL,
		s->user.home,
		"USER",
		s->user.name,
		"LOGNAME",
		s->user.name,
		NULL,
	};
	struct session_fd all[16];
	struct spawn spawn = {
		.argv = argv,
		.fds = all,
		.env = env,
		.user = s->has_user ? &s->user : NULL,
	};
	/* With a TAP, our socket is how the helper sees that we live. */
	int *vm = s->tap >= 0 ? &s->tap : &s->vm_fd;
	size_t i;
	int err;

	if (n_fds + 1 > ARRAY_SIZE(all))
		return -E2BIG;
	if (*vm >= 0)
		all[spawn.n_fds++] = (struct session_fd){ *vm, SESSION_VM_FD };
	for (i = 0; i < n_fds; i++)
		all[spawn.n_fds++] = fds[i];
	err = spawn_start(&spawn, &s->command.pid);
	if (err)
		return err;
	if (*vm >= 0)
		close(*vm);
	*vm = -1;
	return 0;
}

pid_t session_helper_pid(const struct session *s)
{
	return s->helper.pid;
}

pid_t session_command_pid(const struct session *s)
{
	return s->command.pid;
}

static bool child_reaped(struct child *child, pid_t pid, int status)
{
	if (child->pid != pid)
		return false;
	child->pid = 0;
	child->status = status;
	return true;
}

bool session_reaped(struct session *s, pid_t pid, int status)
{
	return child_reaped(&s->helper, pid, status) ||
	       child_reaped(&s->command, pid, status);
}

int session_command_status(const struct session *s)
{
	return s->command.status;
}

/*
 * A signal to the group of sudo(8) reaches the helper, which is of our user
 * once it has dropped its privilege, but nothing of root.
 */
static int child_signal(const struct child *child, int sig)
{
	return kill(child->group ? -child->pid : child->pid, sig);
}

/* Returns false when it did not end in time. */
static bool child_wait(struct child *child, int limit_ms)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	int64_t deadline = clock_ms() + limit_ms;

	while (waitpid(child->pid, &child->status, WNOHANG) == 0) {
		if (clock_ms() >= deadline)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

static void child_end(struct child *child, int grace_ms)
{
	if (!child->pid)
		return;
	child_signal(child, SIGTERM);
	child_signal(child, SIGCONT); /* a stopped one hears nothing else */
	if (!child_wait(child, grace_ms) && child_signal(child, SIGKILL) == 0)
		child_wait(child, child->group ? grace_ms : INT_MAX);
	child->pid = 0;
}

void session_close(struct session *s, int grace_ms)
{
	if (!s)
		return;
	child_end(&s->command, grace_ms);
	if (s->vm_fd >= 0)
		close(s->vm_fd);
	child_end(&s->helper, grace_ms);
	free(s);
}
