/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.c - a place of its own for a benchmark, by namespaces
 *
 * The outer process stays as it is.  It clones the inner one into all the
 * namespaces at once, writes its user maps, waits for its report that it is
 * set up, and then only passes signals on.  The inner process is process 1 of
 * its pid namespace and dies with the outer one, so that the kernel ends
 * everything if either of them is killed.
 */

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/sandbox.h"
#include "helper/util.h"

#define SANDBOX_FLAGS                                                          \
	(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | SIGCHLD)

/* A signal this soon after the first is the same one, sent to a group too. */
#define SANDBOX_AGAIN_MS 500

#define SANDBOX_STEP 48

struct sandbox {
	pid_t pid;
	int go[2];     /* outer to inner: the maps are written */
	int report[2]; /* inner to outer: what failed; closed when all is well
			*/
};

/* What the inner process sends when it cannot be set up. */
struct sandbox_failure {
	int err;
	char step[SANDBOX_STEP];
};

static void sandbox_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* --- inside ------------------------------------------------------------- */

static int sandbox_mounts(const char **step)
{
	*step = "make the mounts private";
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	*step = "mount a new /run";
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") <
	    0)
		return -errno;
	/* Root's helpers keep leases there, which are none of ours. */
	*step = "mount a new /var/lib";
	if (mount("tmpfs", "/var/lib", "tmpfs", MS_NOSUID | MS_NODEV,
		  "mode=0755") < 0)
		return -errno;
	/*
	 * These two are refused where parts of the old ones are covered, as
	 * in containers; then the old ones have to do.
	 */
	(void)mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		    NULL);
	(void)mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		    NULL);
	return 0;
}

static int sandbox_loopback(const char **step)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd, err = 0;

	*step = "set the loopback interface up";
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr) < 0)
		err = -errno;
	close(fd);
	return err;
}

/*
 * The death signal comes when the outer process dies from now on; the pipe
 * tells whether it died before.
 */
static int sandbox_bind(struct sandbox *s, const char **step)
{
	struct pollfd p = { s->go[0], POLLIN, 0 };
	char byte;

	*step = "wait for the user maps";
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	if (read_full(s->go[0], &byte, 1) != 1)
		return -ESRCH;
	if (poll(&p, 1, 0) < 0 || p.revents)
		return -ESRCH;
	/* The terminal's Ctrl-C is for the outer process, which passes it on */
	if (setsid() < 0)
		return -errno;
	return 0;
}

static void sandbox_inner(struct sandbox *s, int (*inside)(void *), void *ctx)
{
	struct sandbox_failure failure = { 0, "" };
	const char *step = "";
	int status;

	sandbox_close(&s->go[1]);
	sandbox_close(&s->report[0]);
	failure.err = sandbox_bind(s, &step);
	if (!failure.err)
		failure.err = sandbox_mounts(&step);
	if (!failure.err)
		failure.err = sandbox_loopback(&step);
	if (failure.err) {
		snprintf(failure.step, sizeof(failure.step), "%s", step);
		write_full(s->report[1], &failure, sizeof(failure));
		_exit(1);
	}
	sandbox_close(&s->report[1]);
	status = inside(ctx);
	fflush(NULL);
	_exit(status);
}

/* --- outside ------------------------------------------------------------ */

static int sandbox_write(pid_t pid, const char *file, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	return write_text(path, text);
}

/* All of our own ids as they are, which only root may ask for. */
static int sandbox_map_all(pid_t pid, const char *file)
{
	char old[4096], map[4096], path[64];
	unsigned long start, count;
	size_t length = 0;
	const char *line;

	snprintf(path, sizeof(path), "/proc/self/%s", file);
	if (read_text(path, old, sizeof(old)) < 0)
		return -EPERM;
	for (line = old; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, "%lu %*u %lu", &start, &count) != 2)
			break;
		length +=
			(size_t)snprintf(map + length, sizeof(map) - length,
					 "%lu %lu %lu\n", start, start, count);
		if (length >= sizeof(map))
			return -E2BIG;
	}
	return sandbox_write(pid, file, map);
}

static int sandbox_map_one(pid_t pid, const char *file, unsigned int id)
{
	char map[32];

	snprintf(map, sizeof(map), "0 %u 1\n", id);
	return sandbox_write(pid, file, map);
}

static int sandbox_maps(pid_t pid)
{
	int err;

	if (geteuid() == 0 && sandbox_map_all(pid, "uid_map") == 0 &&
	    sandbox_map_all(pid, "gid_map") == 0)
		return 0;
	err = sandbox_write(pid, "setgroups", "deny");
	if (!err)
		err = sandbox_map_one(pid, "uid_map", geteuid());
	if (!err)
		err = sandbox_map_one(pid, "gid_map", getegid());
	return err;
}

static int sandbox_pipes(struct sandbox *s)
{
	*s = (struct sandbox){ 0, { -1, -1 }, { -1, -1 } };
	if (pipe2(s->go, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(s->report, O_CLOEXEC) < 0)
		return -errno;
	return 0;
}

static void sandbox_abandon(struct sandbox *s)
{
	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	sandbox_close(&s->go[0]);
	sandbox_close(&s->go[1]);
	sandbox_close(&s->report[0]);
	sandbox_close(&s->report[1]);
}

/* Let the inner process set itself up, and hear how that went. */
static int sandbox_settle(struct sandbox *s, int flags, char *step)
{
	struct sandbox_failure failure;
	ssize_t n;
	int err = 0;

	sandbox_close(&s->go[0]);
	sandbox_close(&s->report[1]);
	if (flags & CLONE_NEWUSER)
		err = sandbox_maps(s->pid);
	if (err) {
		snprintf(step, SANDBOX_STEP, "write the user maps");
		return err;
	}
	err = write_full(s->go[1], "g", 1);
	if (err)
		return err;
	n = read_full(s->report[0], &failure, sizeof(failure));
	if (n == 0)
		return 0;
	if (n != (ssize_t)sizeof(failure))
		return -EIO;
	snprintf(step, SANDBOX_STEP, "%.*s", SANDBOX_STEP - 1, failure.step);
	return failure.err;
}

static int sandbox_start(struct sandbox *s, int flags, int (*inside)(void *),
			 void *ctx, char *step)
{
	long pid;
	int err;

	snprintf(step, SANDBOX_STEP, "make namespaces");
	err = sandbox_pipes(s);
	if (err)
		goto out;
	fflush(NULL);
	pid = syscall(SYS_clone, (unsigned long)flags, NULL, NULL, NULL, 0ul);
	if (pid < 0) {
		err = -errno;
		goto out;
	}
	if (pid == 0)
		sandbox_inner(s, inside, ctx);
	s->pid = (pid_t)pid;
	err = sandbox_settle(s, flags, step);
out:
	if (err)
		sandbox_abandon(s);
	return err;
}

static bool sandbox_sysctl(const char *path, char value)
{
	char text[16];

	return read_text(path, text, sizeof(text)) > 0 && text[0] == value;
}

static void sandbox_advise(int err, const char *step, char *why)
{
	const char *sysctl = NULL;

	if (sandbox_sysctl("/proc/sys/user/max_user_namespaces", '0'))
		sysctl = "user.max_user_namespaces=10000";
	else if (sandbox_sysctl("/proc/sys/kernel/unprivileged_userns_clone",
				'0'))
		sysctl = "kernel.unprivileged_userns_clone=1";
	else if (sandbox_sysctl("/proc/sys/kernel/"
				"apparmor_restrict_unprivileged_userns",
				'1'))
		sysctl = "kernel.apparmor_restrict_unprivileged_userns=0";
	if (sysctl && geteuid() != 0)
		snprintf(why, SANDBOX_REASON,
			 "user namespaces are not allowed here; run: "
			 "sudo sysctl -w %s, or run this as root",
			 sysctl);
	else
		snprintf(why, SANDBOX_REASON, "cannot %s: %s%s", step,
			 strerror(-err), geteuid() ? "; run this as root" : "");
}

static int sandbox_status(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + WTERMSIG(status);
}

static int sandbox_wait(const struct sandbox *s)
{
	int64_t first[NSIG] = { 0 };
	int sig, status, hard = 0;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		/* The child may have ended before its signal was blocked. */
		if (waitpid(s->pid, &status, WNOHANG) == s->pid)
			return hard ? 128 + hard : sandbox_status(status);
		sig = sigwaitinfo(&set, NULL);
		if (sig < 0 || sig == SIGCHLD)
			continue;
		if (!first[sig]) {
			first[sig] = clock_ms();
			kill(s->pid, sig);
		} else if (clock_ms() - first[sig] > SANDBOX_AGAIN_MS) {
			hard = sig;
			kill(s->pid, SIGKILL);
		}
	}
}

int sandbox_run(int (*inside)(void *ctx), void *ctx, char why[SANDBOX_REASON])
{
	int flags = SANDBOX_FLAGS | CLONE_NEWUSER;
	char step[SANDBOX_STEP];
	struct sandbox s;
	int err, status;

	err = sandbox_start(&s, flags, inside, ctx, step);
	/* Root can do without the user namespace if it is not allowed one. */
	if (err && geteuid() == 0)
		err = sandbox_start(&s, SANDBOX_FLAGS, inside, ctx, step);
	if (err) {
		sandbox_advise(err, step, why);
		return err;
	}
	status = sandbox_wait(&s);
	s.pid = 0;
	sandbox_abandon(&s);
	return status;
}
