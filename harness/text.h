/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - text that grows while it is read from a descriptor
 *
 * Not thread safe.  A struct text of zeros is empty and needs no set-up.
 */
#ifndef HARNESS_TEXT_H
#define HARNESS_TEXT_H

#include <stddef.h>
#include <sys/types.h>

/* No program run here prints this much; more is refused, not kept. */
#define TEXT_MAX (8u << 20)

struct text {
	char *data; /* NUL-terminated once something was added, else NULL */
	size_t length;
	size_t size;
};

/**
 * text_read() - Add what one read(2) of a descriptor gives
 * @text:	Where to add it
 * @fd:		Descriptor to read from
 *
 * Return: bytes added, 0 at end of file, -EFBIG when @text would exceed
 * TEXT_MAX, or another -errno such as -EAGAIN.
 */
ssize_t text_read(struct text *text, int fd);

/**
 * text_add() - Add bytes
 * @text:	Where to add them
 * @data:	@length bytes
 * @length:	Bytes to add
 *
 * Return: 0, -EFBIG or -ENOMEM.
 */
int text_add(struct text *text, const char *data, size_t length);

/**
 * text_skip() - Remove bytes from the front
 * @text:	Text of at least @length bytes
 * @length:	Bytes to remove
 */
void text_skip(struct text *text, size_t length);

/**
 * text_line() - Copy one line of a text
 * @text:	NUL-terminated text, NULL is an empty one
 * @number:	Which line, from 0
 * @line:	Receives the line without its newline, cut to fit; "" if there
 *		is no such line
 * @size:	Size of @line
 *
 * Return: @line.
 */
char *text_line(const char *text, unsigned int number, char *line, size_t size);

/**
 * text_free() - Give the memory back
 * @text:	Empty afterwards and may be used again
 */
void text_free(struct text *text);

#endif
