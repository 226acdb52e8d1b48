/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* event.h - the part of kqueue(2) we use, done on Linux by doubles/kqueue.c */
#ifndef DOUBLES_SYS_EVENT_H
#define DOUBLES_SYS_EVENT_H

#include <stdint.h>
#include <time.h>

#define EVFILT_PROC   (-5)
#define EVFILT_SIGNAL (-6)
#define EV_ADD	      0x0001
#define NOTE_EXIT     0x80000000u

struct kevent {
	uintptr_t ident;
	int16_t filter;
	uint16_t flags;
	uint32_t fflags;
	intptr_t data;
	void *udata;
};

#define EV_SET(kev, a, b, c, d, e, f)                                          \
	(*(kev) = (struct kevent){ (a), (b), (c), (d), (e), (f) })

int kqueue(void);
int kevent(int kq, const struct kevent *changes, int n_changes,
	   struct kevent *events, int n_events, const struct timespec *timeout);

#endif
