/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_guard.c - what a guarded keeper, dnsmasq and janitor cannot do */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/linux/attempt.h"
#include "helper/linux/guard.h"
#include "helper/linux/landlock.h"
#include "helper/util.h"

static int become_root(void)
{
	unsigned int uid = getuid(), gid = getgid();
	char map[32];
	int err;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return -errno;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = write_text("/proc/self/uid_map", map);
	if (!err)
		err = write_text("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return err ? err : write_text("/proc/self/gid_map", map);
}

/* Nothing of the machine's own is touched: /run and /var/lib are new. */
static void enter_sandbox(void)
{
	if (unshare(CLONE_NEWNS) < 0 && become_root() < 0)
		_exit(3);
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", "/run", "tmpfs", 0, NULL) < 0 ||
	    mount("none", "/var/lib", "tmpfs", 0, NULL) < 0)
		_exit(4);
}

static bool can_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	close(fd);
	return fd >= 0;
}

static int guard(const void *config)
{
	const struct network *net = config;

	enter_sandbox();
	if (mkdir("/run/vmnet-helper", 0755) < 0 ||
	    mkdir(net->base, 0755) < 0 || mkdir(net->dir, 0755) < 0)
		return -errno;
	return guard_keeper(net);
}

static void check(const char *name, bool (*try)(void), enum end end)
{
	const struct network net = { .base = "/run/vmnet-helper/1",
				     .dir = "/run/vmnet-helper/1/net" };

	attempt_check(name, try, guard, &net, end);
}

static bool keeper_works(void)
{
	return can_create("/run/vmnet-helper/1/net/keeper") &&
	       can_create("/var/lib/vmnet-helper/net.leases") &&
	       can_create("/dev/null") && try_read_file() && try_fork() &&
	       unlink("/run/vmnet-helper/1/net/keeper") == 0 &&
	       rmdir("/run/vmnet-helper/1/net") == 0 &&
	       rmdir("/run/vmnet-helper/1") == 0 &&
	       rmdir("/run/vmnet-helper") == 0 &&
	       mkdir("/run/vmnet-helper", 0755) == 0;
}

static bool keeper_writes_elsewhere(void)
{
	return can_create("/run/new") || can_create("/var/lib/new") ||
	       can_create("/tmp/vmnet-confine-new");
}

static bool dnsmasq_writes_elsewhere(void)
{
	mkdir("/run/vmnet-helper/1/net/dnsmasq", 0755);
	if (guard_dnsmasq("/run/vmnet-helper/1/net/dnsmasq") < 0 ||
	    !can_create("/run/vmnet-helper/1/net/dnsmasq/leases"))
		return true;
	return can_create("/run/vmnet-helper/1/net/network") ||
	       can_create("/var/lib/vmnet-helper/net.leases");
}

START_TEST(keepers_have_their_own_files)
{
	const enum end refused = landlock_abi() ? REFUSED : SUCCEEDS;

	check("own files", keeper_works, SUCCEEDS);
	check("files of others", keeper_writes_elsewhere, refused);
	check("files of the keeper", dnsmasq_writes_elsewhere, refused);
	check("execve", try_execve, SUCCEEDS);
	check("ptrace", try_ptrace, KILLED);
	check("unshare", try_unshare, KILLED);
}
END_TEST

static bool janitor_reads(void)
{
	return guard_janitor() < 0 || try_read_file();
}

static bool janitor_signals(void)
{
	return guard_janitor() < 0 || try_kill();
}

START_TEST(janitors_have_none)
{
	int abi = landlock_abi();

	attempt_check("read", janitor_reads, NULL, NULL,
		      abi ? REFUSED : SUCCEEDS);
	attempt_check("kill", janitor_signals, NULL, NULL,
		      abi >= 6 ? REFUSED : SUCCEEDS);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		keepers_have_their_own_files,
		janitors_have_none,
		NULL,
	};

	return check_main("guard", tests);
}
