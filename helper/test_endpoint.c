/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_endpoint.c - the VM's socket: good, bad, dead, of others */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/endpoint.h"
#include "helper/peer.h"

static char error[ENDPOINT_ERROR_MAX];
static char dir[] = "/tmp/test_endpoint.XXXXXX";

static const char *file(const char *name)
{
	static char path[8][128];
	static unsigned int next;
	char *p = path[next++ % 8];

	snprintf(p, sizeof(path[0]), "%s/%s", dir, name);
	return p;
}

/* Each test that makes the folder removes it, and so proves it empty. */
static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static int bind_client(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	strcpy(addr.sun_path, path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static int connect_to(int fd, const char *server)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	strcpy(addr.sun_path, server);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	return fd;
}

static int connect_client(const char *own, const char *server)
{
	return connect_to(bind_client(own), server);
}

static int connect_stream(const char *server)
{
	return connect_to(socket(AF_UNIX, SOCK_STREAM, 0), server);
}

static struct endpoint *open_at(const char *path, bool stream)
{
	struct endpoint *e;

	ck_assert_int_eq(endpoint_open_path(&e, path, stream, error), 0);
	return e;
}

START_TEST(bad_fds)
{
	struct endpoint *e;
	int fds[2], fd;

	ck_assert_int_lt(endpoint_open_fd(&e, 99, error), 0);
	ck_assert_str_eq(error, "--fd 99: no such open descriptor");
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_lt(endpoint_open_fd(&e, fds[0], error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not a socket"));
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_lt(endpoint_open_fd(&e, fd, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not connected"));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	ck_assert_int_lt(endpoint_open_fd(&e, fds[0], error), 0);
	ck_assert_ptr_nonnull(strstr(error, "a seqpacket socket"));
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_int_lt(endpoint_open_fd(&e, fd, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not connected"));
}
END_TEST

START_TEST(kind_of_fd_is_found)
{
	static const int types[] = { SOCK_DGRAM, SOCK_STREAM };
	struct endpoint *e;
	int fds[2], i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, types[i], 0, fds), 0);
		ck_assert_int_eq(endpoint_open_fd(&e, fds[0], error), 0);
		ck_assert(endpoint_is_stream(e) == (i == 1));
		ck_assert_int_eq(endpoint_socket(e), fds[0]);
		ck_assert_int_eq(endpoint_wait_fd(e), -1);
		ck_assert_str_eq(endpoint_peer(e), "");
		endpoint_close(e);
		ck_assert_int_eq(fcntl(fds[0], F_GETFD), -1);
		close(fds[1]);
	}
}
END_TEST

static void check_private(bool stream)
{
	const char *path = file("s"), *lock = file("s.lock");
	struct endpoint *e;
	struct stat st;

	umask(0);
	e = open_at(path, stream);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(access(lock, F_OK), 0);
	ck_assert_int_eq(endpoint_socket(e), -1);
	ck_assert_int_eq(endpoint_accept(e), 0); /* nobody there */
	endpoint_close(e);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(access(lock, F_OK), -1);
}

START_TEST(bound_socket_is_private_and_removed)
{
	setup();
	check_private(false);
	check_private(true);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(client_is_learnt_and_others_kept_out)
{
	const char *path, *own, *other;
	struct endpoint *e;
	int vm, third, unnamed;
	char byte;

	setup();
	path = file("s");
	own = file("c");
	other = file("o");
	e = open_at(path, false);
	unnamed = connect_to(socket(AF_UNIX, SOCK_DGRAM, 0), path);
	third = connect_client(other, path);
	ck_assert_int_eq(send(unnamed, "x", 1, 0), 1);
	ck_assert_int_eq(endpoint_accept(e), 0); /* cannot be answered */
	vm = connect_client(own, path);
	ck_assert_int_eq(send(vm, "VFKT", 4, 0), 4);
	ck_assert_int_eq(endpoint_accept(e), 1);
	ck_assert_str_eq(endpoint_peer(e), own);
	ck_assert_int_eq(endpoint_wait_fd(e), -1);
	ck_assert_int_eq(send(third, "intruder", 8, 0), -1);
	ck_assert_int_eq(errno, EPERM);
	/* The first datagram is still there for the pump to judge. */
	ck_assert_int_eq(recv(endpoint_socket(e), &byte, 1, MSG_TRUNC), 4);
	ck_assert(!peer_gone(endpoint_socket(e)));
	close(vm);
	ck_assert(peer_gone(endpoint_socket(e)));
	endpoint_close(e);
	unlink(own);
	unlink(other);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(next_datagram_client_starts_clean)
{
	const char *path, *own, *next;
	struct endpoint *e;
	char byte;
	int vm;

	setup();
	path = file("s");
	own = file("c");
	next = file("n");
	e = open_at(path, false);
	vm = connect_client(own, path);
	ck_assert_int_eq(send(vm, "12", 2, 0), 2);
	ck_assert_int_eq(endpoint_accept(e), 1);
	close(vm);
	ck_assert_int_eq(endpoint_disconnect(e), 0);
	ck_assert_int_eq(endpoint_socket(e), -1);
	vm = connect_client(next, path);
	ck_assert_int_eq(send(vm, "123", 3, 0), 3);
	ck_assert_int_eq(endpoint_accept(e), 1);
	ck_assert_str_eq(endpoint_peer(e), next);
	ck_assert_int_eq(recv(endpoint_socket(e), &byte, 1, MSG_TRUNC), 3);
	endpoint_close(e);
	unlink(own);
	unlink(next);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(stream_serves_one_at_a_time)
{
	struct endpoint *e;
	const char *path;
	int vm, second;
	char byte;

	setup();
	path = file("s");
	e = open_at(path, true);
	vm = connect_stream(path);
	ck_assert_int_eq(endpoint_accept(e), 1);
	second = connect_stream(path);
	endpoint_turn_away(e);
	ck_assert_int_eq(recv(second, &byte, 1, 0), 0);
	ck_assert_int_eq(send(vm, "x", 1, 0), 1);
	ck_assert_int_eq(recv(endpoint_socket(e), &byte, 1, 0), 1);
	ck_assert_int_eq(endpoint_disconnect(e), 0);
	ck_assert_int_eq(recv(vm, &byte, 1, 0), 0);
	close(vm);
	vm = connect_stream(path);
	ck_assert_int_eq(endpoint_accept(e), 1);
	endpoint_close(e);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

/* A client whose path fills all of an address, without a NUL. */
static void check_longest_path(bool stream)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char own[sizeof(addr.sun_path) + 1];
	const char *path = file("s");
	struct endpoint *e;
	int vm;

	snprintf(own, sizeof(own), "%s/%0*d", dir,
		 (int)(sizeof(own) - strlen(dir) - 2), 7);
	ck_assert_uint_eq(strlen(own), sizeof(addr.sun_path));
	memcpy(addr.sun_path, own, sizeof(addr.sun_path));
	e = open_at(path, stream);
	vm = socket(AF_UNIX, stream ? SOCK_STREAM : SOCK_DGRAM, 0);
	ck_assert_int_eq(bind(vm, (struct sockaddr *)&addr, sizeof(addr)), 0);
	connect_to(vm, path);
	ck_assert_int_eq(send(vm, "x", 1, 0), 1);
	ck_assert_int_eq(endpoint_accept(e), 1);
	ck_assert_str_eq(endpoint_peer(e), own);
	ck_assert_int_eq(send(endpoint_socket(e), "y", 1, 0), 1);
	endpoint_close(e);
	close(vm);
	unlink(own);
}

START_TEST(longest_path_of_a_client)
{
	setup();
	check_longest_path(false);
	check_longest_path(true);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

#define OTHER_USER 12345

/* test_sockets.sh, which says so by its status, does the same end to end. */
static bool lacks_root(void)
{
	if (geteuid() == 0)
		return false;
	fputs("skipped: another user needs root\n", stderr);
	return true;
}

/* As another user, say something to a socket that is open to all. */
static void visit_as_other(const char *path, bool stream)
{
	int status;
	pid_t pid;

	ck_assert_int_eq(chmod(dir, 0777), 0);
	ck_assert_int_eq(chmod(path, 0777), 0);
	pid = fork();
	if (pid == 0) {
		if (setuid(OTHER_USER) < 0)
			_exit(1);
		if (stream)
			connect_stream(path);
		else
			send(connect_client(file("c"), path), "x", 1, 0);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static void check_refused(bool stream)
{
	const char *path = file("s");
	struct endpoint *e = open_at(path, stream);

	visit_as_other(path, stream);
	ck_assert_int_eq(endpoint_accept(e), -EACCES);
	ck_assert_uint_eq(endpoint_refused(e), OTHER_USER);
	ck_assert_int_eq(endpoint_socket(e), -1);
	ck_assert_int_eq(endpoint_accept(e), 0); /* and forgotten */
	endpoint_close(e);
	unlink(file("c"));
}

/* Needs root, as tests of another user do; the end-to-end tests do, too. */
START_TEST(other_users_are_refused)
{
	if (lacks_root())
		return;
	setup();
	check_refused(false);
	check_refused(true);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(second_helper_is_refused)
{
	struct endpoint *e, *second;
	const char *path;

	setup();
	path = file("s");
	e = open_at(path, false);
	ck_assert_int_eq(endpoint_open_path(&second, path, true, error),
			 -EBUSY);
	ck_assert_ptr_nonnull(strstr(error, "another helper serves it"));
	ck_assert_int_eq(access(path, F_OK), 0);
	endpoint_close(e);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(dead_socket_is_replaced_living_one_is_not)
{
	struct endpoint *e;
	const char *path;
	int living;

	setup();
	path = file("s");
	close(bind_client(path)); /* nobody serves it any more */
	endpoint_close(open_at(path, true));
	living = bind_client(path);
	ck_assert_int_eq(endpoint_open_path(&e, path, false, error),
			 -EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(error, "another process serves it"));
	ck_assert_int_eq(access(path, F_OK), 0);
	close(living);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(other_files_are_kept)
{
	char text[512], *p = text;
	struct endpoint *e;
	const char *path;
	FILE *f;

	setup();
	path = file("s");
	f = fopen(path, "w");
	fclose(f);
	ck_assert_int_eq(endpoint_open_path(&e, path, false, error), -EEXIST);
	ck_assert_ptr_nonnull(strstr(error, "exists and is not a socket"));
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	ck_assert_int_eq(endpoint_open_path(&e, "/nowhere/s", false, error),
			 -ENOENT);
	memset(p, 'x', 200);
	p[200] = '\0';
	ck_assert_int_eq(endpoint_open_path(&e, text, false, error),
			 -ENAMETOOLONG);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

/* What was put in our socket's place is not ours to remove. */
START_TEST(only_the_own_socket_is_removed)
{
	struct endpoint *e;
	const char *path;

	setup();
	path = file("s");
	e = open_at(path, false);
	ck_assert_int_eq(unlink(path), 0);
	close(bind_client(path));
	endpoint_close(e);
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(dead_socket_of_others_is_kept)
{
	struct endpoint *e;
	const char *path;

	if (lacks_root())
		return;
	setup();
	path = file("s");
	close(bind_client(path));
	ck_assert_int_eq(chown(path, OTHER_USER, 0), 0);
	ck_assert_int_eq(endpoint_open_path(&e, path, false, error), -EPERM);
	ck_assert_ptr_nonnull(strstr(error, "of another user"));
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		bad_fds,
		kind_of_fd_is_found,
		bound_socket_is_private_and_removed,
		client_is_learnt_and_others_kept_out,
		next_datagram_client_starts_clean,
		stream_serves_one_at_a_time,
		longest_path_of_a_client,
		other_users_are_refused,
		second_helper_is_refused,
		dead_socket_is_replaced_living_one_is_not,
		other_files_are_kept,
		only_the_own_socket_is_removed,
		dead_socket_of_others_is_kept,
		NULL,
	};

	return check_main("endpoint", tests);
}
