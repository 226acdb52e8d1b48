/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* guest.c - the VM's end of the cable: a unix datagram socket */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "helper/batch.h"
#include "helper/guest.h"
#include "helper/lockfile.h"
#include "helper/nic.h"
#include "helper/util.h"

/*
 * What we let the kernel queue towards the VM.  On Linux the sender's buffer
 * is the queue; 512 KiB are about 450 full frames, and more only makes the
 * cache colder (measured).
 */
#define SEND_BUFFER (512 * 1024)

struct guest {
	int fd;
	int stop[2]; /* a byte in this pipe ends every wait, for good */
	_Atomic bool stopping;
	int lock;   /* of a bound socket, else -1 */
	char *path; /* of a bound socket, else NULL */
	char *lock_path;
	char peer[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
	int connected;

	unsigned int max_frame;
	uint8_t *bytes; /* NIC_BATCH buffers of max_frame */
	struct iovec bufs[NIC_BATCH];
	unsigned int lens[NIC_BATCH];
	struct batch *rx;
	struct batch *tx;
};

static struct guest *guest_new(void)
{
	struct guest *guest = calloc(1, sizeof(*guest));

	if (!guest)
		return NULL;
	guest->fd = -1;
	guest->lock = -1;
	if (wakeup_pipe(guest->stop) < 0) {
		free(guest);
		return NULL;
	}
	return guest;
}

static int fail(char *error, int err, const char *option, const char *value,
		const char *reason)
{
	snprintf(error, GUEST_ERROR_MAX, "%s %s: %s", option, value, reason);
	return err;
}

static int check_fd(int fd, const char *text, char *error)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(int);
	int type;

	if (fcntl(fd, F_GETFD) < 0)
		return fail(error, -EBADF, "--fd", text,
			    "no such open descriptor");
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
		return fail(error, -ENOTSOCK, "--fd", text, "not a socket");
	if (type == SOCK_STREAM)
		return fail(error, -ESOCKTNOSUPPORT, "--fd", text,
			    "stream sockets are not available yet, use a "
			    "datagram socket");
	if (type != SOCK_DGRAM)
		return fail(error, -ESOCKTNOSUPPORT, "--fd", text,
			    "not a datagram socket");
	len = sizeof(addr);
	if (getpeername(fd, (struct sockaddr *)&addr, &len) < 0)
		return fail(error, -ENOTCONN, "--fd", text,
			    "the socket is not connected");
	return 0;
}

/* Best effort: a smaller queue costs speed, nothing else. */
static void set_send_buffer(int fd)
{
	int size = SEND_BUFFER;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

int guest_open_fd(struct guest **out, int fd, char error[GUEST_ERROR_MAX])
{
	struct guest *guest;
	char text[16];
	int err;

	snprintf(text, sizeof(text), "%d", fd);
	err = check_fd(fd, text, error);
	if (err)
		return err;
	guest = guest_new();
	if (!guest)
		return fail(error, -ENOMEM, "--fd", text, strerror(ENOMEM));
	guest->fd = fd;
	guest->connected = 1;
	set_cloexec(fd, true);
	set_send_buffer(fd);
	*out = guest;
	return 0;
}

/* A socket nobody has open refuses connections; that one may be replaced. */
static int remove_dead_socket(const struct sockaddr_un *addr)
{
	struct stat st;
	int fd, err = 0;

	if (lstat(addr->sun_path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0)
		err = -EADDRINUSE;
	else if (errno == EPROTOTYPE)
		err = -EADDRINUSE; /* somebody's stream socket */
	else if (errno != ECONNREFUSED)
		err = -errno;
	close(fd);
	if (!err && unlink(addr->sun_path) < 0)
		err = -errno;
	return err;
}

static int bind_private(struct guest *guest, const struct sockaddr_un *addr)
{
	mode_t mask;
	int err = 0;

	guest->fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (guest->fd < 0)
		return -errno;
	set_cloexec(guest->fd, true);
	set_send_buffer(guest->fd);
	/* With a chmod() afterwards there would be a moment in between. */
	mask = umask(0177);
	if (bind(guest->fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0)
		err = -errno;
	umask(mask);
	return err;
}

static int lock_path(struct guest *guest, const char *path, char *error)
{
	if (asprintf(&guest->lock_path, "%s.lock", path) < 0) {
		guest->lock_path = NULL;
		return fail(error, -ENOMEM, "--socket", path, strerror(ENOMEM));
	}
	guest->lock = lockfile_take(guest->lock_path, 0);
	if (guest->lock == -EWOULDBLOCK)
		return fail(error, -EBUSY, "--socket", path,
			    "another helper serves it");
	if (guest->lock < 0) {
		snprintf(error, GUEST_ERROR_MAX,
			 "--socket %s: cannot create %s: %s", path,
			 guest->lock_path, strerror(-guest->lock));
		return guest->lock;
	}
	return 0;
}

static int open_path(struct guest *guest, const char *path, char *error)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int err;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		snprintf(error, GUEST_ERROR_MAX,
			 "--socket %.128s...: longer than %zu bytes", path,
			 sizeof(addr.sun_path) - 1);
		return -ENAMETOOLONG;
	}
	memcpy(addr.sun_path, path, strlen(path));
	err = lock_path(guest, path, error);
	if (err)
		return err;
	err = remove_dead_socket(&addr);
	if (err == -EEXIST)
		return fail(error, err, "--socket", path,
			    "exists and is not a socket");
	if (err == -EADDRINUSE)
		return fail(error, err, "--socket", path,
			    "another process serves it");
	if (!err)
		err = bind_private(guest, &addr);
	if (err)
		return fail(error, err, "--socket", path, strerror(-err));
	guest->path = strdup(path);
	return guest->path ? 0 : -ENOMEM;
}

int guest_open_path(struct guest **out, const char *path,
		    char error[GUEST_ERROR_MAX])
{
	struct guest *guest = guest_new();
	int err;

	if (!guest)
		return fail(error, -ENOMEM, "--socket", path, strerror(ENOMEM));
	err = open_path(guest, path, error);
	if (err) {
		guest_close(guest);
		return err;
	}
	*out = guest;
	return 0;
}

int guest_fd(const struct guest *guest)
{
	return guest->fd;
}

int guest_connected(const struct guest *guest)
{
	return guest->connected;
}

const char *guest_peer(const struct guest *guest)
{
	return guest->peer;
}

int guest_accept(struct guest *guest)
{
	struct sockaddr_un addr;
	socklen_t len = sizeof(addr);
	uint8_t byte;
	ssize_t n;

	memset(&addr, 0, sizeof(addr));
	n = recvfrom(guest->fd, &byte, sizeof(byte),
		     MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT,
		     (struct sockaddr *)&addr, &len);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (len <= offsetof(struct sockaddr_un, sun_path) ||
	    connect(guest->fd, (struct sockaddr *)&addr, len) < 0) {
		/* No way to answer: a client that did not bind, or is gone. */
		n = recv(guest->fd, &byte, sizeof(byte), MSG_DONTWAIT);
		return 0;
	}
	len -= (socklen_t)offsetof(struct sockaddr_un, sun_path);
	memcpy(guest->peer, addr.sun_path, len);
	guest->peer[len] = '\0';
	guest->connected = 1;
	return 1;
}

int guest_prepare(struct guest *guest, unsigned int max_frame)
{
	int i;

	guest->max_frame = max_frame;
	guest->bytes = calloc(NIC_BATCH, max_frame);
	guest->rx = batch_new(NIC_BATCH);
	guest->tx = batch_new(NIC_BATCH);
	if (!guest->bytes || !guest->rx || !guest->tx)
		return -ENOMEM;
	for (i = 0; i < NIC_BATCH; i++) {
		guest->bufs[i].iov_base = guest->bytes + (size_t)i * max_frame;
		guest->bufs[i].iov_len = max_frame;
	}
	return 0;
}

/*
 * Wait for the socket or guest_stop().  Returns 1 when the socket is ready,
 * 0 when stopped, -ETIMEDOUT or -errno.
 */
static int wait_ready(struct guest *guest, short events, int timeout_ms)
{
	struct pollfd fds[2] = {
		{ .fd = guest->fd, .events = events },
		{ .fd = guest->stop[0], .events = POLLIN },
	};
	int n;

	do {
		n = poll(fds, 2, timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (fds[1].revents)
		return 0;
	return n ? 1 : -ETIMEDOUT;
}

/* All that a dead peer of a datagram socket can look like. */
static int peer_error(int err)
{
	switch (err) {
	case -ECONNREFUSED:
	case -ENOTCONN:
	case -EPIPE:
	case -EDESTADDRREQ:
		return -ECONNRESET;
	default:
		return err;
	}
}

int guest_recv(struct guest *guest, struct iovec *frames, int n)
{
	int i, got, err;

	for (;;) {
		/* In a flood there is never a wait that sees a stop. */
		if (atomic_load_explicit(&guest->stopping,
					 memory_order_relaxed))
			return 0;
		got = batch_recv(guest->rx, guest->fd, guest->bufs, guest->lens,
				 n);
		if (got > 0)
			break;
		if (got != -EAGAIN)
			return peer_error(got);
		err = wait_ready(guest, POLLIN, -1);
		if (err < 0)
			return err;
	}
	for (i = 0; i < got; i++) {
		frames[i].iov_base = guest->bufs[i].iov_base;
		frames[i].iov_len = guest->lens[i];
	}
	return got;
}

/*
 * Decide what to do after a send that took nothing.  Returns 1 to try again,
 * 0 to give the rest up, -errno when the VM is gone.
 */
static int after_refusal(struct guest *guest, int err, int64_t deadline,
			 uint64_t *waits)
{
	int64_t left;

	if (err != -EAGAIN && err != -ENOBUFS && err != -ENOMEM)
		return err;
	left = deadline - clock_ms();
	if (left <= 0)
		return 0;
	(*waits)++;
	err = wait_ready(guest, POLLOUT, (int)left);
	return err > 0 ? 1 : 0;
}

int guest_send(struct guest *guest, const struct datagram *frames, int n,
	       uint64_t *waits)
{
	int64_t deadline = 0;
	int done = 0, lost = 0, sent, err;

	while (done < n) {
		sent = batch_send(guest->tx, guest->fd, frames + done,
				  n - done);
		if (sent > 0) {
			done += sent;
			continue;
		}
		if (sent == -EMSGSIZE) { /* only this frame's fault */
			done++;
			lost++;
			continue;
		}
		if (!deadline)
			deadline = clock_ms() + GUEST_WAIT_MS;
		err = after_refusal(guest, peer_error(sent), deadline, waits);
		if (err < 0)
			return err;
		if (!err)
			break;
	}
	return done - lost;
}

void guest_stop(struct guest *guest)
{
	char byte = 0;
	ssize_t n;

	atomic_store_explicit(&guest->stopping, true, memory_order_relaxed);
	n = write(guest->stop[1], &byte, 1);
	(void)n; /* a full pipe is as readable */
}

void guest_close(struct guest *guest)
{
	if (!guest)
		return;
	if (guest->path)
		unlink(guest->path);
	if (guest->fd >= 0)
		close(guest->fd);
	if (guest->lock >= 0)
		lockfile_remove(guest->lock_path, guest->lock);
	close(guest->stop[0]);
	close(guest->stop[1]);
	batch_free(guest->rx);
	batch_free(guest->tx);
	free(guest->bytes);
	free(guest->path);
	free(guest->lock_path);
	free(guest);
}
