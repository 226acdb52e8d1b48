/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.h - the fields of one line of CSV
 *
 * Plain CSV without quoting: text holds no comma, quote or control character.
 * Numbers have a '.' as decimal point whatever the locale, and are written so
 * that they are read back exactly.  An error sticks to the line; it is asked
 * for once, at the end.
 */
#ifndef PERF_FIELDS_H
#define PERF_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELDS_LINE 2048 /* longest line, with newline and NUL */

/* A line being written.  Start with all zero. */
struct line {
	char text[FIELDS_LINE]; /* len bytes, no NUL */
	size_t len;
	unsigned int fields;
	int err;
};

/* A line being read.  Start with rest at the text, without its newline. */
struct fields {
	char *rest; /* NULL when no field is left; its commas become NULs */
	bool bad;
};

/**
 * line_text() - Add a text field
 * @l:		Line
 * @text:	At most @room bytes with its NUL; may be empty
 * @room:	A text with no NUL in so many bytes is refused
 */
void line_text(struct line *l, const char *text, size_t room);

/**
 * line_uint() - Add a number without sign
 * @l:		Line
 * @value:	The number
 */
void line_uint(struct line *l, uint64_t value);

/**
 * line_double() - Add a real number
 * @l:		Line
 * @value:	Must be finite
 */
void line_double(struct line *l, double value);

/**
 * line_optional() - Add a real number that may be unknown
 * @l:		Line
 * @value:	Finite, or NaN for an empty field
 */
void line_optional(struct line *l, double value);

/**
 * line_end() - Add the newline
 * @l:		Line; only text and len are of use afterwards
 *
 * Return: 0, or -EINVAL when a field was refused or the line is too long.
 */
int line_end(struct line *l);

/**
 * field_text() - Take a text field
 * @f:		Line
 * @text:	Receives the text, NUL-terminated; untouched when refused
 * @room:	Size of @text; longer fields are refused
 */
void field_text(struct fields *f, char *text, size_t room);

/**
 * field_uint() - Take a number without sign
 * @f:		Line
 * @value:	Set to the number
 */
void field_uint(struct fields *f, unsigned int *value);

/**
 * field_double() - Take a real number
 * @f:		Line
 * @value:	Set to the number; only finite decimal ones are accepted
 */
void field_double(struct fields *f, double *value);

/**
 * field_optional() - Take a real number that may be unknown
 * @f:		Line
 * @value:	Set to the number, or to NaN when the field is empty
 */
void field_optional(struct fields *f, double *value);

/**
 * fields_end() - Tell whether the whole line was good
 * @f:		Line
 *
 * Return: true when every field was accepted and none is left.
 */
bool fields_end(const struct fields *f);

#endif
