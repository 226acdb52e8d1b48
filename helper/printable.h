/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * printable.h - text of others on one line that a terminal can show
 *
 * File names and option values may hold any byte.  A newline among them would
 * forge a line of the log, an escape sequence would reach the terminal, and a
 * long value would push the reason out of the line.
 *
 * No state; safe from any thread.
 */
#ifndef HELPER_PRINTABLE_H
#define HELPER_PRINTABLE_H

#include <stdarg.h>
#include <stddef.h>

/**
 * printable_copy() - Copy text, escaped and cut
 * @out:	Receives the text, always NUL-terminated
 * @size:	Size of @out in bytes, at least 16
 * @text:	Any bytes
 * @len:	How many
 *
 * Control characters (C0, DEL, and C1 as encoded in UTF-8) and bytes that are
 * not UTF-8 (RFC 3629) become \xNN, all others are copied.  What is too long
 * loses its middle to "...", as its start and its end say most.
 *
 * Return: length of the text in @out.
 */
size_t printable_copy(char *out, size_t size, const char *text, size_t len);

/**
 * printable_format() - Print a format, escaped and cut
 * @out:	As of printable_copy()
 * @size:	As of printable_copy()
 * @fmt:	printf format
 * @ap:		Its arguments
 *
 * Allocates for a moment when the text is longer than 1 KiB.
 *
 * Return: length of the text in @out.
 */
size_t printable_format(char *out, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

#endif
