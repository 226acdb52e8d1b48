/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.h - the fingerprint of the machine
 *
 * Numbers of two runs may only be compared when the strict facts are the
 * same; their hash is the machine's id.  The other facts explain differences
 * afterwards.
 *
 * machine_probe() and machine_program() have one implementation for each
 * system, the rest is portable.
 */
#ifndef HARNESS_MACHINE_H
#define HARNESS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MACHINE_FACTS 24
#define MACHINE_VALUE 160
#define MACHINE_ID    32

struct machine_fact {
	const char *key; /* literal */
	bool strict;
	char value[MACHINE_VALUE];
};

struct machine {
	size_t n;
	struct machine_fact facts[MACHINE_FACTS];
};

/**
 * machine_probe() - Look at the machine
 * @m:		Filled in; a fact that cannot be found out is "unknown"
 */
void machine_probe(struct machine *m);

/**
 * machine_congestion() - The congestion control to measure with
 *
 * The same on all machines where there is a choice: a host may be set to
 * another one than its guests, and BBR paces by timers that cost CPU time.
 *
 * Return: literal, "cubic"; "" when the system does not have it.
 */
const char *machine_congestion(void);

/**
 * machine_program() - Path of the running program
 * @path:	Receives the absolute path
 * @size:	Size of @path
 *
 * Return: 0 or -errno.
 */
int machine_program(char *path, size_t size);

/**
 * machine_add() - Add a fact
 * @m:		Where to add it; a fact too many is dropped
 * @key:	Literal, kept
 * @strict:	Whether it is part of the id
 * @value:	Copied and cut to fit; spaces around it are removed, "" becomes
 *		"unknown"
 */
void machine_add(struct machine *m, const char *key, bool strict,
		 const char *value);

/**
 * machine_value() - Look a fact up
 * @m:		The machine
 * @key:	Name of the fact
 *
 * Return: text owned by @m, or the literal "unknown".
 */
const char *machine_value(const struct machine *m, const char *key);

/**
 * machine_id() - Short name made from the strict facts
 * @m:		The machine
 * @id:		Receives text such as "x86_64-8c1d33aa"
 *
 * Return: @id.
 */
char *machine_id(const struct machine *m, char id[MACHINE_ID]);

/**
 * machine_print() - Print the id and all facts as key=value lines
 * @m:		The machine
 * @out:	Where to
 */
void machine_print(const struct machine *m, FILE *out);

#endif
