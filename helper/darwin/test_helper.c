/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_helper.c - the whole helper of macOS, as a process, on the doubles */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/util.h"

#define MANY   20000
#define WINDOW 64    /* frames on their way; what Linux queues is above that */
#define LIMIT  20000 /* ms */

static char program[512];
static char dir[] = "/tmp/test_helper.XXXXXX";
static int out; /* its standard output */
static int err; /* its log, which is shorter than a pipe */
static pid_t pid;

static void find_program(const char *self)
{
	const char *slash = strrchr(self, '/');

	snprintf(program, sizeof(program), "%.*s/../../doubles/vmnet-helper",
		 (int)(slash - self), self);
}

static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

/* A handler of check(1) must not run in a child. */
static void block_signals(int how)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(ends); i++)
		sigaddset(&set, ends[i]);
	sigprocmask(how, &set, NULL);
}

/* Start it with the option @name and its @value, and with @env as DOUBLE. */
static void start(const char *env, const char *name, const char *value, int fd)
{
	int fds[2], log[2];
	size_t i;

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(pipe(log), 0);
	block_signals(SIG_BLOCK);
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < ARRAY_SIZE(ends); i++)
			signal(ends[i], SIG_DFL);
		block_signals(SIG_UNBLOCK);
		setenv("DOUBLE", env, 1);
		dup2(fds[1], STDOUT_FILENO);
		dup2(log[1], STDERR_FILENO);
		if (fd >= 0)
			dup2(fd, 3);
		close_range(4, ~0u, 0);
		execl(program, program, name, value, NULL);
		_exit(127);
	}
	block_signals(SIG_UNBLOCK);
	close(fds[1]);
	close(log[1]);
	if (fd >= 0)
		close(fd);
	out = fds[0];
	err = log[0];
}

/* Its first line comes when signals are not deadly any more. */
static bool has_log(void)
{
	char byte;

	return read(err, &byte, 1) == 1;
}

static void wait_line(void)
{
	struct pollfd p = { .fd = out, .events = POLLIN };
	char line[4096] = "";

	ck_assert_int_eq(poll(&p, 1, LIMIT), 1);
	ck_assert_int_gt(read(out, line, sizeof(line) - 1), 0);
	ck_assert_ptr_nonnull(
		strstr(line, "\"vmnet_mac_address\": \"da:4b:aa:01:02:03\""));
}

/* Wait for its end: exit status, or 128 and the signal. */
static int wait_exit(void)
{
	int64_t deadline = clock_ms() + LIMIT;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		ck_assert_int_lt(clock_ms(), deadline);
		poll(NULL, 0, 5);
	}
	close(out);
	close(err);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static size_t make_frame(uint8_t *frame, uint32_t number)
{
	size_t len = 60 + number * 37 % 1454, i;

	memset(frame, 0, 14);
	frame[12] = 0x88;
	memcpy(frame + 14, &number, sizeof(number));
	for (i = 18; i < len; i++)
		frame[i] = (uint8_t)(number + i);
	return len;
}

static void send_all(int fd, const void *data, size_t len)
{
	ck_assert_int_eq(send(fd, data, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void put(int fd, bool stream, const uint8_t *frame, size_t len)
{
	uint32_t prefix = htonl((uint32_t)len);

	if (stream)
		send_all(fd, &prefix, sizeof(prefix));
	send_all(fd, frame, len);
}

static size_t get(int fd, bool stream, uint8_t *frame, size_t size)
{
	uint32_t len;

	if (!stream)
		return (size_t)recv(fd, frame, size, 0);
	ck_assert_int_eq(recv(fd, &len, sizeof(len), MSG_WAITALL), 4);
	len = ntohl(len);
	ck_assert_uint_le(len, size);
	return (size_t)recv(fd, frame, len, MSG_WAITALL);
}

/* All frames come back from the network, in order, byte by byte. */
static void echo(int fd, bool stream, uint32_t n)
{
	struct timeval limit = { .tv_sec = LIMIT / 1000 };
	uint8_t frame[2048], back[2048];
	uint32_t sent = 0, got;
	size_t len;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	for (got = 0; got < n; got++) {
		while (sent < n && sent < got + WINDOW) {
			len = make_frame(frame, sent++);
			put(fd, stream, frame, len);
		}
		len = make_frame(frame, got);
		ck_assert_uint_eq(get(fd, stream, back, sizeof(back)), len);
		ck_assert_mem_eq(back, frame, len);
	}
}

START_TEST(frames_there_and_back)
{
	int fds[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, _i ? SOCK_STREAM : SOCK_DGRAM, 0, fds), 0);
	start("", "--fd", "3", fds[0]);
	wait_line();
	echo(fds[1], _i, MANY);
	kill(pid, SIGTERM);
	ck_assert_int_eq(wait_exit(), 0);
	close(fds[1]);
}
END_TEST

START_TEST(it_ends_with_its_vm)
{
	int fds[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, _i ? SOCK_STREAM : SOCK_DGRAM, 0, fds), 0);
	start("", "--fd", "3", fds[0]);
	wait_line();
	echo(fds[1], _i, 10);
	close(fds[1]);
	ck_assert_int_eq(wait_exit(), 0);
}
END_TEST

/* From before main() to the middle of traffic. */
START_TEST(a_signal_at_any_time)
{
	int fds[2], status, i;
	bool logged;

	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
		start(i % 2 ? "late=40" : "", "--fd", "3", fds[0]);
		poll(NULL, 0, _i * 6);
		kill(pid, ends[i]);
		logged = has_log();
		status = wait_exit();
		if (logged)
			ck_assert_int_eq(status, 0);
		else
			ck_assert_int_eq(status, 128 + ends[i]);
		close(fds[1]);
	}
}
END_TEST

START_TEST(a_signal_while_vmnet_hangs)
{
	int64_t begin = clock_ms();
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	start("hangs", "--fd", "3", fds[0]);
	ck_assert(has_log());
	poll(NULL, 0, 200);
	kill(pid, SIGTERM);
	ck_assert_int_eq(wait_exit(), 0);
	ck_assert_int_lt(clock_ms() - begin, 15000); /* not the start's limit */
	close(fds[1]);
}
END_TEST

START_TEST(a_signal_in_a_flood)
{
	uint8_t frame[1514] = { 0 };
	int fds[2], i;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	start("", "--fd", "3", fds[0]);
	wait_line();
	frame[12] = 0x88;
	/* Nobody reads what comes back: the queue is full. */
	for (i = 0; i < 3000; i++)
		send(fds[1], frame, sizeof(frame), MSG_DONTWAIT);
	kill(pid, SIGTERM);
	ck_assert_int_eq(wait_exit(), 0);
	close(fds[1]);
}
END_TEST

static struct sockaddr_un address(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s", dir, name);
	return addr;
}

/* As vfkit does: a socket of its own, and "VFKT" first. */
static int connect_vm(void)
{
	struct sockaddr_un server = address("sock"), own = address("vm");
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&server, sizeof(server)), 0);
	send_all(fd, "VFKT", 4);
	return fd;
}

START_TEST(a_socket_for_vfkit)
{
	struct sockaddr_un server = address("sock"), own = address("vm");
	struct stat st;
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	server = address("sock");
	own = address("vm");
	start("", "--socket", server.sun_path, -1);
	wait_line();
	ck_assert_int_eq(stat(server.sun_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	fd = connect_vm();
	echo(fd, false, 1000);
	kill(pid, SIGTERM);
	ck_assert_int_eq(wait_exit(), 0);
	ck_assert_int_lt(stat(server.sun_path, &st), 0);
	close(fd);
	unlink(own.sun_path);
	start("", "--socket", server.sun_path, -1);
	wait_line();
	kill(pid, SIGTERM); /* while it waits for a client */
	ck_assert_int_eq(wait_exit(), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

int main(int argc, char *argv[])
{
	const struct check_rounds tests[] = {
		{ frames_there_and_back, 2 },
		{ it_ends_with_its_vm, 2 },
		{ a_signal_at_any_time, 20 },
		{ a_signal_while_vmnet_hangs, 1 },
		{ a_signal_in_a_flood, 1 },
		{ a_socket_for_vfkit, 1 },
		{ NULL, 0 },
	};

	(void)argc;
	find_program(argv[0]);
	return check_main_rounds("helper", tests);
}
