/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * darwin.h - included first in every file that is tested on Linux
 *
 * What the headers of macOS have and those of Linux have not; and functions
 * that behave otherwise there, in the way of XNU (doubles/system.c).
 */
#ifndef DOUBLES_DARWIN_H
#define DOUBLES_DARWIN_H

#include <sys/socket.h>

#define SO_NOSIGPIPE 0x1022 /* no such option here: setsockopt(2) refuses */
#define weak_import  weak

int double_getpeername(int fd, struct sockaddr *addr, socklen_t *len);
int double_connect(int fd, const struct sockaddr *addr, socklen_t len);
int getpeereid(int fd, uid_t *uid, gid_t *gid);
ssize_t double_sendmsg(int fd, const struct msghdr *msg, int flags);

#define getpeername double_getpeername
#define connect	    double_connect
#define sendmsg	    double_sendmsg

#endif
