/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_lockfile.c - a lock whose file may be removed by its holder */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/lockfile.h"

#define PROCESSES 8
#define ROUNDS	  200

static char dir[] = "/tmp/test_lockfile.XXXXXX";
static char path[64], counter[64];

static void make_paths(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/lock", dir);
	snprintf(counter, sizeof(counter), "%s/inside", dir);
}

START_TEST(second_taker_is_refused)
{
	struct stat st;
	int fd, other;

	make_paths();
	fd = lockfile_take(path, 0, -1);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(lockfile_take(path, 0, -1), -EWOULDBLOCK);
	ck_assert_int_eq(lockfile_take(path, 5, -1), -EWOULDBLOCK);
	close(fd);
	other = lockfile_take(path, 0, -1);
	ck_assert_int_ge(other, 0);
	lockfile_remove(path, other);
	ck_assert_int_eq(access(path, F_OK), -1);
	rmdir(dir);
}
END_TEST

START_TEST(finds_only_what_is_there)
{
	int fd;

	make_paths();
	ck_assert_int_eq(lockfile_find(path, 0, -1), -ENOENT);
	ck_assert_int_eq(lockfile_held(path), -ENOENT);
	ck_assert_int_eq(access(path, F_OK), -1);
	fd = lockfile_take(path, 0, -1);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(lockfile_held(path), 1);
	ck_assert_int_eq(lockfile_find(path, 0, -1), -EWOULDBLOCK);
	close(fd);
	ck_assert_int_eq(lockfile_held(path), 0);
	fd = lockfile_find(path, 0, -1);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(lockfile_held(path), 1);
	lockfile_remove(path, fd);
	rmdir(dir);
}
END_TEST

START_TEST(symlink_is_not_followed)
{
	make_paths();
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	ck_assert_int_eq(lockfile_take(path, 0, -1), -ELOOP);
	ck_assert_int_eq(lockfile_find(path, 0, -1), -ELOOP);
	ck_assert_int_eq(lockfile_held(path), -ELOOP);
	unlink(path);
	rmdir(dir);
}
END_TEST

/* Inside the lock nobody else may be: mkdir() fails if anybody is. */
static int contend(void)
{
	int i, fd;

	for (i = 0; i < ROUNDS; i++) {
		fd = lockfile_take(path, 30000, -1);
		if (fd < 0 || mkdir(counter, 0700) < 0)
			return 1;
		if (rmdir(counter) < 0)
			return 1;
		if (i % 2)
			lockfile_remove(path, fd);
		else
			close(fd);
	}
	return 0;
}

START_TEST(removal_lets_nobody_in)
{
	int i, status;

	make_paths();
	for (i = 0; i < PROCESSES; i++) {
		if (fork() == 0)
			_exit(contend());
	}
	for (i = 0; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		second_taker_is_refused,
		finds_only_what_is_there,
		symlink_is_not_followed,
		removal_lets_nobody_in,
		NULL,
	};

	return check_main("lockfile", tests);
}
