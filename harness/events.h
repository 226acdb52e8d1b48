/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * events.h - the one place where the harness waits
 *
 * A wait ends when a descriptor is ready, when a child has ended, when its
 * time is up, when the user wants to stop, or when a process that the present
 * work depends on is lost.  Every child of the process is reaped here,
 * orphans of others included: inside the sandbox the harness is process 1.
 *
 * Not thread safe; one struct events per process.
 */
#ifndef HARNESS_EVENTS_H
#define HARNESS_EVENTS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define EVENTS_FDS 33 /* descriptors of one wait */

/* Somebody who wants to know of ended children; owned by the caller. */
struct events_child {
	bool (*ended)(void *ctx, pid_t pid, int status);
	void *ctx;
	struct events_child *next;
};

struct events {
	int stop_fd;  /* readable while a request to stop waits */
	int child_fd; /* readable while an ended child waits */
	int signal;   /* that asked us to stop; 0 while none did */
	bool lost;    /* set to end waits with -ECHILD */
	struct events_child *children;
	void (*tick)(void *ctx); /* called about four times a second */
	void *tick_ctx;
};

/**
 * events_open() - Take over SIGINT, SIGTERM, SIGHUP and SIGCHLD
 * @ev:		Set up
 *
 * The signals stay blocked from here on, and SIGPIPE ignored; children must
 * undo that.
 *
 * Return: 0 or -errno.
 */
int events_open(struct events *ev);

/**
 * events_close() - Release the descriptors
 * @ev:		From events_open()
 */
void events_close(struct events *ev);

/**
 * events_wait() - Wait until something happens
 * @ev:		From events_open()
 * @fds:	As of poll(2); their revents are set, to 0 if nothing
 *		happened to them
 * @n:		Entries of @fds, at most EVENTS_FDS
 * @deadline:	On the clock of clock_ms(); -1 for none
 *
 * Return: 1 when a descriptor is ready or a child has ended, 0 when the time
 * is up, -ECANCELED when the user wants to stop, -ECHILD when @ev->lost is set,
 * or another -errno.
 */
int events_wait(struct events *ev, struct pollfd *fds, size_t n,
		int64_t deadline);

/**
 * events_sleep() - Let time pass
 * @ev:		From events_open()
 * @ms:		How long
 *
 * Return: 0 when the time has passed, or as events_wait().
 */
int events_sleep(struct events *ev, int ms);

/**
 * events_watch() - Be told of ended children
 * @ev:		From events_open()
 * @child:	Its @ended gets every reaped pid and wait status and returns
 *		true if the child was its own; kept until events_unwatch()
 */
void events_watch(struct events *ev, struct events_child *child);

/**
 * events_unwatch() - Be told no more
 * @ev:		From events_open()
 * @child:	From events_watch(); unknown ones are ignored
 */
void events_unwatch(struct events *ev, struct events_child *child);

#endif
