/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lockfile.h - a file that at most one process holds
 *
 * The file may be removed by its holder while others wait for it, which
 * plain flock(2) does not survive: a waiter then holds a file that nobody
 * else can find.  So every taker looks again, and starts over when the name
 * has come to mean another file.
 */
#ifndef HELPER_LOCKFILE_H
#define HELPER_LOCKFILE_H

/**
 * lockfile_take() - Take the lock
 * @path:	Created with mode 0600 if missing; never followed if a symlink
 * @wait_ms:	How long to wait for another holder; 0 not at all
 * @cancel:	Descriptor that ends the wait when it is readable; -1 for none
 *
 * Return: close-on-exec descriptor that holds the lock until it (and every
 * copy of it) is closed; -EWOULDBLOCK when another still holds it;
 * -ECANCELED; or -errno.
 */
int lockfile_take(const char *path, int wait_ms, int cancel);

/**
 * lockfile_find() - Take a lock whose file is there
 * @path:	Never created, never followed if a symlink
 * @wait_ms:	As of lockfile_take()
 * @cancel:	Likewise
 *
 * Return: as lockfile_take(); -ENOENT when there is no such file.
 */
int lockfile_find(const char *path, int wait_ms, int cancel);

/**
 * lockfile_held() - Tell whether a process holds the lock
 * @path:	Never created, never followed if a symlink
 *
 * Does not wait.  While it looks, which is a moment, a taker has to wait.
 *
 * Return: 1 or 0; -ENOENT when there is no such file; or another -errno.
 */
int lockfile_held(const char *path);

/**
 * lockfile_remove() - Remove the file and give the lock up
 * @path:	As given to lockfile_take()
 * @fd:		What it returned
 */
void lockfile_remove(const char *path, int fd);

#endif
