/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows.h - a whole file of CSV, of any columns
 *
 * What the columns are is for perf/csv.h and others to say; see perf/fields.h
 * for what is in one line.
 */
#ifndef PERF_ROWS_H
#define PERF_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "perf/fields.h"

/* How the rows of a file are read. */
struct rows_reader {
	const char *header; /* first line of the file */
	const char *added;  /* its end, which older files lack */
	bool (*parse)(char *line, bool later, void *row);
	size_t size; /* of one row */
};

/* How they are written. */
struct rows_writer {
	const char *header;
	void (*add)(struct line *l, const void *row);
	size_t size; /* of one row */
};

/**
 * rows_line() - Read a line
 * @file:	Where to read
 * @line:	Receives it without its newline
 *
 * Return: 1; 0 at the end, or when the newline is missing there, as of an
 * append that was interrupted; -EBADMSG when it is too long, or -EIO.
 */
int rows_line(FILE *file, char line[FIELDS_LINE]);

/**
 * rows_read() - Read a whole file
 * @r:		How; @later of its parse() tells whether the file has what was
 *		added, and false from there means a malformed line
 * @path:	File to read
 * @list:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length
 * @bad_line:	Set to the number of the first malformed line on -EBADMSG
 *
 * Return: 0, -EBADMSG on a malformed line (line 1 is the header), or -errno.
 * Nothing is allocated on failure.
 */
int rows_read(const struct rows_reader *r, const char *path, void **list,
	      size_t *n, size_t *bad_line);

/**
 * rows_write() - Replace a whole file
 * @w:		How
 * @path:	File to write; a reader sees the old one or the new one
 * @list:	@n rows
 * @n:		How many
 *
 * Return: 0, -EINVAL when a field was refused, or -errno; the old file is kept
 * on failure.
 */
int rows_write(const struct rows_writer *w, const char *path, const void *list,
	       size_t n);

#endif
