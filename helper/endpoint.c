/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* endpoint.c - the socket at which the VM is, or will be */

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "helper/cred.h"
#include "helper/endpoint.h"
#include "helper/lockfile.h"
#include "helper/socket.h"
#include "helper/util.h"

struct endpoint {
	bool stream;
	int bound;  /* of a path: listens, or receives the first datagram */
	int socket; /* connected; -1: no client */
	char *path; /* of what we bound, else NULL */
	dev_t dev;
	ino_t ino;
	char *lock_path;
	int lock;
	uid_t refused;
	char peer[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
};

static struct endpoint *endpoint_new(void)
{
	struct endpoint *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->bound = -1;
	e->socket = -1;
	e->lock = -1;
	return e;
}

static int fail(char *error, int err, const char *option, const char *value,
		const char *reason)
{
	snprintf(error, ENDPOINT_ERROR_MAX, "%s %s: %s", option, value, reason);
	return err;
}

static const char *type_reason(int type)
{
	switch (type) {
	case SOCK_SEQPACKET:
		return "a seqpacket socket, not a datagram or stream socket";
	case SOCK_RAW:
		return "a raw socket, not a datagram or stream socket";
	default:
		return "not a datagram or stream socket";
	}
}

static int check_fd(int fd, const char *text, bool *stream, char *error)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(int);
	int type;

	if (fcntl(fd, F_GETFD) < 0)
		return fail(error, -EBADF, "--fd", text,
			    "no such open descriptor");
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
		return fail(error, -ENOTSOCK, "--fd", text, "not a socket");
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return fail(error, -ESOCKTNOSUPPORT, "--fd", text,
			    type_reason(type));
	len = sizeof(addr);
	if (getpeername(fd, (struct sockaddr *)&addr, &len) < 0)
		return fail(error, -ENOTCONN, "--fd", text,
			    "the socket is not connected");
	*stream = type == SOCK_STREAM;
	return 0;
}

int endpoint_open_fd(struct endpoint **out, int fd,
		     char error[ENDPOINT_ERROR_MAX])
{
	struct endpoint *e;
	bool stream;
	char text[16];
	int err;

	snprintf(text, sizeof(text), "%d", fd);
	err = check_fd(fd, text, &stream, error);
	if (err)
		return err;
	e = endpoint_new();
	if (!e)
		return fail(error, -ENOMEM, "--fd", text, strerror(ENOMEM));
	e->socket = fd;
	e->stream = stream;
	set_cloexec(fd, true);
	socket_prepare(fd);
	*out = e;
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
	if (st.st_uid != geteuid())
		return -EPERM;
	/* A datagram socket connects to nobody's stream: no false client. */
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

static int bind_private(struct endpoint *e, const struct sockaddr_un *addr)
{
	mode_t mask;
	int err = 0;

	e->bound = socket(AF_UNIX, e->stream ? SOCK_STREAM : SOCK_DGRAM, 0);
	if (e->bound < 0)
		return -errno;
	set_cloexec(e->bound, true);
	socket_prepare(e->bound);
	if (!e->stream)
		err = cred_attach(e->bound, true);
	if (err)
		return err;
	/* With a chmod() afterwards there would be a moment in between. */
	mask = umask(0177);
	if (bind(e->bound, (const struct sockaddr *)addr, sizeof(*addr)) < 0)
		err = -errno;
	umask(mask);
	if (err || !e->stream)
		return err;
	/* Who is in the queue may hang up before accept(2). */
	if (fcntl(e->bound, F_SETFL, O_NONBLOCK) < 0 || listen(e->bound, 4) < 0)
		err = -errno;
	return err;
}

/* What we bound is told from what others may put in its place. */
static int remember_path(struct endpoint *e, const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return -errno;
	e->dev = st.st_dev;
	e->ino = st.st_ino;
	e->path = strdup(path);
	return e->path ? 0 : -ENOMEM;
}

static void remove_path(const struct endpoint *e)
{
	struct stat st;

	if (e->path && lstat(e->path, &st) == 0 && st.st_dev == e->dev &&
	    st.st_ino == e->ino)
		unlink(e->path);
}

static int lock_path(struct endpoint *e, const char *path, char *error)
{
	if (asprintf(&e->lock_path, "%s.lock", path) < 0) {
		e->lock_path = NULL;
		return fail(error, -ENOMEM, "--socket", path, strerror(ENOMEM));
	}
	e->lock = lockfile_take(e->lock_path, 0, -1);
	if (e->lock == -EWOULDBLOCK)
		return fail(error, -EBUSY, "--socket", path,
			    "another helper serves it");
	if (e->lock < 0) {
		snprintf(error, ENDPOINT_ERROR_MAX,
			 "--socket %s: cannot create %s: %s", path,
			 e->lock_path, strerror(-e->lock));
		return e->lock;
	}
	return 0;
}

static int explain_path(char *error, int err, const char *path)
{
	const char *reason = strerror(-err);

	if (err == -EEXIST)
		reason = "exists and is not a socket";
	else if (err == -EPERM)
		reason = "exists and is of another user";
	else if (err == -EADDRINUSE)
		reason = "another process serves it";
	return fail(error, err, "--socket", path, reason);
}

static int open_path(struct endpoint *e, const char *path, char *error)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int err;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		snprintf(error, ENDPOINT_ERROR_MAX,
			 "--socket %.128s...: longer than %zu bytes", path,
			 sizeof(addr.sun_path) - 1);
		return -ENAMETOOLONG;
	}
	memcpy(addr.sun_path, path, strlen(path));
	err = lock_path(e, path, error);
	if (err)
		return err;
	err = remove_dead_socket(&addr);
	if (err)
		return explain_path(error, err, path);
	err = bind_private(e, &addr);
	if (!err)
		err = remember_path(e, path);
	if (err)
		return fail(error, err, "--socket", path, strerror(-err));
	return 0;
}

int endpoint_open_path(struct endpoint **out, const char *path, bool stream,
		       char error[ENDPOINT_ERROR_MAX])
{
	struct endpoint *e = endpoint_new();
	int err;

	if (!e)
		return fail(error, -ENOMEM, "--socket", path, strerror(ENOMEM));
	e->stream = stream;
	err = open_path(e, path, error);
	if (err) {
		endpoint_close(e);
		return err;
	}
	*out = e;
	return 0;
}

bool endpoint_is_stream(const struct endpoint *e)
{
	return e->stream;
}

int endpoint_socket(const struct endpoint *e)
{
	return e->socket;
}

int endpoint_wait_fd(const struct endpoint *e)
{
	/* While it serves, a datagram socket hears its client only. */
	return e->stream || e->socket < 0 ? e->bound : -1;
}

const char *endpoint_peer(const struct endpoint *e)
{
	return e->peer;
}

unsigned int endpoint_refused(const struct endpoint *e)
{
	return (unsigned int)e->refused;
}

static bool may_connect(struct endpoint *e, uid_t uid)
{
	if (uid == geteuid() || uid == 0)
		return true;
	e->refused = uid;
	return false;
}

static void set_peer(struct endpoint *e, const struct sockaddr_un *addr,
		     socklen_t len)
{
	size_t n = len - offsetof(struct sockaddr_un, sun_path);

	memcpy(e->peer, addr->sun_path, n);
	e->peer[n] = '\0';
}

static void discard_datagram(int fd)
{
	uint8_t byte;
	ssize_t n;

	n = recv(fd, &byte, sizeof(byte), MSG_DONTWAIT);
	(void)n;
}

static int accept_datagram(struct endpoint *e)
{
	struct sockaddr_un addr;
	socklen_t len;
	uid_t uid;
	int err;

	err = cred_peek(e->bound, &addr, &len, &uid);
	if (err == -EAGAIN || err == -EINTR)
		return 0;
	if (!err && !may_connect(e, uid))
		err = -EACCES;
	if (err) {
		discard_datagram(e->bound);
		return err;
	}
	if (len <= offsetof(struct sockaddr_un, sun_path) ||
	    connect(e->bound, (struct sockaddr *)&addr, len) < 0) {
		/* No way to answer: a client that did not bind, or is gone. */
		discard_datagram(e->bound);
		return 0;
	}
	cred_attach(e->bound, false);
	set_peer(e, &addr, len);
	e->socket = e->bound;
	return 1;
}

static int accept_stream(struct endpoint *e)
{
	struct sockaddr_un addr = { 0 };
	socklen_t len = sizeof(addr);
	uid_t uid;
	int fd, err;

	fd = accept(e->bound, (struct sockaddr *)&addr, &len);
	if (fd < 0)
		return errno == EAGAIN || errno == EINTR ||
				       errno == ECONNABORTED
			       ? 0
			       : -errno;
	err = cred_stream(fd, &uid);
	if (!err && !may_connect(e, uid))
		err = -EACCES;
	if (err) {
		close(fd);
		return err;
	}
	set_cloexec(fd, true);
	socket_prepare(fd);
	/* One more for a path that fills sun_path: its NUL has no room. */
	if (len > sizeof(addr))
		len = sizeof(addr);
	if (len > offsetof(struct sockaddr_un, sun_path))
		set_peer(e, &addr, len);
	e->socket = fd;
	return 1;
}

int endpoint_accept(struct endpoint *e)
{
	e->peer[0] = '\0';
	return e->stream ? accept_stream(e) : accept_datagram(e);
}

void endpoint_turn_away(struct endpoint *e)
{
	int fd;

	if (!e->stream || e->bound < 0)
		return;
	fd = accept(e->bound, NULL, NULL);
	if (fd >= 0)
		close(fd);
}

int endpoint_disconnect(struct endpoint *e)
{
	int err = 0;

	if (e->socket < 0)
		return 0;
	if (e->stream) {
		close(e->socket);
	} else {
		err = cred_attach(e->bound, true);
		if (!err)
			err = socket_disconnect(e->bound);
	}
	e->socket = -1;
	return err;
}

void endpoint_close(struct endpoint *e)
{
	if (!e)
		return;
	remove_path(e);
	if (e->socket >= 0 && e->socket != e->bound)
		close(e->socket);
	if (e->bound >= 0)
		close(e->bound);
	if (e->lock >= 0)
		lockfile_remove(e->lock_path, e->lock);
	free(e->path);
	free(e->lock_path);
	free(e);
}
