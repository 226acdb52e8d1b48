/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_process.c - children on macOS, against the doubles */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/privilege.h"
#include "client/process.h"
#include "helper/check.h"
#include "helper/util.h"
#include "helper/macos/doubles/doubles.h"

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

START_TEST(all_from_a_number_on_are_closed)
{
	int fd, first;

	first = fcntl(0, F_DUPFD, 100);
	ck_assert_int_ge(first, 100);
	for (fd = 0; fd < 600; fd++)
		ck_assert_int_ge(fcntl(0, F_DUPFD, first), 0);
	process_close_from(first + 10);
	for (fd = first; fd < first + 10; fd++)
		ck_assert(is_open(fd));
	for (fd = first + 10; fd < first + 1000; fd++)
		ck_assert(!is_open(fd));
	ck_assert(is_open(0));
}
END_TEST

/* A child of a child that follows it; tells its pid, and ends by SIGTERM. */
static void follow(int tell, bool parent_waits)
{
	pid_t parent = getpid(), pid = fork(), self;
	int err;

	if (pid == 0) {
		signal(SIGTERM, SIG_DFL); /* not that of check */
		err = process_follow(parent);
		self = err ? -1 : getpid();
		if (write(tell, &self, sizeof(self)) < 0)
			_exit(3);
		poll(NULL, 0, 20000);
		_exit(4);
	}
	if (parent_waits)
		waitpid(pid, NULL, 0);
	poll(NULL, 0, 20000);
	_exit(5);
}

static pid_t start(int fds[2], bool parent_waits, pid_t *child)
{
	pid_t parent;

	ck_assert_int_eq(pipe(fds), 0);
	parent = fork();
	if (parent == 0)
		follow(fds[1], parent_waits);
	close(fds[1]);
	ck_assert_int_eq(read(fds[0], child, sizeof(*child)), sizeof(*child));
	ck_assert_int_gt(*child, 0);
	return parent;
}

/* The end of the pipe is the end of all who have it. */
static void wait_end(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;

	ck_assert_int_eq(poll(&p, 1, 10000), 1);
	ck_assert_int_eq(read(fd, &byte, 1), 0);
}

START_TEST(a_child_ends_with_its_parent)
{
	pid_t parent, child;
	int fds[2];

	parent = start(fds, false, &child);
	ck_assert_int_eq(kill(child, 0), 0);
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	wait_end(fds[0]);
	close(fds[0]);
}
END_TEST

START_TEST(a_parent_outlives_its_child)
{
	struct pollfd p = { .events = POLLIN };
	pid_t parent, child;
	int fds[2];

	parent = start(fds, true, &child);
	kill(child, SIGKILL);
	p.fd = fds[0];
	ck_assert_int_eq(poll(&p, 1, 300), 0); /* the parent has it still */
	ck_assert_int_eq(waitpid(parent, NULL, WNOHANG), 0);
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	wait_end(fds[0]); /* nobody else has: the watcher, too, is gone */
	close(fds[0]);
}
END_TEST

START_TEST(a_parent_that_is_gone_already)
{
	ck_assert_int_eq(process_follow(getpid()), -ESRCH);
}
END_TEST

START_TEST(sudo_is_for_older_systems)
{
	struct privilege p;

	double_control.version = "26.0";
	privilege_look("/bin/sh", &p);
	ck_assert(!privilege_needs_sudo(&p));
	double_control.version = "15.7";
	privilege_look("/bin/sh", &p);
	ck_assert_int_eq(privilege_needs_sudo(&p), geteuid() != 0);
	double_control.version = NULL; /* cannot be told */
	privilege_look("/bin/sh", &p);
	ck_assert_int_eq(privilege_needs_sudo(&p), geteuid() != 0);
	p.root = false;
	ck_assert(privilege_needs_sudo(&p));
	ck_assert(privilege_is_our_user(0));
	ck_assert_ptr_nonnull(strstr(privilege_advice(), "sudo"));
}
END_TEST

START_TEST(a_program_beside_us)
{
	char path[512], cut[8];

	ck_assert_int_eq(process_sibling("test_process", path, sizeof(path)),
			 0);
	ck_assert_int_eq(path[0], '/');
	ck_assert_int_eq(access(path, X_OK), 0);
	ck_assert_int_eq(process_sibling("no_such", path, sizeof(path)),
			 -ENOENT);
	ck_assert_int_eq(process_sibling("test_process", cut, sizeof(cut)),
			 -ENAMETOOLONG);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		all_from_a_number_on_are_closed,
		a_child_ends_with_its_parent,
		a_parent_outlives_its_child,
		a_parent_that_is_gone_already,
		sudo_is_for_older_systems,
		a_program_beside_us,
		NULL,
	};

	return check_main("process", tests);
}
