/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix.h - what is measured, and in which order
 *
 * A group is what one boot of guests can measure: mode, driver, network and
 * number of guests.  Every round measures every cell, which is a group with a
 * direction, a protocol, a number of streams and a size, once.  The order
 * inside a round is random, so that a machine that gets slower or faster over
 * time does not favour a cell; but the cells of a group stay together, because
 * they share the booted guests.  The same seed gives the same order on every
 * machine.
 *
 * Some combinations make no sense and are left out:
 *
 *	one guest and traffic between guests
 *	round trips (rr) but from the host, or a guest, to a guest
 *	streams and sizes of rr, which has one of each
 *	other modes than the first on networks that have none, see
 *	matrix_has_modes()
 *
 * Pure: no state, no input or output.
 */
#ifndef HARNESS_MATRIX_H
#define HARNESS_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MATRIX_ITEMS   16     /* most values of a dimension */
#define MATRIX_NAME    32     /* bytes of the longest name, NUL included */
#define MATRIX_COMMAND 256    /* bytes of the longest command, NUL included */
#define MATRIX_GUESTS  32     /* most guests at once */
#define MATRIX_STEPS   100000 /* most measurements of a run */

#define MATRIX_NETWORK "vmnet-helper" /* unless others are named */

enum direction {
	HOST_TO_VM,
	VM_TO_HOST,
	VM_TO_VM,
	HOST_AND_VM, /* both ways at once */
	VM_AND_VM,
	HOST_TO_VMS, /* all guests at once */
	VMS_TO_HOST,
	DIRECTIONS
};

#define DIRECTIONS_USUAL                                                       \
	3 /* the first ones, measured unless others are named */

enum protocol { TCP, UDP, RR, PROTOCOLS };

/* Values of one dimension, in the order the user gave them. */
struct matrix_list {
	size_t n;
	char name[MATRIX_ITEMS][MATRIX_NAME];
};

struct matrix_numbers {
	size_t n;
	unsigned int value[MATRIX_ITEMS];
};

/* What a driver is beyond its name. */
struct matrix_variant {
	char script[MATRIX_NAME];     /* in vms; "": the driver's name */
	char command[MATRIX_COMMAND]; /* its program; "": its own choice */
	bool offloading;	      /* guests send and get large frames */
};

/* All zero is one default value in each dimension but the first three. */
struct matrix {
	struct matrix_list modes;
	struct matrix_list drivers;
	size_t n_directions;
	enum direction directions[DIRECTIONS];
	struct matrix_variant variants[MATRIX_ITEMS]; /* of the drivers */
	struct matrix_list networks;		      /* none: MATRIX_NETWORK */
	struct matrix_numbers guests;		      /* none: 2 */
	size_t n_protocols;			      /* none: TCP */
	enum protocol protocols[PROTOCOLS];
	struct matrix_numbers streams; /* none: 1 */
	struct matrix_numbers sizes;   /* bytes; none: 0 */
	unsigned int rounds;
	uint64_t seed;
};

/* One measurement. */
struct matrix_step {
	unsigned int round; /* from 1 */
	unsigned int order; /* position in its round, from 1 */
	size_t mode;	    /* index in modes */
	size_t driver;	    /* index in drivers */
	size_t network;	    /* index in networks; 0 if there are none */
	unsigned int guests;
	enum direction direction;
	enum protocol protocol;
	unsigned int streams;
	unsigned int size; /* bytes; 0: what is usual for the protocol */
	bool boot;	   /* the first one of its guests */
	/* Of a plan, see plan.h: */
	bool skipped;	      /* told, not measured */
	unsigned int seconds; /* it takes by the options; 0: not known */
};

/**
 * matrix_split() - Read a comma separated list of names
 * @text:	Such as "qemu,netns"
 * @list:	Filled in
 *
 * Return: 0; -EINVAL for an empty or overlong name, or one with characters
 * other than letters, digits, '-', '_' and '.' or starting with '.' or '-';
 * -EEXIST for a name given twice; -E2BIG for too many.
 */
int matrix_split(const char *text, struct matrix_list *list);

/**
 * matrix_direction() - Find a direction by its name
 * @name:	Such as "host-to-vm"
 * @direction:	Set on success
 *
 * Return: 0 or -EINVAL.
 */
int matrix_direction(const char *name, enum direction *direction);

/**
 * matrix_direction_name() - Name of a direction
 * @direction:	The direction
 *
 * Return: literal such as "host-to-vm".
 */
const char *matrix_direction_name(enum direction direction);

/**
 * matrix_protocol() - Find a protocol by its name
 * @name:	"tcp", "udp" or "rr"
 * @protocol:	Set on success
 *
 * Return: 0 or -EINVAL.
 */
int matrix_protocol(const char *name, enum protocol *protocol);

/**
 * matrix_protocol_name() - Name of a protocol
 * @protocol:	The protocol
 *
 * Return: literal such as "tcp".
 */
const char *matrix_protocol_name(enum protocol protocol);

/**
 * matrix_network() - Name of the network of a step
 * @m:		What to measure
 * @index:	Of the network
 *
 * Return: text owned by @m, or a literal.
 */
const char *matrix_network(const struct matrix *m, size_t index);

/**
 * matrix_script() - Name of the program in vms that starts a driver's guests
 * @m:		What to measure
 * @driver:	Index in its drivers
 *
 * Return: text owned by @m.
 */
const char *matrix_script(const struct matrix *m, size_t driver);

/**
 * matrix_has_modes() - Tell whether a network has the modes of the helper
 * @network:	Name
 *
 * Return: true for the helper's; others are measured in the first mode only.
 */
bool matrix_has_modes(const char *network);

/**
 * matrix_same_group() - Tell whether two steps share their guests
 * @a:		Step
 * @b:		Step
 *
 * Return: true if so.
 */
bool matrix_same_group(const struct matrix_step *a,
		       const struct matrix_step *b);

/**
 * matrix_shuffle() - Numbers in random order
 * @state:	Seed; changed, so that the next order is another one
 * @item:	Receives 0 to @n - 1
 * @n:		How many
 */
void matrix_shuffle(uint64_t *state, size_t *item, size_t n);

/**
 * matrix_plan() - All measurements in the order they are to be made
 * @m:		What to measure
 * @steps:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length
 *
 * Return: 0; -ENOENT when no combination makes sense; -E2BIG when there are
 * more than MATRIX_STEPS; or -ENOMEM.  Nothing is allocated on failure.
 */
int matrix_plan(const struct matrix *m, struct matrix_step **steps, size_t *n);

#endif
