/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_confine.c - what a confined helper cannot do
 *
 * Every attempt is made twice: as it is, where it must succeed (or the test
 * would show nothing), and confined.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/confine.h"
#include "helper/linux/attempt.h"
#include "helper/linux/landlock.h"
#include "helper/util.h"

#define PAGE 4096

static char folder[64]; /* "socket" and "other" are in it, "victim" beside */
static char path_socket[96];
static char path_victim[96];
static char path_new[96];
static int client = -1; /* unconnected datagram socket */
static int server = -1; /* bound to path_socket */
static int pipe_ends[2];
static struct sockaddr_un address = { .sun_family = AF_UNIX };

static void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void set_up(void)
{
	char base[] = "/tmp/vmnet-confine.XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(base));
	snprintf(folder, sizeof(folder), "%s/d", base);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	snprintf(path_socket, sizeof(path_socket), "%s/socket", folder);
	snprintf(path_victim, sizeof(path_victim), "%s/victim", base);
	snprintf(path_new, sizeof(path_new), "%s/new", folder);
	make_file(path_victim);
	memcpy(address.sun_path, path_socket, strlen(path_socket));
	server = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(
		bind(server, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(pipe2(pipe_ends, O_CLOEXEC), 0);
}

static void tear_down(void)
{
	close(server);
	close(client);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	unlink(path_socket);
	unlink(path_victim);
	unlink(path_new);
	rmdir(folder);
	*strrchr(folder, '/') = '\0';
	ck_assert_int_eq(rmdir(folder), 0);
}

/* What the confined must not do: each returns whether it could. */

static bool try_setuid(void)
{
	return setuid(getuid()) == 0;
}

static bool try_personality(void)
{
	return personality(0xffffffff) >= 0;
}

static bool try_memory_of_others(void)
{
	char from = 1, to = 0;
	const struct iovec local = { &to, 1 }, remote = { &from, 1 };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == 1;
}

static bool try_create_file(void)
{
	return open(path_new, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool try_stat(void)
{
	struct stat st;

	return stat("/etc/passwd", &st) == 0;
}

static bool try_inet(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool try_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool try_map(size_t size, int prot, int flags)
{
	return mmap(NULL, size, prot, flags | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool try_code(void)
{
	return try_map(PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE);
}

static bool try_shared_memory(void)
{
	return try_map(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);
}

static bool try_much_memory(void)
{
	return try_map(64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE);
}

static bool try_make_code(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED &&
	       mprotect(page, PAGE, PROT_READ | PROT_EXEC) == 0;
}

static bool try_ioctl(void)
{
	int n;

	return ioctl(pipe_ends[0], FIONREAD, &n) == 0;
}

static bool try_limit(void)
{
	const struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &none) == 0;
}

static bool try_many_files(void)
{
	int i, fds[2];

	for (i = 0; i < 40; i++) {
		if (pipe(fds) < 0)
			return false;
	}
	return true;
}

static bool try_send_elsewhere(void)
{
	return sendto(client, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&address,
		      sizeof(address)) == 1;
}

static bool try_socket_filter(void)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog program = { 1, &all };

	return setsockopt(client, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program)) == 0;
}

static bool try_connect(void)
{
	return connect(client, (struct sockaddr *)&address, sizeof(address)) ==
	       0;
}

static bool try_unlink(void)
{
	return unlink(path_socket) == 0;
}

static bool try_unlink_elsewhere(void)
{
	return unlink(path_victim) == 0;
}

/* What the confined must be able to do. */

static void *thread(void *arg)
{
	return arg;
}

static bool can_start_threads(void)
{
	pthread_t threads[2];
	void *result = NULL;
	int i;

	for (i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, thread, &threads) != 0)
			return false;
	}
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], &result);
	return result == &threads;
}

static bool can_tell_local_time(void)
{
	struct tm tm;
	time_t summer = 1752580800; /* 2025-07-15 12:00 UTC */

	return localtime_r(&summer, &tm) && tm.tm_hour == 14;
}

static bool can_use_a_pipe(void)
{
	char byte = 0;
	int fds[2];

	return wakeup_pipe(fds) == 0 && write(fds[1], "x", 1) == 1 &&
	       read(fds[0], &byte, 1) == 1 && byte == 'x';
}

static bool can_stat_a_descriptor(void)
{
	struct stat st;

	return fstat(server, &st) == 0 && S_ISSOCK(st.st_mode);
}

static bool can_look_before_it_removes(void)
{
	struct stat st;

	return lstat(path_socket, &st) == 0 && S_ISSOCK(st.st_mode);
}

static bool can_set_a_buffer(void)
{
	int size = 65536;

	return setsockopt(client, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)) ==
	       0;
}

static bool can_abort(void)
{
	abort();
}

static int confine(const void *config)
{
	char error[CONFINE_ERROR_MAX];
	int err = confine_helper(config, error);

	if (err)
		fprintf(stderr, "%s\n", error);
	return err;
}

static void check(const char *name, bool (*try)(void),
		  const struct confine_config *config, enum end end)
{
	attempt_check(name, try, config ? confine : NULL, config, end);
}

/* Works as it is, and not when confined, with a socket of our own or none. */
static void check_lost(const char *name, bool (*try)(void), enum end end)
{
	const struct confine_config with = { .socket = path_socket };
	const struct confine_config without = { .socket = NULL };

	set_up();
	check(name, try, NULL, SUCCEEDS);
	tear_down();
	set_up();
	check(name, try, &with, end);
	check(name, try, &without, end);
	tear_down();
}

#define LOST(what, end) check_lost(#what, try_##what, end)

START_TEST(intruders_are_killed)
{
	LOST(setuid, KILLED);
	LOST(execve, KILLED);
	LOST(ptrace, KILLED);
	LOST(unshare, KILLED);
	LOST(personality, KILLED);
	LOST(memory_of_others, KILLED);
}
END_TEST

START_TEST(files_are_refused)
{
	LOST(read_file, REFUSED);
	LOST(create_file, REFUSED);
	LOST(stat, REFUSED);
}
END_TEST

START_TEST(sockets_are_refused)
{
	LOST(inet, REFUSED);
	LOST(unix, REFUSED);
	LOST(send_elsewhere, REFUSED);
	LOST(socket_filter, REFUSED);
	LOST(ioctl, REFUSED);
}
END_TEST

START_TEST(processes_are_refused)
{
	LOST(fork, REFUSED);
	LOST(kill, REFUSED);
}
END_TEST

START_TEST(memory_is_limited)
{
	LOST(code, REFUSED);
	LOST(make_code, REFUSED);
	LOST(shared_memory, REFUSED);
	LOST(much_memory, REFUSED);
	LOST(limit, REFUSED);
	LOST(many_files, REFUSED);
}
END_TEST

START_TEST(socket_is_ours)
{
	const struct confine_config with = { .socket = path_socket };
	const struct confine_config without = { .socket = NULL };

	set_up();
	check("connect", try_connect, &without, REFUSED);
	check("connect", try_connect, &with, SUCCEEDS);
	check("unlink", try_unlink, &without, REFUSED);
	check("unlink", try_unlink, &with, SUCCEEDS);
	check("unlink elsewhere", try_unlink_elsewhere, &with,
	      landlock_abi() ? REFUSED : SUCCEEDS);
	make_file(path_victim);
	check("unlink elsewhere", try_unlink_elsewhere, NULL, SUCCEEDS);
	make_file(path_victim);
	tear_down();
}
END_TEST

START_TEST(relative_socket)
{
	const struct confine_config config = { .socket = "socket" };

	set_up();
	ck_assert_int_eq(chdir(folder), 0);
	check("unlink", try_unlink, &config, SUCCEEDS);
	ck_assert_int_eq(chdir("/"), 0);
	tear_down();
}
END_TEST

START_TEST(what_is_needed_works)
{
	const struct confine_config with = { .socket = path_socket };
	const struct confine_config without = { .socket = NULL };

	ck_assert_int_eq(setenv("TZ", "Europe/Berlin", 1), 0);
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) < 0)
		setenv("TZ", "CET-1CEST-2,M3.5.0,M10.5.0", 1);
	set_up();
	check("threads", can_start_threads, &without, SUCCEEDS);
	check("local time", can_tell_local_time, &without, SUCCEEDS);
	check("pipe", can_use_a_pipe, &without, SUCCEEDS);
	check("fstat", can_stat_a_descriptor, &without, SUCCEEDS);
	check("lstat", can_look_before_it_removes, &with, SUCCEEDS);
	check("buffer", can_set_a_buffer, &with, SUCCEEDS);
	ck_assert_int_eq(attempt(can_abort, confine, &without) & 0x7f, SIGABRT);
	tear_down();
}
END_TEST

START_TEST(missing_folder)
{
	const struct confine_config config = { .socket = "/nowhere/socket" };

	/* It has gone since: then there is nothing to remove. */
	check("threads", can_start_threads, &config, SUCCEEDS);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		intruders_are_killed, files_are_refused,
		sockets_are_refused,  processes_are_refused,
		memory_is_limited,    socket_is_ours,
		relative_socket,      what_is_needed_works,
		missing_folder,	      NULL
	};

	return check_main("confine", tests);
}
