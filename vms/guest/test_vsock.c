/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_vsock.c - the guest's way to the host
 *
 * The socket is a unix socket here; the address is looked at and not used.
 */

#include <errno.h>
#include <linux/vm_sockets.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/util.h"
#include "vms/guest/vsock.h"

int __wrap_socket(int domain, int type, int protocol);
int __wrap_connect(int fd, const struct sockaddr *addr, socklen_t len);
int __real_socket(int domain, int type, int protocol);

static int no_device; /* so many sockets cannot be made */
static int refusals;  /* so many connections are refused */
static int opened;

int __wrap_socket(int domain, int type, int protocol)
{
	ck_assert_int_eq(domain, AF_VSOCK);
	ck_assert_int_eq(type, SOCK_STREAM);
	if (no_device-- > 0) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	opened++;
	return __real_socket(AF_UNIX, type, protocol);
}

int __wrap_connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	const struct sockaddr_vm *vm = (const struct sockaddr_vm *)addr;

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(len, sizeof(*vm));
	ck_assert_uint_eq(vm->svm_family, AF_VSOCK);
	ck_assert_uint_eq(vm->svm_cid, 2);
	ck_assert_uint_eq(vm->svm_port, 1024);
	if (refusals-- > 0) {
		errno = ECONNRESET;
		return -1;
	}
	return 0;
}

/* The next descriptor is the same before and after: none is left. */
static int next_fd(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

START_TEST(at_once)
{
	int fd = vsock_connect(1024, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(opened, 1);
	close(fd);
}
END_TEST

START_TEST(when_somebody_listens)
{
	int before = next_fd(), fd;

	no_device = 1;
	refusals = 2;
	fd = vsock_connect(1024, 10000);
	ck_assert_int_eq(fd, before);
	ck_assert_int_eq(opened, 3);
	close(fd);
}
END_TEST

START_TEST(not_for_ever)
{
	int64_t start = clock_ms();
	int before = next_fd();

	refusals = 1000000;
	ck_assert_int_eq(vsock_connect(1024, 300), -ECONNRESET);
	ck_assert_int_ge(clock_ms() - start, 300);
	ck_assert_int_eq(next_fd(), before);
	refusals = 0;
	no_device = 1000000;
	ck_assert_int_eq(vsock_connect(1024, 0), -EAFNOSUPPORT);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		at_once,
		when_somebody_listens,
		not_for_ever,
		NULL,
	};

	return check_main("vsock", tests);
}
