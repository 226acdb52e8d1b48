/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flood.c - vmnet-flood: one process for all guests, which floods
 *
 * A contender of benchmarks, not for use.  It works as socket_vmnet does: one
 * network interface for all guests, which are clients of a stream socket.
 * What comes from the interface goes to every guest; what comes from a guest
 * goes to the interface and to every other guest.  Nobody learns addresses.
 * Two reads bring a frame and one write takes it away, and a guest that does
 * not read stops all others.
 *
 * usage: vmnet-flood SOCKET TAP
 *
 * The TAP has neither header nor offload, so that all frames fit the MTU.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "helper/util.h"

#define CLIENTS	  64
#define FRAME_MAX 65536

struct client {
	int fd;		      /* -1: no client */
	pthread_mutex_t lock; /* of writes, which must not mix */
};

static struct client clients[CLIENTS];
static pthread_rwlock_t list = PTHREAD_RWLOCK_INITIALIZER;
static int tap;

static int fail(const char *what, const char *name)
{
	fprintf(stderr, "vmnet-flood: %s %s: %s\n", what, name,
		strerror(errno));
	return EXIT_FAILURE;
}

/* A client that cannot be written to is noticed where it is read from. */
static void send_frame(struct client *c, void *frame, size_t length)
{
	uint32_t prefix = htonl((uint32_t)length);
	struct iovec iov[2] = { { &prefix, sizeof(prefix) },
				{ frame, length } };
	struct iovec *at = iov;
	int left = 2;
	ssize_t n;

	pthread_mutex_lock(&c->lock);
	while (left && (n = writev(c->fd, at, left)) > 0) {
		while (left && (size_t)n >= at->iov_len) {
			n -= (ssize_t)at->iov_len;
			at++;
			left--;
		}
		if (left) {
			at->iov_base = (char *)at->iov_base + n;
			at->iov_len -= (size_t)n;
		}
	}
	pthread_mutex_unlock(&c->lock);
}

static void flood(const struct client *from, void *frame, size_t length)
{
	size_t i;

	pthread_rwlock_rdlock(&list);
	for (i = 0; i < CLIENTS; i++) {
		if (&clients[i] != from && clients[i].fd >= 0)
			send_frame(&clients[i], frame, length);
	}
	pthread_rwlock_unlock(&list);
}

static void *serve_client(void *ctx)
{
	static __thread uint8_t frame[FRAME_MAX];
	struct client *c = ctx;
	uint32_t length;

	while (read_full(c->fd, &length, sizeof(length)) == sizeof(length)) {
		length = ntohl(length);
		if (!length || length > sizeof(frame) ||
		    read_full(c->fd, frame, length) != (ssize_t)length)
			break;
		/* What the kernel does not take is lost, as on any wire. */
		if (write(tap, frame, length) < 0 && errno == EBADFD)
			break;
		flood(c, frame, length);
	}
	pthread_rwlock_wrlock(&list);
	close(c->fd);
	c->fd = -1;
	pthread_rwlock_unlock(&list);
	return NULL;
}

static void *serve_tap(void *ctx)
{
	static uint8_t frame[FRAME_MAX];
	ssize_t n;

	while ((n = read(tap, frame, sizeof(frame))) > 0 || errno == EINTR) {
		if (n > 0)
			flood(NULL, frame, (size_t)n);
	}
	exit(fail("cannot read", ctx));
}

static int open_tap(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (strlen(name) >= sizeof(ifr.ifr_name)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(ifr.ifr_name, name);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &ifr) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int open_socket(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(addr.sun_path, path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    listen(fd, CLIENTS) < 0)
		return -1;
	return fd;
}

static void accept_client(int fd)
{
	pthread_t thread;
	size_t i = 0;

	pthread_rwlock_wrlock(&list);
	while (i < CLIENTS && clients[i].fd >= 0)
		i++;
	if (i < CLIENTS)
		clients[i].fd = fd;
	pthread_rwlock_unlock(&list);
	if (i == CLIENTS ||
	    pthread_create(&thread, NULL, serve_client, &clients[i]) != 0) {
		fprintf(stderr, "vmnet-flood: no room for a client\n");
		exit(EXIT_FAILURE);
	}
	pthread_detach(thread);
}

int main(int argc, char *argv[])
{
	pthread_t thread;
	int sock, fd;
	size_t i;

	if (argc != 3) {
		fprintf(stderr, "usage: vmnet-flood SOCKET TAP\n");
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < CLIENTS; i++) {
		clients[i].fd = -1;
		pthread_mutex_init(&clients[i].lock, NULL);
	}
	tap = open_tap(argv[2]);
	if (tap < 0)
		return fail("cannot create", argv[2]);
	sock = open_socket(argv[1]);
	if (sock < 0)
		return fail("cannot listen at", argv[1]);
	if (pthread_create(&thread, NULL, serve_tap, argv[2]) != 0)
		return fail("cannot serve", argv[2]);
	while ((fd = accept4(sock, NULL, NULL, SOCK_CLOEXEC)) >= 0 ||
	       errno == EINTR || errno == ECONNABORTED) {
		if (fd >= 0)
			accept_client(fd);
	}
	return fail("cannot accept at", argv[1]);
}
