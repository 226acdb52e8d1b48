/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* csv_fixture.h - a file in a folder of its own, and a row, for tests of CSV */
#ifndef PERF_CSV_FIXTURE_H
#define PERF_CSV_FIXTURE_H

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/csv.h"

static char dir[] = "/tmp/test_csv.XXXXXX";
static char path[sizeof(dir) + 16];

/* Valid but for what a test changes; the numbers mean nothing. */
static const struct sample example = {
	.run_id = "run",
	.time = "2000-01-01T00:00:00Z",
	.machine = "x-1",
	.cell = { .arm = "head",
		  .commit = "0000000+dirty",
		  .driver = "d",
		  .mode = "shared",
		  .direction = "vm-to-vm",
		  .proto = "tcp",
		  .offload = "off",
		  .streams = 1,
		  .mtu = 1500,
		  .size = 2,
		  .vms = 3,
		  .network = "tap" },
	.round = 4,
	.order = 5,
	.seconds = 6.5,
	.metric = "throughput",
	.unit = "bit/s",
	.better = "higher",
	.value = 0.1,
	.status = "ok",
};

static const char example_line[] =
	"1,run,2000-01-01T00:00:00Z,x-1,head,0000000+dirty,d,shared,vm-to-vm,"
	"tcp,1,1500,2,off,3,4,5,6.5,throughput,bit/s,higher,0.1,ok,"
	"tap,\n";

static inline void setup(void)
{
	strcpy(dir + sizeof(dir) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file.csv", dir);
}

static inline void teardown(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static inline void put(const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write_full(fd, text, len), 0);
	close(fd);
}

static inline void put_lines(const char *header, const char *rest)
{
	char text[8192];
	int len;

	len = snprintf(text, sizeof(text), "%s\n%s", header, rest);
	ck_assert_int_lt(len, (int)sizeof(text));
	put(text, (size_t)len);
}

static inline void ck_content(const char *header, const char *rest)
{
	char expected[8192], found[8192];

	snprintf(expected, sizeof(expected), "%s\n%s", header, rest);
	ck_assert_int_ge((int)read_text(path, found, sizeof(found)), 0);
	ck_assert_str_eq(found, expected);
}

static inline int csv(const char *header)
{
	int fd = csv_open(path, header);

	ck_assert_int_ge(fd, 0);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert(fcntl(fd, F_GETFL) & O_APPEND);
	return fd;
}

#endif
