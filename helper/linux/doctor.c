/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.c - what this machine lacks for a network, and the cure */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/doctor.h"
#include "helper/linux/filter.h"
#include "helper/linux/firewall.h"
#include "helper/linux/landlock.h"
#include "helper/linux/neighbour.h"
#include "helper/linux/netlink.h"
#include "helper/linux/state.h"
#include "helper/opts.h"
#include "helper/util.h"

struct doctor {
	struct netlink *nl;
	bool privileged;
	int failures;
};

static void print(const char *verdict, const char *what, const char *cure,
		  const char *fmt, va_list ap)
{
	printf("%-4s  %s:%*s ", verdict, what, 16 - (int)strlen(what), "");
	vprintf(fmt, ap);
	if (cure)
		printf("; %s", cure);
	putchar('\n');
}

__attribute__((format(printf, 2, 3))) static void ok(const char *what,
						     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("ok", what, NULL, fmt, ap);
	va_end(ap);
}

__attribute__((format(printf, 3, 4))) static void
warn(const char *what, const char *cure, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("warn", what, cure, fmt, ap);
	va_end(ap);
}

__attribute__((format(printf, 4, 5))) static void
fail(struct doctor *d, const char *what, const char *cure, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("FAIL", what, cure, fmt, ap);
	va_end(ap);
	d->failures++;
}

/* The kernel asks for the right before it looks for the link. */
static void check_privileges(struct doctor *d)
{
	int err = netlink_delete(d->nl, INT_MAX);

	d->privileged = err != -EPERM;
	if (d->privileged)
		ok("privileges", "uid %u, CAP_NET_ADMIN in this network",
		   (unsigned int)geteuid());
	else
		fail(d, "privileges",
		     "run as root, or in namespaces of your own: unshare "
		     "-Urnm",
		     "uid %u, no CAP_NET_ADMIN in this network",
		     (unsigned int)geteuid());
}

static bool is_zero(const char *text)
{
	return text[0] == '0';
}

static bool is_nonzero(const char *text)
{
	return text[0] != '0';
}

static void check_namespaces(void)
{
	static const struct {
		const char *path;
		bool (*forbids)(const char *text);
		const char *cure;
	} switches[] = {
		{ "/proc/sys/user/max_user_namespaces", is_zero,
		  "run: sysctl user.max_user_namespaces=15000" },
		{ "/proc/sys/kernel/unprivileged_userns_clone", is_zero,
		  "run: sysctl kernel.unprivileged_userns_clone=1" },
		{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		  is_nonzero,
		  "run: sysctl "
		  "kernel.apparmor_restrict_unprivileged_userns=0" },
	};
	char text[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		if (read_text(switches[i].path, text, sizeof(text)) <= 0 ||
		    !switches[i].forbids(text))
			continue;
		warn("user namespaces", switches[i].cure,
		     "not for all users, who then need root");
		return;
	}
	ok("user namespaces", "allowed, so that no root is needed in them");
}

static void check_tun(struct doctor *d)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		ok("tun", "/dev/net/tun can be opened");
		return;
	}
	fail(d, "tun",
	     errno == ENOENT || errno == ENODEV || errno == ENXIO
		     ? "run: modprobe tun"
		     : "run as root, or: chmod 0666 /dev/net/tun",
	     "cannot open /dev/net/tun: %s", strerror(errno));
}

/* As execvp(3) finds it. */
static bool find_program(const char *name, char *path, size_t size)
{
	const char *dirs = getenv("PATH");
	int len;

	while (dirs && *dirs) {
		len = (int)strcspn(dirs, ":");
		snprintf(path, size, "%.*s/%s", len, dirs, name);
		if (access(path, X_OK) == 0)
			return true;
		dirs += len + (dirs[len] == ':');
	}
	return false;
}

static void check_dnsmasq(struct doctor *d)
{
	char path[512];

	if (find_program("dnsmasq", path, sizeof(path)))
		ok("dnsmasq", "%s", path);
	else
		fail(d, "dnsmasq",
		     "install it (Debian: apt install dnsmasq-base)",
		     "not found in PATH");
}

static bool has_ipv6(void)
{
	char text[8];

	/* A new link gets the default. */
	return read_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", text,
			 sizeof(text)) > 0 &&
	       text[0] == '0';
}

static int try_bridge(const struct network *net)
{
	struct netlink *nl;
	uint8_t mac[MAC_SIZE];
	int err;

	network_mac(net, mac);
	err = netlink_open(&nl);
	return err ? err
		   : netlink_add_bridge(nl, net->bridge, mac, NETWORK_MTU);
}

static int try_rules(const struct network *net)
{
	char error[NIC_ERROR_MAX];

	return firewall_add(net, error);
}

/*
 * Does it work in a network namespace that nobody else sees?  Returns 1, 0, or
 * -errno when there can be no such namespace.
 */
static int try_apart(int (*attempt)(const struct network *),
		     const struct network *net)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		if (unshare(CLONE_NEWNET) < 0)
			_exit(2);
		_exit(attempt(net) < 0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) == 2)
		return -EPERM;
	return WEXITSTATUS(status) == 0;
}

static void check_kernel(struct doctor *d, const char *what, const char *cure,
			 int (*attempt)(const struct network *))
{
	const struct subnet any = { 0xc0a84001, 0xc0a840fe, 0xffffff00 };
	struct network net;
	int ret = d->privileged ? 0 : -EPERM;

	if (!ret)
		ret = network_init(&net, NIC_SHARED, &any);
	if (!ret) {
		net.has_prefix = has_ipv6();
		ret = try_apart(attempt, &net);
	}
	if (ret > 0)
		ok(what, "works");
	else if (ret == 0)
		fail(d, what, cure, "the kernel refuses it");
	else
		warn(what, "run as root", "cannot be tried: %s",
		     strerror(-ret));
}

static void check_run(struct doctor *d)
{
	if (faccessat(AT_FDCWD, "/run", W_OK | X_OK, AT_EACCESS) == 0)
		ok("/run", "can be written");
	else
		fail(d, "/run",
		     "run as root, or in a mount namespace: mount -t tmpfs "
		     "tmpfs /run",
		     "cannot be written: %s", strerror(errno));
}

static void check_forwarding(struct doctor *d, const char *what,
			     const char *path, const char *cure)
{
	char text[8];

	if (read_text(path, text, sizeof(text)) <= 0)
		fail(d, what, "use a kernel with IPv4", "there is none");
	else if (text[0] != '0')
		ok(what, "forwarding is on");
	else if (!d->privileged ||
		 faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
		ok(what, "forwarding is off, shared mode switches it on");
	else
		fail(d, what, cure, "forwarding is off and read-only here");
}

static void check_ipv6(struct doctor *d)
{
	if (has_ipv6())
		check_forwarding(d, "IPv6",
				 "/proc/sys/net/ipv6/conf/all/forwarding",
				 "run: sysctl net.ipv6.conf.all.forwarding=1");
	else
		warn("IPv6", "run: sysctl net.ipv6.conf.default.disable_ipv6=0",
		     "is off, guests get IPv4 only");
}

/* The subnet that a helper started now would get. */
static void check_subnet(struct doctor *d, enum nic_mode mode,
			 unsigned int first, struct network *net)
{
	char base[IPV4_TEXT], name[NIC_NAME_MAX], taken[NIC_NAME_MAX] = "";
	char what[32];
	struct subnet subnet;
	unsigned int i;
	int ret = -EADDRINUSE;

	snprintf(what, sizeof(what), "%s subnet", opts_mode_name(mode));
	for (i = 0; subnet_candidate(first, i, &subnet); i++) {
		ret = network_init(net, mode, &subnet);
		if (!ret)
			ret = netlink_find_conflict(
				d->nl, subnet_base(&subnet), subnet.mask,
				(int)if_nametoindex(net->bridge), name);
		if (ret <= 0)
			break;
		if (i == 0)
			memcpy(taken, name, sizeof(taken));
	}
	ipv4_format(subnet_base(&net->subnet), base);
	if (ret)
		fail(d, what, "use --start-address", "none is free");
	else if (i)
		ok(what, "%s/24, as 192.168.%u.0/24 is in use by %s", base,
		   first, taken);
	else
		ok(what, "%s/24", base);
}

static void check_neighbours(const struct network *net, bool running)
{
	struct neighbour found[NEIGHBOUR_MAX];
	char cure[sizeof(found[0].cure) + 8];
	int i, n;

	n = neighbour_find(net, running, found);
	if (n < 0)
		warn("firewalls", "run as root", "cannot be looked at");
	else if (n == 0)
		ok("firewalls", "none keeps %s from working", net->bridge);
	for (i = 0; i < n; i++) {
		snprintf(cure, sizeof(cure), "run: %s", found[i].cure);
		warn("firewalls", cure, "%s %s", found[i].who, found[i].what);
	}
}

static bool is_network(const char *name)
{
	return strlen(name) == 13 && strncmp(name, "vmnet", 5) == 0 &&
	       strspn(name + 5, "0123456789abcdef") == 8;
}

/* A helper takes over what it finds, and its keeper tidies up. */
static void warn_remains(const struct network *net)
{
	char start[IPV4_TEXT], end[IPV4_TEXT], mask[IPV4_TEXT], cure[320];
	struct network was = *net;

	if (network_load(&was) == 0)
		snprintf(cure, sizeof(cure),
			 "run: timeout 5 vmnet-helper --socket "
			 "/run/vmnet-repair.sock --operation-mode %s "
			 "--start-address %s --end-address %s --subnet-mask %s",
			 opts_mode_name(was.mode),
			 ipv4_format(was.subnet.start, start),
			 ipv4_format(was.subnet.end, end),
			 ipv4_format(was.subnet.mask, mask));
	else
		snprintf(cure, sizeof(cure),
			 "run: ip link delete %s; nft delete table inet %s; "
			 "rm -r %s",
			 net->bridge, net->bridge, net->dir);
	warn("network", cure, "%s has lost its keeper", net->bridge);
}

/* Returns true when @name is a network with a keeper. */
static bool check_network(struct doctor *d, const char *name)
{
	const uint32_t base = (uint32_t)strtoul(name + 5, NULL, 16);
	const struct subnet subnet = { base, base, UINT32_MAX };
	char start[IPV4_TEXT];
	struct network net;

	if (network_init(&net, NIC_SHARED, &subnet) < 0)
		return false;
	if (state_kept(&net) != 1 || network_load(&net) < 0) {
		warn_remains(&net);
		return false;
	}
	ok("network", "%s runs in %s mode, gateway %s, guests: %d", name,
	   opts_mode_name(net.mode), ipv4_format(net.subnet.start, start),
	   netlink_count_ports(d->nl, (int)if_nametoindex(name)));
	check_neighbours(&net, true);
	return true;
}

static void check_links(struct doctor *d, const char *next, bool *next_runs)
{
	struct if_nameindex *links = if_nameindex();
	size_t i;

	for (i = 0; links && links[i].if_index; i++) {
		const char *name = links[i].if_name;

		if (is_network(name) && check_network(d, name) &&
		    strcmp(name, next) == 0)
			*next_runs = true;
	}
	if_freenameindex(links);
}

/* Folders of networks whose bridge is gone. */
static void check_folders(struct doctor *d, const struct network *any)
{
	DIR *dir = opendir(any->base);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (is_network(entry->d_name) && !if_nametoindex(entry->d_name))
			check_network(d, entry->d_name);
	}
	closedir(dir);
}

/* With the lock held, as asking for a keeper might keep one from starting. */
static void check_networks(struct doctor *d, const struct network *next)
{
	bool next_runs = false;
	int lock = state_lock(next, -1);

	if (lock < 0) {
		warn("networks", "run as root", "cannot be looked at: %s",
		     strerror(-lock));
		return;
	}
	check_links(d, next->bridge, &next_runs);
	check_folders(d, next);
	state_unlock(next, lock);
	if (!next_runs)
		check_neighbours(next, false);
}

/* Without them all works, but an intruder would have more to work with. */
static void check_confinement(void)
{
	int abi = landlock_abi();

	if (filter_available())
		ok("seccomp", "a running helper's system calls are filtered");
	else
		warn("seccomp", "use Linux 4.14 or later with seccomp filters",
		     "cannot filter a running helper's system calls");
	if (abi)
		ok("Landlock", "ABI %d, a running helper has no files", abi);
	else
		warn("Landlock",
		     "use Linux 5.13 or later with landlock in lsm=",
		     "cannot keep files from a running helper");
}

static void check_all(struct doctor *d)
{
	struct network shared, host;

	check_privileges(d);
	check_namespaces();
	check_tun(d);
	check_dnsmasq(d);
	check_kernel(d, "bridge", "run: modprobe bridge", try_bridge);
	check_kernel(d, "nftables",
		     "use Linux 5.2 or later with nf_tables, nft_masq and "
		     "nft_ct",
		     try_rules);
	check_run(d);
	check_forwarding(d, "IPv4", "/proc/sys/net/ipv4/ip_forward",
			 "run: sysctl net.ipv4.ip_forward=1");
	check_ipv6(d);
	check_subnet(d, NIC_HOST, 128, &host);
	check_subnet(d, NIC_SHARED, 64, &shared);
	shared.has_prefix = has_ipv6();
	check_networks(d, &shared);
	check_confinement();
}

int doctor_run(void)
{
	struct doctor d = { .failures = 0 };
	int err;

	err = netlink_open(&d.nl);
	if (err) {
		fail(&d, "rtnetlink", "use a kernel with CONFIG_NET",
		     "cannot be used: %s", strerror(-err));
		return d.failures;
	}
	check_all(&d);
	netlink_close(d.nl);
	return d.failures;
}
