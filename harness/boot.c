/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* boot.c - run a VM that create has made, for as long as it or we live */

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/spawn.h"
#include "harness/boot.h"
#include "harness/seed.h"
#include "harness/text.h"
#include "harness/tool.h"
#include "helper/printable.h"
#include "helper/util.h"

#define BOOT_LOOK_MS 500
#define BOOT_SSH_S   20 /* for one try; an emulated guest takes seconds */
#define BOOT_OFF_S   30 /* from the wish to be off to the end of its power */
#define BOOT_GRACE_MS                                                          \
	15000 /* for vmnet-client, whose own are 10 s and more                 \
	       */
#define BOOT_ARGS    16
#define BOOT_CONSOLE (1u << 20) /* bytes at the end of the console's log */
#define BOOT_LAST    4096	/* and of that of vmnet-client */

struct boot {
	const struct boot_config *config;
	const struct place *place;
	struct events *ev;
	struct events_child child;
	struct profile profile;
	pid_t pid; /* of vmnet-client, 0 once it was reaped */
	int status;
	int64_t started; /* clock_ms() */
	char address[INET_ADDRSTRLEN];
	char ssh[TOOL_REASON]; /* why it failed last */
	bool ready;
	char *why; /* BOOT_REASON bytes */
};

__attribute__((format(printf, 3, 4))) static int
boot_fail(struct boot *b, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(b->why, BOOT_REASON, fmt, ap);
	va_end(ap);
	return err;
}

static bool boot_ended(void *ctx, pid_t pid, int status)
{
	struct boot *b = ctx;

	if (pid != b->pid)
		return false;
	b->pid = 0;
	b->status = status;
	b->ev->lost = true;
	return true;
}

static int boot_profile(struct boot *b)
{
	char path[PATH_MAX], text[4096], why[PROFILE_REASON];
	ssize_t n;

	n = read_text(place_path(b->place, PLACE_PROFILE, path), text,
		      sizeof(text));
	if (n == -ENOENT)
		return boot_fail(b, -ENOENT,
				 "%s: was not made completely; delete it",
				 b->place->name);
	if (n < 0)
		return boot_fail(b, (int)n, "%s: %s", path, strerror((int)-n));
	if (profile_parse(&b->profile, text, (size_t)n, why))
		return boot_fail(b, -EINVAL, "%s: %s", path, why);
	return 0;
}

static bool boot_raw(const struct boot *b)
{
	char path[PATH_MAX];

	return access(place_path(b->place, PLACE_DISK_RAW, path), F_OK) == 0;
}

/* What the driver finds in its environment, see vms/README.md. */
static int boot_environment(const struct boot *b)
{
	char disk[PATH_MAX], seed[PATH_MAX], efi[PATH_MAX], console[PATH_MAX];
	char cpus[12], memory[12];

	place_path(b->place, boot_raw(b) ? PLACE_DISK_RAW : PLACE_DISK_QCOW2,
		   disk);
	place_path(b->place, PLACE_SEED, seed);
	place_path(b->place, PLACE_EFI, efi);
	place_path(b->place, PLACE_CONSOLE, console);
	snprintf(cpus, sizeof(cpus), "%u", b->profile.cpus);
	snprintf(memory, sizeof(memory), "%u", b->profile.memory);
	return setenv("VM_DISK", disk, 1) || setenv("VM_SEED", seed, 1) ||
			       setenv("VM_EFI", efi, 1) ||
			       setenv("VM_CONSOLE", console, 1) ||
			       setenv("VM_CPUS", cpus, 1) ||
			       setenv("VM_MEM", memory, 1) ||
			       setenv("VM_NAME", b->place->name, 1) ||
			       setenv("VM_BUILD", b->config->build, 1) ||
			       unsetenv("VM_CONTROL_FD")
		       ? -errno
		       : 0;
}

static void boot_network(const struct vm_options *o, const char **argv,
			 size_t *n)
{
	if (o->mode) {
		argv[(*n)++] = "--operation-mode";
		argv[(*n)++] = o->mode;
	}
	if (o->network->stream) {
		argv[(*n)++] = "--socket-type";
		argv[(*n)++] = "stream";
	} else if (o->network->large) {
		argv[(*n)++] = "--attach";
		argv[(*n)++] = "tap";
	}
}

/* Empty, as what is in it is taken for what this VM says. */
static int boot_truncate(const struct boot *b, const char *file)
{
	char path[PATH_MAX];
	int fd = open(place_path(b->place, file, path),
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd;
}

static int boot_spawn(struct boot *b, const char *const argv[])
{
	int null, log, err;

	err = boot_truncate(b, PLACE_CONSOLE);
	if (err < 0)
		return err;
	close(err);
	log = boot_truncate(b, PLACE_LOG);
	if (log < 0)
		return log;
	err = null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0) {
		const struct session_fd fds[] = { { null, 0 },
						  { log, 1 },
						  { log, 2 },
						  { b->config->lock, 3 } };
		const struct spawn spawn = { .argv = (char *const *)argv,
					     .fds = fds,
					     .n_fds = ARRAY_SIZE(fds),
					     .place = SPAWN_GROUP };

		err = spawn_start(&spawn, &b->pid);
		close(null);
	}
	close(log);
	return err;
}

/*
 * The MAC address is the one that the seed names: on macOS vmnet chooses
 * another for each interface of a network that is not the helper's own.
 */
static int boot_start(struct boot *b)
{
	const struct vm_options *o = b->config->options;
	char client[2 * PATH_MAX], driver[2 * PATH_MAX], mac[48];
	const char **argv;
	size_t n = 0;
	int i, err;

	snprintf(client, sizeof(client), "%s/vmnet-client", b->config->build);
	snprintf(driver, sizeof(driver), "%s/%s", b->config->vms,
		 b->profile.driver);
	snprintf(mac, sizeof(mac), "VMNET_MAC_ADDRESS=%s", b->profile.mac);
	argv = calloc((size_t)o->n_rest + BOOT_ARGS, sizeof(*argv));
	if (!argv)
		return boot_fail(b, -ENOMEM, "%s", strerror(ENOMEM));
	argv[n++] = client;
	argv[n++] = "--interface-id";
	argv[n++] = b->profile.id;
	boot_network(o, argv, &n);
	for (i = 0; i < o->n_rest; i++)
		argv[n++] = o->rest[i];
	argv[n++] = "--";
	argv[n++] = "env";
	argv[n++] = mac;
	argv[n++] = driver;
	err = boot_environment(b);
	if (!err)
		err = boot_spawn(b, argv);
	free(argv);
	b->started = clock_ms();
	return err ? boot_fail(b, err, "%s: %s", client, strerror(-err)) : 0;
}

/* Return: text of the last @limit bytes, to be freed, or NULL */
static char *boot_tail(const struct boot *b, const char *file, size_t limit)
{
	char path[PATH_MAX], *text;
	int fd = open(place_path(b->place, file, path), O_RDONLY | O_CLOEXEC);
	off_t size;
	ssize_t n, i;

	text = fd >= 0 ? malloc(limit + 1) : NULL;
	if (text) {
		size = lseek(fd, 0, SEEK_END);
		lseek(fd, size > (off_t)limit ? size - (off_t)limit : 0,
		      SEEK_SET);
		n = read_full(fd, text, limit);
		text[n > 0 ? n : 0] = '\0';
		/* A NUL that the guest has written ends nothing. */
		for (i = 0; i < n; i++) {
			if (!text[i])
				text[i] = ' ';
		}
	}
	if (fd >= 0)
		close(fd);
	return text;
}

/* Why it has ended: what was said last. */
static int boot_gone(struct boot *b)
{
	char *text = boot_tail(b, PLACE_LOG, BOOT_LAST), line[512] = "";
	const char *next;

	for (next = text ? text : ""; *next; next += strspn(next, "\n")) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(next, "\n"),
			 next);
		next += strcspn(next, "\n");
	}
	free(text);
	return boot_fail(b, -ECHILD, "%s ended: %s (%s/%s)", b->place->name,
			 line[0] ? line : "nothing was said", b->place->dir,
			 PLACE_LOG);
}

static void boot_address(struct boot *b)
{
	char *text = boot_tail(b, PLACE_CONSOLE, BOOT_CONSOLE);

	if (text)
		seed_address(text, b->address);
	free(text);
}

static int boot_publish(struct boot *b)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return -errno;
	seed_ssh(b->place->name, b->profile.user, b->place->dir, b->address,
		 out);
	err = fclose(out) == EOF ? -ENOMEM : 0;
	if (!err)
		err = place_write(b->place, PLACE_SSH, text);
	free(text);
	return err;
}

static void boot_withdraw(const struct boot *b)
{
	char path[PATH_MAX];

	unlink(place_path(b->place, PLACE_ADDRESS, path));
	unlink(place_path(b->place, PLACE_SSH, path));
}

static int boot_ssh(struct boot *b, const char *command)
{
	char config[PATH_MAX];
	const char *const argv[] = { "ssh",
				     "-F",
				     place_path(b->place, PLACE_SSH, config),
				     "-o",
				     "BatchMode=yes",
				     "-o",
				     "ConnectTimeout=5",
				     b->place->name,
				     command,
				     NULL };

	return tool_run(b->ev, argv, BOOT_SSH_S, NULL, b->ssh);
}

/* Return: 1 when ssh answers, 0 when not yet, or -errno. */
static int boot_try(struct boot *b)
{
	char before[INET_ADDRSTRLEN];
	int err;

	strcpy(before, b->address);
	boot_address(b);
	if (!b->address[0])
		return 0;
	if (strcmp(before, b->address) != 0) {
		err = boot_publish(b);
		if (err)
			return boot_fail(b, err, "%s/%s: %s", b->place->dir,
					 PLACE_SSH, strerror(-err));
	}
	err = boot_ssh(b, "true");
	if (err == -ECANCELED || err == -ECHILD)
		return err;
	if (err == -ENOENT)
		return boot_fail(b, err, "%s: %s", b->place->name, b->ssh);
	return err == 0;
}

static int boot_await(struct boot *b)
{
	unsigned int seconds = b->config->options->timeout;
	int64_t deadline = b->started + (int64_t)seconds * 1000;
	int ret;

	while (clock_ms() < deadline) {
		ret = boot_try(b);
		if (ret > 0)
			return 0;
		if (!ret)
			ret = events_sleep(b->ev, BOOT_LOOK_MS);
		if (ret)
			return ret == -ECHILD ? boot_gone(b) : ret;
	}
	if (b->address[0])
		return boot_fail(b, -ETIMEDOUT,
				 "%s: cannot be reached after %u s: %s (%s/%s)",
				 b->place->name, seconds, b->ssh, b->place->dir,
				 PLACE_CONSOLE);
	return boot_fail(b, -ETIMEDOUT,
			 "%s: has not told its address after %u s (%s/%s)",
			 b->place->name, seconds, b->place->dir, PLACE_CONSOLE);
}

static int boot_say(struct boot *b)
{
	char path[PATH_MAX], *text;
	double seconds = (double)(clock_ms() - b->started) / 1000;
	json_t *root;
	int err;

	err = place_write(b->place, PLACE_ADDRESS, b->address);
	if (err)
		return boot_fail(b, err, "%s/%s: %s", b->place->dir,
				 PLACE_ADDRESS, strerror(-err));
	root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:f}", "name",
			 b->place->name, "address", b->address, "mac",
			 b->profile.mac, "user", b->profile.user, "ssh_config",
			 place_path(b->place, PLACE_SSH, path), "seconds",
			 seconds);
	text = root ? json_dumps(root, JSON_REAL_PRECISION(4)) : NULL;
	if (text)
		printf("%s\n", text);
	free(text);
	json_decref(root);
	fflush(stdout);
	b->ready = true;
	return 0;
}

/* The guest writes its disk and goes; whatever it does, a signal ends this. */
static void boot_off(struct boot *b)
{
	int64_t deadline = clock_ms() + (int64_t)BOOT_OFF_S * 1000;

	b->ev->signal = 0;
	boot_ssh(b, "sudo -n poweroff || doas -n poweroff || poweroff");
	while (b->pid && !b->ev->signal &&
	       events_wait(b->ev, NULL, 0, deadline) > 0)
		;
}

/* It is ended with all that it has started; nothing hurries its own end. */
static void boot_end(struct boot *b)
{
	int64_t deadline = clock_ms() + BOOT_GRACE_MS;

	if (!b->pid)
		return;
	kill(b->pid, SIGTERM);
	while (waitpid(b->pid, &b->status, WNOHANG) == 0) {
		if (clock_ms() > deadline)
			kill(b->pid, SIGKILL);
		usleep(10000);
	}
	b->pid = 0;
}

static int boot_serve(struct boot *b)
{
	int ret;

	do {
		ret = events_wait(b->ev, NULL, 0, -1);
	} while (ret > 0);
	if (ret == -ECANCELED) {
		boot_off(b);
		return 0;
	}
	if (WIFEXITED(b->status) && WEXITSTATUS(b->status) == 0)
		return 0;
	return boot_gone(b);
}

int boot_vm(const struct boot_config *config, struct events *ev,
	    char why[BOOT_REASON])
{
	struct boot b = {
		.config = config, .place = config->place, .ev = ev, .why = why
	};
	int err;

	b.child = (struct events_child){ boot_ended, &b, NULL };
	events_watch(ev, &b.child);
	boot_withdraw(&b);
	err = boot_profile(&b);
	if (!err)
		err = boot_start(&b);
	if (!err)
		err = boot_await(&b);
	if (!err)
		err = boot_say(&b);
	if (!err)
		err = boot_serve(&b);
	boot_end(&b);
	boot_withdraw(&b);
	events_unwatch(ev, &b.child);
	return err;
}
