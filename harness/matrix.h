/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix.h - what is measured, and in which order
 *
 * Every round measures every cell (mode x driver x direction) once.  The
 * order inside a round is random, so that a machine that gets slower or
 * faster over time does not favour a cell; but the directions of one mode and
 * driver stay together, because they share two booted guests.  The same seed
 * gives the same order on every machine.
 *
 * Pure: no state, no input or output.
 */
#ifndef HARNESS_MATRIX_H
#define HARNESS_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MATRIX_ITEMS 16 /* most values of a dimension */
#define MATRIX_NAME  32 /* bytes of the longest name, NUL included */

enum direction { HOST_TO_VM, VM_TO_HOST, VM_TO_VM, DIRECTIONS };

/* Values of one dimension, in the order the user gave them. */
struct matrix_list {
	size_t n;
	char name[MATRIX_ITEMS][MATRIX_NAME];
};

struct matrix {
	struct matrix_list modes;
	struct matrix_list drivers;
	size_t n_directions;
	enum direction directions[DIRECTIONS];
	unsigned int rounds;
	uint64_t seed;
};

/* One measurement. */
struct matrix_step {
	unsigned int round; /* from 1 */
	unsigned int order; /* position in its round, from 1 */
	size_t mode;	    /* index in modes */
	size_t driver;	    /* index in drivers */
	enum direction direction;
	bool boot; /* the first one of its two guests */
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
 * Return: 0 or -ENOMEM.
 */
int matrix_plan(const struct matrix *m, struct matrix_step **steps, size_t *n);

#endif
