/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doubles.h - macOS as tests want it
 *
 * Theory of operation
 *
 * The files of helper/darwin and client/darwin are compiled on Linux, as they
 * are, against headers that declare what they use of macOS; the functions are
 * in this folder: Blocks and dispatch queues with real threads, XPC objects
 * and vmnet with real reference counts, kqueue(2) on epoll(7).  They state
 * what we believe of macOS, no more: what vmnet really does only a Mac shows.
 *
 * They are strict where the real ones are silent: a descriptor whose sizes
 * disagree is refused, a use after the last release aborts, and every object
 * is counted, so that a test can ask for none to be left.
 *
 * A test says what shall go wrong in double_control, a program under test
 * gets the same from its environment (DOUBLE="start=1009 version=14.5").
 */
#ifndef MACOS_DOUBLES_H
#define MACOS_DOUBLES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <xpc/xpc.h>

/* Zero is a Mac on which everything goes well, but see double_reset(). */
struct double_control {
	const char *version; /* kern.osproductversion; NULL: cannot be told */

	int start_status; /* of the handler */
	bool start_hangs; /* the handler never runs */
	int start_late_ms;
	bool start_null; /* no interface, whatever the handler says */
	bool no_mac;	 /* parameters without it */
	int stop_status; /* of the call */
	bool stop_hangs;
	int callback_status;

	size_t max_packet;
	bool echo;		  /* what is written comes back */
	_Atomic int read_status;  /* of every read */
	_Atomic int write_status; /* of the next @write_times writes */
	_Atomic int write_times;
	_Atomic int write_most; /* frames taken by one call; 0: all */
	int batch_most;		/* more is VMNET_TOO_MANY_PACKETS; 0: any */
	bool sets_iov_len;	/* does a read set iov_len? */

	bool broker_absent;
	bool broker_hangs;
	bool broker_garbage;
	int broker_error;
	int create_status; /* of the network's object */

	int config_status; /* of what a network of our own is made of */
	int subnet_status;
	int mtu_status;
	int reserve_status;
	int network_status; /* of that network */
	bool network_null;  /* none, whatever the status says */

	bool no_bulk;	     /* sendmsg_x() and recvmsg_x() fail */
	_Atomic int enobufs; /* the next so many sends find a full queue */
};

extern struct double_control double_control;

/* What vmnet and the sockets were asked for. */
struct double_record {
	_Atomic uint64_t written;	/* frames taken */
	_Atomic uint64_t written_bytes; /* of those */
	_Atomic uint64_t write_calls;
	_Atomic uint64_t read_calls;
	_Atomic uint32_t most_pieces; /* of a frame written */
	_Atomic uint64_t sends;	  /* calls, bulk or not, that reached a queue */
	_Atomic uint64_t refused; /* those that found it full */
	char desc[512];		  /* what start was given, as text */
	char request[128];	  /* what the broker was asked */
	char network[256];	  /* what a network is made of, as text */
	uint8_t last[70000];	  /* frame written */
	size_t last_len;
};

extern struct double_record double_record;

/**
 * double_reset() - Everything goes well from now on
 *
 * macOS 26.1, frames of 1514 bytes, nothing recorded.
 */
void double_reset(void);

/**
 * double_push() - Let a frame come from the network
 * @frame:	Bytes
 * @len:	How many
 *
 * Waits while 1000 frames have not been read yet.
 */
void double_push(const void *frame, size_t len);

/**
 * double_alive() - Count what was not released
 *
 * Waits for threads to end, up to two seconds or DOUBLE_PATIENCE of the
 * environment, in milliseconds.
 *
 * Return: objects of all kinds that are left.
 */
int double_alive(void);

/**
 * double_wake() - Let happen what hangs
 *
 * The handler that double_control has kept from running runs now, on its
 * queue, and has run when this returns.
 */
void double_wake(void);

/* For the doubles themselves. */

/**
 * double_hang() - Keep something from happening until double_wake()
 * @queue:	Where it would happen
 * @block:	What
 */
void double_hang(dispatch_queue_t queue, dispatch_block_t block);

#define double_abort(...)                                                      \
	do {                                                                   \
		fprintf(stderr, "double: " __VA_ARGS__);                       \
		fputc('\n', stderr);                                           \
		abort();                                                       \
	} while (0)

/**
 * double_count() - An object came or went
 * @n:	1 or -1
 */
void double_count(int n);

/**
 * double_describe() - Write a dictionary as text
 * @dict:	Dictionary
 * @text:	Receives "key=value key=value ", in the order of setting
 * @size:	Size of @text
 */
void double_describe(xpc_object_t dict, char *text, size_t size);

#endif
