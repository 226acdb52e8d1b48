/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faults.h - system calls that fail, or do less than was asked, for tests
 *
 * Every call the data path makes goes through a wrapper (the linker's --wrap)
 * that counts it, and can fail it.  Which ones are wrapped is in the Makefile.
 */
#ifndef HELPER_LINUX_FAULTS_H
#define HELPER_LINUX_FAULTS_H

#include <poll.h>
#include <sys/types.h>
#include <sys/uio.h>

enum call {
	RECVMMSG,
	SENDMMSG,
	RECV,
	SENDMSG,
	READ,
	WRITEV,
	POLL,
	CALLOC,
	MALLOC,
	PIPE,
	THREAD,
	CALLS
};

#define SHORT 1 /* instead of an errno: do less than was asked */

struct fault {
	enum call call;
	int index;  /* of the first that fails, from 0 */
	int repeat; /* how many fail; 0: none */
	int error;  /* SHORT or an errno */
};

/**
 * faults_start() - From now on count calls, and fail some
 * @fault:	Which, and how
 *
 * Counts start at 0.
 */
void faults_start(const struct fault *fault);

/**
 * faults_stop() - Let all calls through; the counts stay
 */
void faults_stop(void);

/**
 * faults_count() - How often a call was made between start and stop
 */
int faults_count(enum call call);

/**
 * faults_name() - A call's name, for messages
 */
const char *faults_name(enum call call);

/* For what the test itself does meanwhile: neither counted nor failed. */
ssize_t __real_writev(int fd, const struct iovec *iov, int n);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout);

#endif
