/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_util.c - small things every program here needs */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/util.h"

START_TEST(numbers)
{
	uint64_t v;

	ck_assert_int_eq(parse_uint("0", 0, 9, &v), 0);
	ck_assert_uint_eq(v, 0);
	ck_assert_int_eq(parse_uint("18446744073709551615", 0, UINT64_MAX, &v),
			 0);
	ck_assert(v == UINT64_MAX);
	ck_assert_int_eq(parse_uint("18446744073709551616", 0, UINT64_MAX, &v),
			 -ERANGE);
	ck_assert_int_eq(parse_uint("10", 0, 9, &v), -ERANGE);
	ck_assert_int_eq(parse_uint("1", 2, 9, &v), -ERANGE);
	ck_assert_int_eq(parse_uint("", 0, 9, &v), -EINVAL);
	ck_assert_int_eq(parse_uint("-1", 0, 9, &v), -EINVAL);
	ck_assert_int_eq(parse_uint("+1", 0, 9, &v), -EINVAL);
	ck_assert_int_eq(parse_uint(" 1", 0, 9, &v), -EINVAL);
	ck_assert_int_eq(parse_uint("1x", 0, 9, &v), -EINVAL);
}
END_TEST

START_TEST(full_reads_and_writes)
{
	char buf[8];
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write_full(fds[1], "hello", 5), 0);
	close(fds[1]);
	ck_assert_int_eq(read_full(fds[0], buf, sizeof(buf)), 5);
	ck_assert_mem_eq(buf, "hello", 5);
	close(fds[0]);
	ck_assert_int_eq(read_full(fds[0], buf, 1), -EBADF);
	ck_assert_int_eq(write_full(fds[1], buf, 1), -EBADF);
}
END_TEST

START_TEST(text_files)
{
	char path[] = "/tmp/test_util.XXXXXX", text[4];
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(write_text(path, "abcdef"), 0);
	ck_assert_int_eq(read_text(path, text, sizeof(text)), 3);
	ck_assert_str_eq(text, "abc");
	unlink(path);
	ck_assert_int_eq(read_text(path, text, sizeof(text)), -ENOENT);
	ck_assert_int_eq(write_text(path, "x"), -ENOENT);
}
END_TEST

START_TEST(wakeup_does_not_block)
{
	char byte;
	int fds[2];

	ck_assert_int_eq(wakeup_pipe(fds), 0);
	ck_assert_int_eq(read(fds[0], &byte, 1), -1);
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_int_eq(fcntl(fds[1], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(set_cloexec(fds[1], false), 0);
	ck_assert_int_eq(fcntl(fds[1], F_GETFD), 0);
	close(fds[0]);
	close(fds[1]);
	ck_assert_int_eq(set_cloexec(fds[1], true), -EBADF);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		numbers,    full_reads_and_writes,
		text_files, wakeup_does_not_block,
		NULL,
	};

	return check_main("util", tests);
}
