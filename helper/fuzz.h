/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz.h - what every fuzz target repeats
 *
 * Theory of operation
 *
 * A target is one function that takes any bytes, gives them to a module in
 * the form the module takes, and aborts when the module breaks a promise of
 * its header.  The bytes are read as a script rather than as the input
 * itself where the module checks sums: else no random change would get
 * beyond the sum.
 *
 * The same object is linked in two ways:
 *
 *	make fuzz	with libFuzzer, which searches for inputs that reach
 *			new code and keeps them
 *	make check	with fuzz_replay.c, which runs what was found, kept in
 *			helper/corpus/NAME, and a second of random changes of it
 */
#ifndef HELPER_FUZZ_H
#define HELPER_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * LLVMFuzzerTestOneInput() - The target; libFuzzer gives its name
 * @data:	Any bytes; no NUL follows
 * @size:	How many
 *
 * Return: 0.  Does not return when a promise is broken.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the process unless @condition holds, saying what was broken. */
#define fuzz_check(condition)                                                  \
	do {                                                                   \
		if (!(condition))                                              \
			fuzz_fail(__FILE__, __LINE__, #condition);             \
	} while (0)

/**
 * fuzz_fail() - Say which promise was broken, and abort
 * @file:	Source file of the check
 * @line:	Its line
 * @what:	The condition
 */
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/* What is left of the bytes. */
struct fuzz_input {
	const uint8_t *at;
	size_t left;
};

/**
 * fuzz_byte() - Take a byte
 * @in:		Where from
 *
 * Return: the byte, 0 when none is left.
 */
uint8_t fuzz_byte(struct fuzz_input *in);

/**
 * fuzz_word() - Take two bytes
 * @in:		Where from
 *
 * Return: their value, big-endian.
 */
uint16_t fuzz_word(struct fuzz_input *in);

/**
 * fuzz_copy() - Take bytes
 * @in:		Where from
 * @buf:	Receives them; what is missing at the end becomes 0
 * @n:		How many
 */
void fuzz_copy(struct fuzz_input *in, void *buf, size_t n);

/**
 * fuzz_alloc() - Allocate, or end the process
 * @n:		Bytes, set to 0
 *
 * Return: memory of exactly that size, so that ASan sees a byte beyond.
 */
void *fuzz_alloc(size_t n);

/**
 * fuzz_text() - Make text
 * @data:	Bytes
 * @size:	How many
 *
 * Return: malloc()ed copy with a NUL behind it, owned by the caller.
 */
char *fuzz_text(const uint8_t *data, size_t size);

#define FUZZ_ARGS 64

/**
 * fuzz_argv() - Cut text into arguments
 * @text:	From fuzz_text(); changed
 * @size:	Its length; arguments end at NUL bytes
 * @argv:	Receives "fuzz" and the arguments, and a NULL
 *
 * Return: number of arguments, the first included.
 */
int fuzz_argv(char *text, size_t size, char *argv[FUZZ_ARGS + 1]);

/**
 * fuzz_error() - Check what a parser of options says
 * @err:	What it returned
 * @error:	Its text
 * @size:	Size of @error
 *
 * An error has one line of printable text, a success has none.
 */
void fuzz_error(int err, const char *error, size_t size);

/**
 * fuzz_file() - Make a file of bytes, in memory
 * @data:	Bytes
 * @size:	How many
 * @path:	Receives a path by which this process can open it
 *
 * Return: its descriptor, owned by the caller.
 */
int fuzz_file(const uint8_t *data, size_t size, char path[40]);

#endif
