/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_end.c - what ends a helper, and what it gives up: peer, signals, root */

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/cred.h"
#include "helper/peer.h"
#include "helper/priv.h"
#include "helper/signals.h"
#include "helper/socket.h"
#include "helper/util.h"

static char dir[] = "/tmp/test_end.XXXXXX";

START_TEST(peer_of_a_pair)
{
	int types[] = { SOCK_DGRAM, SOCK_STREAM };
	int fds[2];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, types[i], 0, fds), 0);
		ck_assert(!peer_gone(fds[0]));
		close(fds[1]);
		ck_assert(peer_gone(fds[0]));
		close(fds[0]);
	}
	ck_assert(!peer_gone(-1)); /* not certain */
}
END_TEST

static struct sockaddr_un address(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s", dir, name);
	return addr;
}

static int bind_socket(const char *name)
{
	struct sockaddr_un addr = address(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

START_TEST(sender_of_a_datagram)
{
	struct sockaddr_un addr, ours, expected;
	int fd, client, nobody;
	socklen_t len;
	uid_t uid = 4711;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ours = address("ours");
	expected = address("client");
	fd = bind_socket("ours");
	client = bind_socket("client");
	nobody = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_int_eq(cred_attach(fd, true), 0);
	ck_assert_int_eq(cred_peek(fd, &addr, &len, &uid), -EAGAIN);
	if (geteuid() == 0)
		ck_assert_int_eq(chown(expected.sun_path, 4321, 4321), 0);
	sendto(client, "x", 1, 0, (struct sockaddr *)&ours, sizeof(ours));
	ck_assert_int_eq(cred_peek(fd, &addr, &len, &uid), 0);
	ck_assert_str_eq(addr.sun_path, expected.sun_path);
	ck_assert_uint_eq(uid, geteuid() == 0 ? 4321 : getuid());
	ck_assert_int_eq(recv(fd, &uid, 1, 0), 1);
	sendto(nobody, "x", 1, 0, (struct sockaddr *)&ours, sizeof(ours));
	ck_assert_int_eq(cred_peek(fd, &addr, &len, &uid), 0);
	ck_assert_uint_le(len, offsetof(struct sockaddr_un, sun_path));
	ck_assert_int_eq(recv(fd, &uid, 1, 0), 1);

	connect(fd, (struct sockaddr *)&expected, sizeof(expected));
	ck_assert_int_eq(socket_disconnect(fd), 0);
	ck_assert_int_lt(send(fd, "x", 1, 0), 0);
	ck_assert_int_eq(socket_disconnect(fd), 0);
	connect(fd, (struct sockaddr *)&expected, sizeof(expected));
	close(client);
	ck_assert_int_eq(socket_disconnect(fd), 0);
	unlink(ours.sun_path);
	unlink(expected.sun_path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(peer_of_a_stream)
{
	uid_t uid = 4711;
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_int_eq(cred_stream(fds[0], &uid), 0);
	ck_assert_uint_eq(uid, geteuid());
	ck_assert_int_eq(cred_stream(-1, &uid), -EBADF);
}
END_TEST

static int wait_signal(int fd, bool *by_kernel)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	ck_assert_int_eq(poll(&p, 1, 5000), 1);
	return signals_next(fd, by_kernel);
}

START_TEST(signals_are_read)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	bool by_kernel = true;
	struct pollfd p = { .events = POLLIN };
	int fd;
	size_t i;

	fd = p.fd = signals_open(ends, ARRAY_SIZE(ends));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(signals_next(fd, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		kill(getpid(), ends[i]);
		ck_assert_int_eq(wait_signal(fd, &by_kernel), ends[i]);
		ck_assert(!by_kernel || ends[i] == SIGINT ||
			  ends[i] == SIGQUIT);
		ck_assert_int_eq(signals_next(fd, NULL), 0);
	}
	ck_assert_int_eq(poll(&p, 1, 0), 0);
	raise(SIGPIPE); /* ignored */
	close(fd);
}
END_TEST

START_TEST(an_ignored_hangup_stays_ignored)
{
	static const int ends[] = { SIGTERM, SIGHUP };
	int fd;

	signal(SIGHUP, SIG_IGN);
	fd = signals_open(ends, ARRAY_SIZE(ends));
	ck_assert_int_ge(fd, 0);
	kill(getpid(), SIGHUP);
	kill(getpid(), SIGTERM);
	ck_assert_int_eq(wait_signal(fd, NULL), SIGTERM);
	ck_assert_int_eq(signals_next(fd, NULL), 0);
	close(fd);
}
END_TEST

static char error[PRIV_ERROR_MAX];

static void need_root(void)
{
	if (geteuid() != 0)
		exit(0); /* check(1) forks for each test */
}

START_TEST(who_is_not_root_stays_as_he_is)
{
	need_root();
	ck_assert_int_eq(setuid(4321), 0);
	ck_assert_int_eq(priv_drop(false, error), 0);
	ck_assert_uint_eq(getuid(), 4321);
}
END_TEST

START_TEST(the_user_who_called_sudo)
{
	const gid_t groups[] = { 0, 4, 27 };
	gid_t left[8];

	need_root();
	ck_assert_int_eq(setgroups(ARRAY_SIZE(groups), groups), 0);
	setenv("SUDO_UID", "4321", 1);
	setenv("SUDO_GID", "4322", 1);
	ck_assert_int_eq(priv_drop(true, error), 0);
	ck_assert_uint_eq(getuid(), 4321);
	ck_assert_uint_eq(geteuid(), 4321);
	ck_assert_uint_eq(getgid(), 4322);
	ck_assert_uint_eq(getegid(), 4322);
	ck_assert_int_eq(getgroups(8, left), 1);
	ck_assert_uint_eq(left[0], 4322);
	ck_assert_int_ne(setuid(0), 0);
	ck_assert_int_ne(seteuid(0), 0);
	ck_assert_int_ne(setgid(0), 0);
}
END_TEST

START_TEST(root_itself)
{
	need_root();
	unsetenv("SUDO_UID");
	ck_assert_int_eq(priv_drop(false, error), 0);
	ck_assert_uint_ne(getuid(), 0); /* nobody */
	ck_assert_int_ne(setuid(0), 0);
}
END_TEST

START_TEST(root_itself_with_files_of_root)
{
	need_root();
	setenv("SUDO_UID", "0", 1);
	setenv("SUDO_GID", "0", 1);
	ck_assert_int_eq(priv_drop(true, error), 0);
	ck_assert_uint_eq(getuid(), 0);
	ck_assert_int_eq(getgroups(0, NULL), 1);
}
END_TEST

START_TEST(nonsense_in_the_environment)
{
	need_root();
	setenv("SUDO_UID", "4294967295", 1);
	setenv("SUDO_GID", "x", 1);
	ck_assert_int_eq(priv_drop(false, error), 0);
	ck_assert_uint_ne(getuid(), 0);
	ck_assert_uint_ne(getuid(), (uid_t)-1);
}
END_TEST

START_TEST(a_set_uid_program)
{
	need_root();
	ck_assert_int_eq(setresgid(4322, 4322, 4322), 0);
	ck_assert_int_eq(setresuid(4321, 0, 0), 0);
	ck_assert_int_eq(priv_drop(false, error), 0);
	ck_assert_uint_eq(geteuid(), 4321);
	ck_assert_int_ne(seteuid(0), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		peer_of_a_pair,
		sender_of_a_datagram,
		peer_of_a_stream,
		signals_are_read,
		an_ignored_hangup_stays_ignored,
		who_is_not_root_stays_as_he_is,
		the_user_who_called_sudo,
		root_itself,
		root_itself_with_files_of_root,
		nonsense_in_the_environment,
		a_set_uid_program,
		NULL,
	};

	return check_main("end", tests);
}
