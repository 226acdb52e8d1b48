/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* dhcp.c - DHCP, DNS and router advertisements of a network, by dnsmasq */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/linux/caps.h"
#include "helper/linux/dhcp.h"
#include "helper/linux/guard.h"
#include "helper/linux/leases.h"
#include "helper/util.h"

#define START_LIMIT_MS 10000
#define STOP_LIMIT_MS  1000
#define ARG_MAX_LEN    160
#define ARGS_MAX       32

/* Ports 53 and 67, the ARP entry of a new client, raw ICMPv6 for RA. */
#define DNSMASQ_CAPS                                                           \
	(CAP_BIT(CAP_NET_BIND_SERVICE) | CAP_BIT(CAP_NET_ADMIN) |              \
	 CAP_BIT(CAP_NET_RAW))

struct args {
	char *argv[ARGS_MAX + 1];
	char text[ARGS_MAX][ARG_MAX_LEN];
	int n;
};

__attribute__((format(printf, 2, 3))) static void add(struct args *args,
						      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(args->text[args->n], ARG_MAX_LEN, fmt, ap);
	va_end(ap);
	args->argv[args->n] = args->text[args->n];
	args->n++;
}

static void file_path(const struct network *net, const char *name, char *path,
		      size_t size)
{
	snprintf(path, size, "%s/dnsmasq/%s", net->dir, name);
}

static void add_ranges(struct args *args, const struct network *net)
{
	char start[IPV4_TEXT], first[IPV4_TEXT], end[IPV4_TEXT];
	char mask[IPV4_TEXT], prefix[INET6_ADDRSTRLEN];

	ipv4_format(net->subnet.start, start);
	ipv4_format(net->subnet.start + 1, first);
	ipv4_format(net->subnet.end, end);
	ipv4_format(net->subnet.mask, mask);
	add(args, "--dhcp-range=%s,%s,%s,1h", first, end, mask);
	if (net->mode == NIC_SHARED)
		add(args, "--dhcp-option=option:router,%s", start);
	add(args, "--dhcp-option=option:dns-server,%s", start);
	add(args, "--dhcp-option=option:mtu,%d", NETWORK_MTU);
	if (!net->has_prefix)
		return;
	inet_ntop(AF_INET6, net->prefix, prefix, sizeof(prefix));
	add(args, "--enable-ra");
	add(args, "--dhcp-range=%s,ra-only,64", prefix);
}

/* A network without a way out: no router, and no name but those of guests. */
static void add_host_mode(struct args *args, const struct network *net)
{
	add(args, "--dhcp-option=option:router");
	add(args, "--ra-param=%s,0,0", net->bridge);
	add(args, "--no-resolv");
}

static void make_args(struct args *args, const struct network *net)
{
	char path[128];

	args->n = 0;
	add(args, "dnsmasq");
	add(args, "--conf-file=/dev/null");
	add(args, "--keep-in-foreground");
	add(args, "--user="); /* we have changed ids already */
	add(args, "--group=");
	add(args, "--interface=%s", net->bridge);
	add(args, "--except-interface=lo");
	add(args, "--bind-interfaces");
	add(args, "--no-hosts");
	/* Probing an address first delays every lease by three seconds. */
	add(args, "--no-ping");
	add(args, "--dhcp-authoritative");
	add(args, "--quiet-dhcp");
	add(args, "--quiet-ra");
	add_ranges(args, net);
	if (net->mode == NIC_HOST)
		add_host_mode(args, net);
	file_path(net, "leases", path, sizeof(path));
	add(args, "--dhcp-leasefile=%s", path);
	file_path(net, "log", path, sizeof(path));
	add(args, "--log-facility=%s", path);
	file_path(net, "pid", path, sizeof(path));
	add(args, "--pid-file=%s", path);
	args->argv[args->n] = NULL;
}

static const struct passwd *find_user(void)
{
	const struct passwd *user = getpwnam("dnsmasq");

	return user ? user : getpwnam("nobody");
}

/* The folder is ours to clean up and its group's to write into. */
static int make_folder(const struct network *net, const struct passwd *user)
{
	char path[128];

	file_path(net, "", path, sizeof(path));
	if (mkdir(path, 0770) < 0 && errno != EEXIST)
		return -errno;
	if (user && chown(path, (uid_t)-1, user->pw_gid) < 0 && errno != EINVAL)
		return -errno;
	return chmod(path, 0770) < 0 ? -errno : 0;
}

/* Where dnsmasq is, which the PATH of an ordinary user leaves out. */
static void add_system_path(void)
{
	const char *path = getenv("PATH");
	char *all;

	if (asprintf(&all, "%s%s/usr/local/sbin:/usr/sbin:/sbin",
		     path ? path : "", path ? ":" : "") < 0)
		return;
	setenv("PATH", all, 1);
	free(all);
}

static void run_child(const struct network *net, struct args *args,
		      const struct passwd *user, pid_t parent)
{
	char folder[128];
	sigset_t none;
	int err;

	err = caps_become(user ? user->pw_uid : getuid(),
			  user ? user->pw_gid : getgid(), DNSMASQ_CAPS);
	/* After the change of ids, which would reset it. */
	if (!err && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		err = -errno;
	if (getppid() != parent)
		_exit(1);
	file_path(net, "", folder, sizeof(folder));
	if (!err)
		err = guard_dnsmasq(folder);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Its folder keeps others out; the keeper has to read the leases. */
	umask(022);
	if (!err) {
		add_system_path();
		execvp(args->argv[0], args->argv);
		err = -errno;
	}
	_exit(err == -ENOENT ? 127 : 126);
}

/* What dnsmasq said last, without its "date dnsmasq[pid]: ". */
static void explain(const struct network *net, int status, char *error)
{
	char path[128], text[2048], *line, *colon;
	ssize_t n;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		snprintf(error, NIC_ERROR_MAX,
			 "cannot start dnsmasq: not found in PATH (Debian: "
			 "apt install dnsmasq-base)");
		return;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 126) {
		snprintf(error, NIC_ERROR_MAX,
			 "cannot start dnsmasq: it may not be executed");
		return;
	}
	file_path(net, "log", path, sizeof(path));
	n = read_text(path, text, sizeof(text));
	if (n <= 0) {
		snprintf(error, NIC_ERROR_MAX,
			 "dnsmasq ended at start with status 0x%x", status);
		return;
	}
	while (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	colon = strstr(line, "]: ");
	snprintf(error, NIC_ERROR_MAX, "dnsmasq: %.300s",
		 colon ? colon + 3 : line);
}

/* It writes its pid file when all its sockets are bound. */
static int wait_ready(const struct network *net, pid_t pid, char *error)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int64_t deadline = clock_ms() + START_LIMIT_MS;
	char path[128], text[16];
	int status;

	file_path(net, "pid", path, sizeof(path));
	while (clock_ms() < deadline) {
		if (waitpid(pid, &status, WNOHANG) == pid) {
			explain(net, status, error);
			return -ECHILD;
		}
		if (read_text(path, text, sizeof(text)) > 0)
			return 0;
		nanosleep(&pause, NULL);
	}
	dhcp_stop(pid);
	snprintf(error, NIC_ERROR_MAX, "dnsmasq was not ready in %d s",
		 START_LIMIT_MS / 1000);
	return -ETIMEDOUT;
}

int dhcp_start(const struct network *net, pid_t *pid, char error[NIC_ERROR_MAX])
{
	const struct passwd *user = find_user();
	pid_t self = getpid();
	struct args *args;
	char path[128];
	int err;

	err = make_folder(net, user);
	if (err) {
		snprintf(error, NIC_ERROR_MAX, "cannot create %s/dnsmasq: %s",
			 net->dir, strerror(-err));
		return err;
	}
	file_path(net, "leases", path, sizeof(path));
	leases_restore(net, path, user);
	file_path(net, "pid", path, sizeof(path));
	unlink(path);
	args = calloc(1, sizeof(*args));
	if (!args)
		return -ENOMEM;
	make_args(args, net);
	*pid = fork();
	if (*pid == 0)
		run_child(net, args, user, self);
	err = *pid < 0 ? -errno : 0;
	free(args);
	if (err) {
		snprintf(error, NIC_ERROR_MAX, "cannot fork: %s",
			 strerror(-err));
		*pid = 0;
		return err;
	}
	err = wait_ready(net, *pid, error);
	if (err)
		*pid = 0;
	return err;
}

void dhcp_stop(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int64_t deadline = clock_ms() + STOP_LIMIT_MS;

	if (pid <= 0)
		return;
	kill(pid, SIGTERM);
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (clock_ms() >= deadline)
			kill(pid, SIGKILL);
		nanosleep(&pause, NULL);
	}
}

void dhcp_remove_files(const struct network *net)
{
	static const char *const names[] = { "leases", "log", "pid" };
	char path[128];
	size_t i;

	file_path(net, "leases", path, sizeof(path));
	leases_keep(net, path);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		file_path(net, names[i], path, sizeof(path));
		unlink(path);
	}
	file_path(net, "", path, sizeof(path));
	rmdir(path);
}

uint64_t dhcp_capabilities(void)
{
	return DNSMASQ_CAPS;
}
