/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin.h - where and how a report of iperf3 was made
 *
 * Follows what "iperf3 -J" prints as "start", from version 3.8 as Apple ships
 * it to 3.17.  iperf.h has the numbers.
 */
#ifndef HARNESS_ORIGIN_H
#define HARNESS_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "harness/machine.h"

#define ORIGIN_TEXT 96

struct origin {
	char version[ORIGIN_TEXT]; /* of iperf3, "" when unknown */
	/* uname(1) without the name of the machine: "" when unknown */
	char system[ORIGIN_TEXT];
	char arch[ORIGIN_TEXT];
	char kernel[MACHINE_VALUE]; /* release and version */
	time_t time;		    /* of the start */
	unsigned int streams;
	unsigned int size; /* bytes per write */
	unsigned int omit; /* s before what is measured */
	unsigned int seconds;
	unsigned int mtu; /* bytes, 0 when unknown */
	char proto[8];	  /* tcp or udp */
};

/**
 * origin_parse() - Understand the start of what "iperf3 -J" printed
 * @text:	Its whole output
 * @length:	Bytes of @text
 * @o:		Filled in; text is printable and without comma or quote
 *
 * The MTU is that of Ethernet if the segment size is what Ethernet leaves for
 * TCP, with timestamps (1448) or without (1460).
 *
 * Return: 0, or -EBADMSG when it is not JSON or lacks time, streams, size or
 * protocol.
 */
int origin_parse(const char *text, size_t length, struct origin *o);

/**
 * origin_system() - Make what iperf3 calls "system_info"
 * @o:		Where it was measured
 * @text:	Receives text as of uname(1), with "host" as the machine's name;
 *		origin_parse() reads it back
 * @size:	Size of @text
 */
void origin_system(const struct origin *o, char *text, size_t size);

#endif
