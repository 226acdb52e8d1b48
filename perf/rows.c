/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c - a whole file of CSV, of any columns */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/rows.h"

/* Rows being read. */
struct rows {
	const struct rows_reader *reader;
	char *list; /* @n of them, malloc()ed */
	size_t n;
	size_t room;
	size_t line; /* number of the last line that was read */
	bool later;  /* the file has what was added */
};

static int rows_grow(struct rows *r)
{
	char *more;

	if (r->n < r->room)
		return 0;
	r->room = r->room ? r->room * 2 : 64;
	more = realloc(r->list, r->room * r->reader->size);
	if (!more)
		return -ENOMEM;
	r->list = more;
	return 0;
}

int rows_line(FILE *file, char line[FIELDS_LINE])
{
	char *end;

	if (!fgets(line, FIELDS_LINE, file))
		return ferror(file) ? -EIO : 0;
	end = strchr(line, '\n');
	if (!end)
		return feof(file) ? 0 : -EBADMSG;
	*end = '\0';
	return 1;
}

static bool rows_header(struct rows *r, const char *line)
{
	const char *header = r->reader->header;
	size_t old = strlen(header) - strlen(r->reader->added);

	r->later = !strcmp(line, header);
	return r->later || (strlen(line) == old && !memcmp(line, header, old));
}

static int rows_parse(struct rows *r, FILE *file)
{
	char line[FIELDS_LINE];
	int ret;

	r->line = 1;
	ret = rows_line(file, line);
	if (ret < 0)
		return ret;
	if (ret == 0 || !rows_header(r, line))
		return -EBADMSG;
	for (;;) {
		r->line++;
		ret = rows_line(file, line);
		if (ret <= 0)
			return ret;
		ret = rows_grow(r);
		if (ret)
			return ret;
		if (!r->reader->parse(line, r->later,
				      r->list + r->n * r->reader->size))
			return -EBADMSG;
		r->n++;
	}
}

int rows_read(const struct rows_reader *reader, const char *path, void **list,
	      size_t *n, size_t *bad_line)
{
	struct rows r = { .reader = reader };
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return -errno;
	err = rows_parse(&r, file);
	fclose(file);
	if (err) {
		free(r.list);
		if (err == -EBADMSG)
			*bad_line = r.line;
		return err;
	}
	*list = r.list;
	*n = r.n;
	return 0;
}

static int rows_put(const struct rows_writer *w, int fd, const void *list,
		    size_t n)
{
	const char *row = list;
	size_t i;
	int err;

	err = write_full(fd, w->header, strlen(w->header));
	if (!err)
		err = write_full(fd, "\n", 1);
	for (i = 0; i < n && !err; i++, row += w->size) {
		struct line l = { .len = 0 };

		w->add(&l, row);
		err = line_end(&l);
		if (!err)
			err = write_full(fd, l.text, l.len);
	}
	if (!err && fsync(fd) < 0)
		err = -errno;
	return err;
}

int rows_write(const struct rows_writer *w, const char *path, const void *list,
	       size_t n)
{
	char temp[PATH_MAX];
	int err, fd;

	if (snprintf(temp, sizeof(temp), "%s.new", path) >= (int)sizeof(temp))
		return -ENAMETOOLONG;
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	err = rows_put(w, fd, list, n);
	if (close(fd) < 0 && !err)
		err = -errno;
	if (!err && rename(temp, path) < 0)
		err = -errno;
	if (err)
		unlink(temp);
	return err;
}
