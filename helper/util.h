/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * util.h - small things every program here needs
 *
 * No state; safe from any thread.
 */
#ifndef HELPER_UTIL_H
#define HELPER_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * parse_uint() - Read a whole decimal number
 * @text:	NUL-terminated; only digits are accepted, no sign, no space
 * @min:	Smallest value accepted
 * @max:	Largest value accepted
 * @value:	Set on success
 *
 * Return: 0, -EINVAL when @text is not a number, -ERANGE when outside the
 * bounds.
 */
int parse_uint(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/**
 * read_full() - Read until a count or end of file
 * @fd:		Blocking descriptor
 * @buf:	At least @size bytes
 * @size:	Bytes wanted
 *
 * Retries after EINTR.
 *
 * Return: bytes read, less than @size only at end of file, or -errno.
 */
ssize_t read_full(int fd, void *buf, size_t size);

/**
 * write_full() - Write all of a buffer
 * @fd:		Blocking descriptor
 * @buf:	@size bytes
 * @size:	Bytes to write
 *
 * Retries after EINTR and short counts.
 *
 * Return: 0 or -errno.
 */
int write_full(int fd, const void *buf, size_t size);

/**
 * wait_writable() - Wait until a descriptor takes what is written to it
 * @fd:		Such as standard output, whose reader may be busy
 * @cancel:	Descriptor that ends the wait when it is readable
 *
 * Return: 0, also when a write would fail; or -ECANCELED.
 */
int wait_writable(int fd, int cancel);

/**
 * read_text() - Read a small file as text
 * @path:	File to read
 * @buf:	Receives the text, always NUL-terminated
 * @size:	Size of @buf; longer files are cut
 *
 * Return: length of the text, or -errno.
 */
ssize_t read_text(const char *path, char *buf, size_t size);

/**
 * write_text() - Replace the content of an existing file
 * @path:	File to write, opened without O_CREAT (for /proc and /sys)
 * @text:	NUL-terminated text
 *
 * Return: 0 or -errno.
 */
int write_text(const char *path, const char *text);

/**
 * set_cloexec() - Mark a descriptor close-on-exec, or not
 * @fd:		Open descriptor
 * @on:		true to set FD_CLOEXEC, false to clear it
 *
 * Return: 0 or -errno.
 */
int set_cloexec(int fd, bool on);

/**
 * wakeup_pipe() - Make a pipe that one thread wakes others with
 * @fds:	Set to the read and the write end; both non-blocking and
 *		close-on-exec, owned by the caller
 *
 * Return: 0 or -errno.
 */
int wakeup_pipe(int fds[2]);

/**
 * clock_ms() - Milliseconds of the monotonic clock
 *
 * Return: milliseconds since an arbitrary start; never decreases.
 */
int64_t clock_ms(void);

/**
 * open_standard_fds() - Open /dev/null for each of 0, 1 and 2 that is closed
 *
 * Without this the next descriptor opened would become standard output or
 * error, and what is printed would go into it.
 *
 * Return: 0 or -errno.
 */
int open_standard_fds(void);

#endif
