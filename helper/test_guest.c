/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_guest.c - the VM's end: sockets that are good, bad, dead and full */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/guest.h"
#include "helper/nic.h"
#include "helper/peer.h"
#include "helper/util.h"

static char error[GUEST_ERROR_MAX];
static char dir[] = "/tmp/test_guest.XXXXXX";

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

static int connect_client(const char *own, const char *server)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = bind_client(own);

	strcpy(addr.sun_path, server);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	return fd;
}

static struct guest *open_pair(int *vm)
{
	struct guest *guest;
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	*vm = fds[1];
	ck_assert_int_eq(guest_open_fd(&guest, fds[0], error), 0);
	ck_assert_int_eq(guest_prepare(guest, 1514), 0);
	return guest;
}

START_TEST(bad_fds)
{
	struct guest *guest;
	int fds[2], fd;

	ck_assert_int_lt(guest_open_fd(&guest, 99, error), 0);
	ck_assert_str_eq(error, "--fd 99: no such open descriptor");
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_lt(guest_open_fd(&guest, fds[0], error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not a socket"));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_int_lt(guest_open_fd(&guest, fds[0], error), 0);
	ck_assert_ptr_nonnull(strstr(error, "stream sockets are not"));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	ck_assert_int_lt(guest_open_fd(&guest, fds[0], error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not a datagram socket"));
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_int_lt(guest_open_fd(&guest, fd, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "not connected"));
}
END_TEST

START_TEST(frames_pass_both_ways)
{
	struct iovec frames[NIC_BATCH];
	struct datagram out[10];
	uint64_t waits = 0;
	uint8_t frame[1514];
	struct guest *guest;
	int vm, i;

	guest = open_pair(&vm);
	for (i = 0; i < 100; i++) {
		memset(frame, i, sizeof(frame));
		ck_assert_int_eq(send(vm, frame, 60 + (size_t)i, 0), 60 + i);
	}
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), NIC_BATCH);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 100 - NIC_BATCH);
	ck_assert_uint_eq(frames[0].iov_len, 60 + NIC_BATCH);
	ck_assert_uint_eq(((uint8_t *)frames[0].iov_base)[59], NIC_BATCH);
	for (i = 0; i < 10; i++) {
		out[i].iov[0] = frames[i];
		out[i].iov[1] = (struct iovec){ frame, i == 1 ? 5 : 0 };
	}
	ck_assert_int_eq(guest_send(guest, out, 10, &waits), 10);
	ck_assert_int_eq(recv(vm, frame, sizeof(frame), 0), 60 + NIC_BATCH);
	ck_assert_int_eq(recv(vm, frame, sizeof(frame), 0), 66 + NIC_BATCH);
	ck_assert_uint_eq(waits, 0);
	guest_close(guest);
}
END_TEST

START_TEST(oversize_is_told_from_its_length)
{
	struct iovec frames[NIC_BATCH];
	uint8_t frame[3000] = { 0 };
	struct guest *guest;
	int vm;

	guest = open_pair(&vm);
	ck_assert_int_eq(send(vm, frame, sizeof(frame), 0), sizeof(frame));
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 1);
	ck_assert_uint_eq(frames[0].iov_len, sizeof(frame));
	guest_close(guest);
}
END_TEST

START_TEST(full_queue_is_bounded)
{
	uint8_t bytes[1514] = { 0 };
	struct datagram frames[NIC_BATCH] = { 0 };
	uint64_t waits = 0;
	struct guest *guest;
	int64_t start;
	int vm, i, sent;

	for (i = 0; i < NIC_BATCH; i++)
		frames[i].iov[0] = (struct iovec){ bytes, sizeof(bytes) };
	guest = open_pair(&vm);
	start = clock_ms();
	do {
		sent = guest_send(guest, frames, NIC_BATCH, &waits);
		ck_assert_int_ge(sent, 0);
	} while (sent == NIC_BATCH && clock_ms() < start + 10000);
	ck_assert_int_lt(sent, NIC_BATCH);
	ck_assert_uint_gt(waits, 0);
	/* It recovers as soon as the VM reads again. */
	while (recv(vm, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	ck_assert_int_eq(guest_send(guest, frames, NIC_BATCH, &waits),
			 NIC_BATCH);
	guest_close(guest);
}
END_TEST

static void *stop_soon(void *guest)
{
	const struct timespec pause = { .tv_nsec = 20000000 };

	nanosleep(&pause, NULL);
	guest_stop(guest);
	return NULL;
}

START_TEST(stop_ends_a_wait)
{
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	pthread_t thread;
	int vm;

	guest = open_pair(&vm);
	pthread_create(&thread, NULL, stop_soon, guest);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 0);
	pthread_join(thread, NULL);
	guest_close(guest);
}
END_TEST

START_TEST(stop_ends_a_flood)
{
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	int vm;

	guest = open_pair(&vm);
	ck_assert_int_eq(send(vm, "0123456789abcd", 14, 0), 14);
	guest_stop(guest);
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 0);
	guest_close(guest);
}
END_TEST

START_TEST(dead_peer_is_told)
{
	struct datagram frame = { { { error, 60 } } };
	uint64_t waits = 0;
	struct guest *guest;
	int vm;

	guest = open_pair(&vm);
	ck_assert(!peer_gone(guest_fd(guest)));
	close(vm);
	ck_assert(peer_gone(guest_fd(guest)));
	ck_assert_int_eq(guest_send(guest, &frame, 1, &waits), -ECONNRESET);
	guest_close(guest);
}
END_TEST

START_TEST(bound_socket_is_private_and_removed)
{
	const char *path, *lock;
	struct guest *guest;
	struct stat st;

	setup();
	path = file("s");
	lock = file("s.lock");
	umask(0);
	ck_assert_int_eq(guest_open_path(&guest, path, error), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(access(lock, F_OK), 0);
	ck_assert(!guest_connected(guest));
	guest_close(guest);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(access(lock, F_OK), -1);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(client_is_learnt_and_others_kept_out)
{
	const char *path, *own, *other;
	struct iovec frames[NIC_BATCH];
	struct guest *guest;
	int vm, third, unnamed;

	setup();
	path = file("s");
	own = file("c");
	other = file("o");
	ck_assert_int_eq(guest_open_path(&guest, path, error), 0);
	ck_assert_int_eq(guest_prepare(guest, 1514), 0);
	ck_assert_int_eq(guest_accept(guest), 0); /* nothing queued */
	unnamed = socket(AF_UNIX, SOCK_DGRAM, 0);
	{
		struct sockaddr_un addr = { .sun_family = AF_UNIX };

		strcpy(addr.sun_path, path);
		ck_assert_int_eq(connect(unnamed, (struct sockaddr *)&addr,
					 sizeof(addr)),
				 0);
	}
	third = connect_client(other, path);
	ck_assert_int_eq(send(unnamed, "x", 1, 0), 1);
	ck_assert_int_eq(guest_accept(guest), 0); /* cannot be answered */
	vm = connect_client(own, path);
	ck_assert_int_eq(send(vm, "VFKT", 4, 0), 4);
	ck_assert_int_eq(guest_accept(guest), 1);
	ck_assert_str_eq(guest_peer(guest), own);
	ck_assert_int_eq(send(third, "intruder", 8, 0), -1);
	ck_assert_int_eq(errno, EPERM);
	/* The first datagram is still there for the pump to judge. */
	ck_assert_int_eq(guest_recv(guest, frames, NIC_BATCH), 1);
	ck_assert_uint_eq(frames[0].iov_len, 4);
	ck_assert(!peer_gone(guest_fd(guest)));
	close(vm);
	ck_assert(peer_gone(guest_fd(guest)));
	guest_close(guest);
	unlink(own);
	unlink(other);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(second_helper_is_refused)
{
	const char *path;
	struct guest *guest, *second;

	setup();
	path = file("s");
	ck_assert_int_eq(guest_open_path(&guest, path, error), 0);
	ck_assert_int_eq(guest_open_path(&second, path, error), -EBUSY);
	ck_assert_ptr_nonnull(strstr(error, "another helper serves it"));
	ck_assert_int_eq(access(path, F_OK), 0);
	guest_close(guest);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(dead_socket_is_replaced_living_one_is_not)
{
	const char *path;
	struct guest *guest;
	int living;

	setup();
	path = file("s");
	close(bind_client(path)); /* nobody serves it any more */
	ck_assert_int_eq(guest_open_path(&guest, path, error), 0);
	guest_close(guest);
	living = bind_client(path);
	ck_assert_int_eq(guest_open_path(&guest, path, error), -EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(error, "another process serves it"));
	ck_assert_int_eq(access(path, F_OK), 0);
	close(living);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(other_files_are_kept)
{
	const char *path;
	char text[512], *p = text;
	struct guest *guest;
	FILE *f;

	setup();
	path = file("s");
	f = fopen(path, "w");
	fclose(f);
	ck_assert_int_eq(guest_open_path(&guest, path, error), -EEXIST);
	ck_assert_ptr_nonnull(strstr(error, "exists and is not a socket"));
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	ck_assert_int_eq(guest_open_path(&guest, "/nowhere/s", error), -ENOENT);
	memset(p, 'x', 200);
	p[200] = '\0';
	ck_assert_int_eq(guest_open_path(&guest, text, error), -ENAMETOOLONG);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		bad_fds,
		frames_pass_both_ways,
		oversize_is_told_from_its_length,
		full_queue_is_bounded,
		stop_ends_a_wait,
		stop_ends_a_flood,
		dead_peer_is_told,
		bound_socket_is_private_and_removed,
		client_is_learnt_and_others_kept_out,
		second_helper_is_refused,
		dead_socket_is_replaced_living_one_is_not,
		other_files_are_kept,
		NULL,
	};

	return check_main("guest", tests);
}
